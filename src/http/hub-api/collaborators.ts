import { z } from 'zod'
import { REPO_ROLES } from '../../core/roles.js'
import { readJson } from '../bodies.js'
import { apiRoute, grantNow, type Route, takes } from '../route.js'
import { pageOf, param } from './org-route.js'

const Role = z.object({ role: z.enum(REPO_ROLES) })

/** Single users with a role in a repo. */
export const collaborators = (): Route[] => [
  apiRoute('GET', '/collaborators', 'repo:admin', async (call) => {
    const rows = await pageOf(call, '', {
      read: (page) => call.services.collaborators.list(call.grant, page),
      key: (person) => person.name,
    })
    return rows.map(({ name, fullName, role }) => ({ user: name, fullname: fullName, role }))
  }),
  takes(
    Role,
    apiRoute('PUT', '/collaborators/:user', 'repo:admin', async (call) => {
      const { role } = await readJson(call.request, Role, call.http.limits.jsonBytes)
      await call.services.collaborators.set(await grantNow(call), param(call, 'user'), role)
      return { user: param(call, 'user'), role }
    }),
  ),
  apiRoute('DELETE', '/collaborators/:user', 'repo:admin', async (call) => {
    await call.services.collaborators.set(call.grant, param(call, 'user'), null)
    return {}
  }),
]
