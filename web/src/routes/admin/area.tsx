import '../../design/govern.css'
import type { ComponentType } from 'react'
import { MustSignIn, WeakSession } from '../../components/govern/must-sign-in.js'
import { SidePages } from '../../components/govern/side-pages.js'
import { useTitle } from '../../components/use-title.js'
import { AdminWordsProvider, useAdminWords } from '../../words/admin.js'
import { Accounts } from './accounts.js'
import { HubAudit } from './audit.js'
import { Budgets } from './budgets.js'
import { Jobs } from './jobs.js'
import { Overview } from './overview.js'
import { TrafficPart } from './traffic.js'

const PARTS = {
  overview: Overview,
  jobs: Jobs,
  traffic: TrafficPart,
  accounts: Accounts,
  budgets: Budgets,
  audit: HubAudit,
} satisfies Record<string, ComponentType>
type Part = keyof typeof PARTS
const isPart = (name: string | undefined): name is Part => name !== undefined && Object.hasOwn(PARTS, name)

interface Props {
  params: Record<string, string | undefined>
}

/** The hub as a whole, for its administrators. */
export default function AdminArea(props: Props) {
  return (
    <AdminWordsProvider>
      <Area {...props} />
    </AdminWordsProvider>
  )
}

function Area({ params: { part } }: Props) {
  const { words } = useAdminWords()
  const shown = isPart(part) ? part : 'overview'
  const Shown = PARTS[shown]
  const names = words.admin.parts
  useTitle(names[shown], words.admin.title)
  return (
    <MustSignIn>
      {(me) =>
        me.isAdmin ? (
          <SidePages
            title={words.admin.title}
            base="/admin-area"
            parts={(Object.keys(PARTS) as Part[]).map((name) => [name, names[name]])}
            shown={shown}
          >
            <h1>{names[shown]}</h1>
            <Shown />
          </SidePages>
        ) : (
          <>
            <h1>{words.admin.title}</h1>
            <p>{words.admin.forAdministrators}</p>
            <WeakSession />
          </>
        )
      }
    </MustSignIn>
  )
}
