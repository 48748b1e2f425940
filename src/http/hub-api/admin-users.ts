import { z } from 'zod'
import type { User } from '../../services/organisations/users.js'
import { readJson } from '../bodies.js'
import { type Call, callerNow, hubRoute, type Route, takes } from '../route.js'
import { orgName, pageOf } from './org-route.js'
import { renderDate } from './render.js'

const Change = z.object({ suspended: z.boolean() })

/** The accounts of the hub, for those who administer it. */
export const adminUsers = (): Route[] => [
  hubRoute('GET', '/api/admin/users', 'hub:admin', async (call) => {
    const rows = await pageOf(call, '', {
      read: ({ after, limit }) => call.services.users.list(after, limit),
      key: (user) => user.name,
    })
    return rows.map(render)
  }),
  hubRoute('GET', '/api/admin/users/:name', 'hub:admin', async (call) =>
    render(await call.services.users.find(orgName(call))),
  ),
  takes(Change, hubRoute('PUT', '/api/admin/users/:name', 'hub:admin', change)),
  hubRoute('DELETE', '/api/admin/users/:name', 'hub:admin', async (call) => {
    await call.services.users.remove(call.principal, orgName(call))
    return {}
  }),
]

async function change(call: Call) {
  const { suspended } = await readJson(call.request, Change, call.http.limits.jsonBytes)
  const caller = await callerNow(call)
  await call.services.access.authorizeHub(caller, 'hub:admin')
  return render(await call.services.users.suspend(caller, orgName(call), suspended))
}

const render = ({ name, fullName, email, isAdmin, createdAt, suspendedAt }: User) => ({
  user: name,
  fullname: fullName,
  email,
  isAdmin,
  createdAt: renderDate(createdAt),
  suspended: suspendedAt !== null,
  ...(suspendedAt && { suspendedAt: renderDate(suspendedAt) }),
})
