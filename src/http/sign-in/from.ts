import type { SignedIn } from '../../services/access.js'
import type { From } from '../../services/sign-in/sessions.js'
import { addressOf, userAgentOf } from '../address.js'
import { type Call, callerNow } from '../route.js'

/** Where a request came from, for the list of sessions and to slow those who guess. */
export const fromOf = ({ request, http }: Call): From => ({
  address: addressOf(request, http),
  userAgent: userAgentOf(request),
})

/** Who is signed in; the policy has refused everybody else. */
export const personOf = ({ services, principal }: Call): SignedIn => services.access.requireUser(principal)

/** The same once the body has come: a session that ended meanwhile makes no credentials. Throws InvalidToken. */
export const personNow = async (call: Call): Promise<SignedIn> =>
  call.services.access.requireUser(await callerNow(call))
