import '../../design/govern.css'
import type { ComponentType } from 'react'
import { MustSignIn, WeakSession } from '../../components/govern/must-sign-in.js'
import { SidePages } from '../../components/govern/side-pages.js'
import { useTitle } from '../../components/use-title.js'
import { useWords } from '../../words/words.js'
import { MyRequests } from '../requests/mine.js'
import { Reviews } from '../requests/reviews.js'
import { MyAudit } from './audit.js'
import { Notifications } from './notifications.js'
import { MyOrganisations } from './organisations.js'
import { ProfilePart } from './profile.js'
import { Security } from './security.js'
import { Sessions } from './sessions.js'
import { Tokens } from './tokens.js'
import { MyUsage } from './usage.js'
import { MyWebhooks } from './webhooks.js'

const PARTS = {
  profile: ProfilePart,
  security: Security,
  sessions: Sessions,
  tokens: Tokens,
  requests: MyRequests,
  reviews: Reviews,
  organisations: MyOrganisations,
  webhooks: MyWebhooks,
  notifications: Notifications,
  usage: MyUsage,
  audit: MyAudit,
} satisfies Record<string, ComponentType>
type Part = keyof typeof PARTS
const isPart = (name: string | undefined): name is Part => name !== undefined && Object.hasOwn(PARTS, name)

/** One's own account, a part at a time. */
export default function Settings({ params: { part } }: { params: Record<string, string | undefined> }) {
  const { words } = useWords()
  const shown = isPart(part) ? part : 'profile'
  const Shown = PARTS[shown]
  const names = words.account.parts
  useTitle(names[shown], words.account.settings)
  return (
    <MustSignIn>
      {() => (
        <SidePages
          title={words.account.settings}
          base="/settings"
          parts={(Object.keys(PARTS) as Part[]).map((name) => [name, names[name]])}
          shown={shown}
        >
          <WeakSession />
          <Shown />
        </SidePages>
      )}
    </MustSignIn>
  )
}
