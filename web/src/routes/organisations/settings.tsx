import '../../design/govern.css'
import type { ComponentType } from 'react'
import { Link } from 'wouter'
import { MustSignIn } from '../../components/govern/must-sign-in.js'
import { OwnerUsage } from '../../components/govern/owner-usage.js'
import { Shown } from '../../components/govern/parts.js'
import { SidePages } from '../../components/govern/side-pages.js'
import { TransferTable } from '../../components/govern/transfer-table.js'
import { Webhooks } from '../../components/govern/webhooks.js'
import { useTitle } from '../../components/use-title.js'
import { useInvitations, useMyTransfers } from '../../data/organisations.js'
import { useWords } from '../../words/words.js'
import { OrgAudit } from './audit.js'
import { General } from './general.js'
import { Invitations } from './invitations.js'
import { Members } from './members.js'
import { Teams } from './teams.js'

const PARTS = {
  general: General,
  members: Members,
  invitations: Invitations,
  teams: Teams,
  transfers: Transfers,
  usage: Usage,
  audit: OrgAudit,
  webhooks: OrgWebhooks,
} satisfies Record<string, ComponentType<{ org: string }>>
type Part = keyof typeof PARTS
const isPart = (name: string | undefined): name is Part => name !== undefined && Object.hasOwn(PARTS, name)

/** An organisation, for its administrators, a part at a time. */
export default function OrganisationSettings({ params }: { params: Record<string, string | undefined> }) {
  const { words } = useWords()
  const org = params.name ?? ''
  const part = isPart(params.part) ? params.part : 'general'
  const names = words.account.orgParts
  useTitle(names[part], org)
  return <MustSignIn>{() => <Parts org={org} part={part} />}</MustSignIn>
}

function Parts({ org, part }: { org: string; part: Part }) {
  const { words } = useWords()
  const names = words.account.orgParts
  const Part = PARTS[part]
  // only administrators of the organisation may ask; what the hub says to others is shown in place of the parts
  const mayAsk = useInvitations(org)
  return (
    <Shown asked={mayAsk}>
      {() => (
        <SidePages
          title={<Link href={`/${org}`}>{org}</Link>}
          base={`/organizations/${org}/settings`}
          parts={(Object.keys(PARTS) as Part[]).map((name) => [name, names[name]])}
          shown={part}
        >
          <h1>{names[part]}</h1>
          <Part org={org} />
        </SidePages>
      )}
    </Shown>
  )
}

function Usage({ org }: { org: string }) {
  return <OwnerUsage owner={`/api/organizations/${encodeURIComponent(org)}`} />
}

function Transfers({ org }: { org: string }) {
  const { words } = useWords()
  const mine = useMyTransfers()
  return (
    <>
      <p className="lead">{words.account.transfersLead}</p>
      <Shown asked={mine}>
        {(rows) => <TransferTable rows={rows.filter(({ to }) => to.toLowerCase() === org.toLowerCase())} />}
      </Shown>
    </>
  )
}

function OrgWebhooks({ org }: { org: string }) {
  const { words } = useWords()
  return (
    <>
      <p className="lead">{words.account.orgWebhooksLead}</p>
      <Webhooks only={{ type: 'org', name: org }} />
    </>
  )
}
