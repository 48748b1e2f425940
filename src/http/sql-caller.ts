import type { Caller } from '../services/sql/queries.js'
import { addressOf } from './address.js'
import { noteGrant, UNKNOWN_BYTES } from './request-use.js'
import type { Call } from './route.js'

/** Who asks, and from where. What the query takes is accounted with the request. */
export function callerOf(call: Call): Caller {
  const { request, principal, http } = call
  return {
    principal,
    address: addressOf(request, http),
    onTable: async (grant) => {
      noteGrant(call, grant)
      await request.use.admit(UNKNOWN_BYTES)
    },
    onEnd: (spentMs) => {
      request.use.sqlMs += spentMs
    },
    onBegin: (end) => {
      request.use.until = end
    },
  }
}
