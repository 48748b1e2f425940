import { z } from 'zod'
import type { Profile } from '../../services/profile.js'
import { readJson } from '../bodies.js'
import { callerNow, hubRoute, type Route } from '../route.js'
import { renderDate } from './render.js'

const Wish = z.strictObject({
  fullname: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^\p{Cc}]*$/u, 'holds characters that a name cannot have')
    .optional(),
  email: z.email().max(254).optional(),
})

/** What people say of themselves: name and address. Where they live is not theirs to say; see docs/terms.md. */
export const profile = (): Route[] => [
  hubRoute('GET', '/api/settings/profile', 'account:manage', async (call) =>
    render(await call.services.profile.read(call.services.access.requireUser(call.principal))),
  ),
  hubRoute('PATCH', '/api/settings/profile', 'account:manage', async (call) => {
    const { fullname, email } = await readJson(call.request, Wish, call.http.limits.jsonBytes)
    const caller = await callerNow(call)
    await call.services.access.authorizeHub(caller, 'account:manage')
    const person = call.services.access.requireUser(caller)
    const wish = { fullName: fullname, email }
    return render(await call.services.profile.change(person, wish, call.request.ip))
  }),
]

const render = ({ name, fullName, email, attributes }: Profile) => ({
  user: name,
  fullname: fullName,
  email,
  attributes: attributes.map(({ at, ...rest }) => ({ ...rest, at: renderDate(at) })),
})
