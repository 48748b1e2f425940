import { z } from 'zod'
import { readJson } from '../bodies.js'
import { hubRoute, type Route } from '../route.js'
import { fromOf, personNow, personOf } from './from.js'

const Code = z.object({ code: z.string().min(1).max(32) })

/** Showing that the e-mail address of one's account is one's own; see docs/sign-in.md. */
export const emailRoutes = (): Route[] => [
  hubRoute('GET', '/api/settings/email', 'account:manage', async (call) => {
    const { email, verifiedAt } = await call.services.emailCheck.address(personOf(call))
    return { email, verified: verifiedAt !== null, verifiedAt: verifiedAt?.toISOString() ?? null }
  }),
  hubRoute('POST', '/api/settings/email/code', 'account:manage', async (call) => {
    const { email, endsAt } = await call.services.emailCheck.send(personOf(call))
    return { sent: email, expiresAt: endsAt.toISOString() }
  }),
  hubRoute('POST', '/api/settings/email/verify', 'account:manage', async (call) => {
    const { code } = await readJson(call.request, Code, call.http.limits.jsonBytes)
    await call.services.emailCheck.confirm(await personNow(call), code, fromOf(call).address)
    return { verified: true }
  }),
]
