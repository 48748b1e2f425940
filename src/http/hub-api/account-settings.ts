import { z } from 'zod'
import { HubError } from '../../core/errors.js'
import { MAIL_KINDS } from '../../core/mail-kinds.js'
import { readJson } from '../bodies.js'
import { hubRoute, type Route } from '../route.js'

const Wish = z.strictObject({
  language: z.enum(['en', 'ko']).optional(),
  notifications: z.partialRecord(z.enum(MAIL_KINDS), z.boolean()).optional(),
})

/** In which language a user hears from the hub, and which mail they want; see docs/notifications.md. */
export const accountSettings = (): Route[] => [
  hubRoute('GET', '/api/settings/account', 'account:read', ({ services, principal }) =>
    services.preferences.read(services.access.requireUser(principal)),
  ),
  hubRoute(
    'PATCH',
    '/api/settings/account',
    'account:read',
    async ({ services, principal, request, http }) => {
      const user = services.access.requireUser(principal)
      if (user.scope.role !== 'write')
        throw new HubError('Forbidden', {
          action: 'change',
          repo: 'settings',
          why: 'it needs a token with the role write',
        })
      return services.preferences.change(user, await readJson(request, Wish, http.limits.jsonBytes))
    },
  ),
]
