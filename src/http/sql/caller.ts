import type { Caller } from '../../services/sql/queries.js'
import { addressOf } from '../address.js'
import type { Call } from '../route.js'

/** Who asks, and from where. */
export const callerOf = ({ request, principal, http }: Call): Caller => ({
  principal,
  address: addressOf(request, http),
})
