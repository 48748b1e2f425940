import { z } from 'zod'
import { ORG_ROLES } from '../../core/roles.js'
import { readJson } from '../bodies.js'
import { callerNow, hubRoute, type Route, takes } from '../route.js'
import { orgRoute, param, readWithGrant } from './org-route.js'

const FullName = z.string().trim().min(1).max(200)
const Create = z.object({ name: z.string(), fullname: FullName.nullish() })
const Settings = z.object({ fullname: FullName.optional(), membersPublic: z.boolean().optional() })
const Role = z.object({ role: z.enum(ORG_ROLES) })

/** Making an organisation, and what its administrators change. See docs/organisations.md. */
export const organizations = (): Route[] => [
  takes(
    Create,
    hubRoute('POST', '/api/organizations/create', 'account:write', async (call) => {
      const { services, http, request, urls } = call
      const { name, fullname } = await readJson(request, Create, http.limits.jsonBytes)
      const caller = await callerNow(call)
      await services.access.authorizeHub(caller, 'account:write')
      const org = await services.organisations.create(
        services.access.requireUser(caller),
        name,
        fullname ?? undefined,
      )
      return { id: String(org.id), name: org.name, fullname: org.fullName, url: `${urls.base}/${org.name}` }
    }),
  ),
  orgRoute('PUT', '/settings', 'org:admin', async (call) => {
    const { body, grant } = await readWithGrant(call, Settings)
    await call.services.organisations.changeSettings(grant, {
      fullName: body.fullname,
      membersPublic: body.membersPublic,
    })
    return body
  }),
  orgRoute('PUT', '/members/:user', 'org:admin', async (call) => {
    const { body, grant } = await readWithGrant(call, Role)
    await call.services.organisations.setRole(grant, param(call, 'user'), body.role)
    return { user: param(call, 'user'), role: body.role }
  }),
  orgRoute('DELETE', '/members/:user', 'org:admin', async (call) => {
    await call.services.organisations.setRole(call.grant, param(call, 'user'), null)
    return {}
  }),
  orgRoute('POST', '/leave', 'org:leave', async ({ services, grant }) => {
    await services.organisations.leave(grant)
    return {}
  }),
]
