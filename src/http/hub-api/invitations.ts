import { z } from 'zod'
import { HubError } from '../../core/errors.js'
import { ORG_ROLES } from '../../core/roles.js'
import type { Invitation } from '../../services/organisations/invitations.js'
import { readJson } from '../bodies.js'
import { type Call, callerNow, hubRoute, type Route } from '../route.js'
import { type OrgCall, orgRoute, readWithGrant, uuidOf } from './org-route.js'
import { renderDate } from './render.js'

const Invite = z.object({
  user: z.string().min(1).max(96).nullish(),
  email: z.email().max(254).nullish(),
  role: z.enum(ORG_ROLES).default('read'),
})
const Answer = z.object({ secret: z.string().min(1).max(200).nullish() })

/** Asking people into an organisation, and what they say to it. */
export const invitations = (): Route[] => [
  orgRoute('GET', '/invitations', 'org:admin', async ({ services, grant }) =>
    (await services.invitations.list(grant)).map(render),
  ),
  orgRoute('POST', '/invitations', 'org:admin', invite),
  orgRoute('DELETE', '/invitations/:id', 'org:admin', async (call) => {
    await call.services.invitations.withdraw(call.grant, uuidOf(call, 'InvitationNotFound'))
    return {}
  }),
  hubRoute('GET', '/api/settings/invitations', 'account:private', async ({ services, principal }) => {
    const mine = await services.invitations.mine(services.access.requireUser(principal))
    return mine.map(render)
  }),
  hubRoute('POST', '/api/invitations/:id/accept', 'account:write', async (call) => {
    const { id, caller, secret } = await answered(call)
    const { org, role } = await call.services.invitations.accept(caller, id, secret)
    return { organization: org, role }
  }),
  hubRoute('POST', '/api/invitations/:id/decline', 'account:write', async (call) => {
    const { id, caller, secret } = await answered(call)
    await call.services.invitations.decline(caller, id, secret)
    return {}
  }),
]

async function invite(call: OrgCall<'org:admin'>) {
  const { body, grant } = await readWithGrant(call, Invite)
  const { user, email, role } = body
  if (!user === !email) throw new HubError('BadRequest', { why: 'Name either the user or the email.' })
  const asked = user ? { user } : { email: email as string }
  const { invitation, secret } = await call.services.invitations.invite(grant, asked, role)
  return { ...render(invitation), ...(secret !== undefined && { secret }) }
}

async function answered(call: Call) {
  const { services, http, request } = call
  const { secret } = await readJson(request, Answer, http.limits.jsonBytes)
  const caller = await callerNow(call)
  await services.access.authorizeHub(caller, 'account:write')
  const id = uuidOf(call, 'InvitationNotFound')
  return { id, caller: services.access.requireUser(caller), secret: secret ?? undefined }
}

const render = ({ id, org, user, email, role, inviter, createdAt, expiresAt }: Invitation) => ({
  id,
  organization: org,
  ...(user !== null && { user }),
  ...(email !== null && { email }),
  role,
  invitedBy: inviter,
  createdAt: renderDate(createdAt),
  expiresAt: renderDate(expiresAt),
})
