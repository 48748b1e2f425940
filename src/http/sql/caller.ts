import type { Caller } from '../../services/sql/queries.js'
import type { Call } from '../route.js'

/** Who asks, and from where. The last address was added by our own proxy; those before it are what the client says. */
export function callerOf({ request, principal, http }: Call): Caller {
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-1)
    ?.trim()
  return { principal, address: (http.trustProxy && forwarded) || request.ip }
}
