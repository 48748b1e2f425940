import { z } from 'zod'
import { MAIL_KINDS } from '../../core/mail-kinds.js'
import { readJson } from '../bodies.js'
import { callerNow, hubRoute, type Route } from '../route.js'

const Wish = z.strictObject({
  language: z.enum(['en', 'ko']).optional(),
  notifications: z.partialRecord(z.enum(MAIL_KINDS), z.boolean()).optional(),
})

/** In which language a user hears from the hub, and which mail they want; see docs/notifications.md. */
export const preferences = (): Route[] => [
  hubRoute('GET', '/api/settings/account', 'account:read', ({ services, principal }) =>
    services.preferences.read(services.access.requireUser(principal)),
  ),
  hubRoute('PATCH', '/api/settings/account', 'account:write', async (call) => {
    const { services, request, http } = call
    const wish = await readJson(request, Wish, http.limits.jsonBytes)
    return services.preferences.change(services.access.requireUser(await callerNow(call)), wish)
  }),
]
