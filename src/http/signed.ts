import { type AddressIds, IDS, openIds, sealIds } from '../codecs/sealed-ids.js'
import { openQuery, type SignedValues, signQuery } from '../codecs/signed-query.js'
import { credentialRef } from '../core/credential.js'
import { HubError, isHubError } from '../core/errors.js'
import type { RepoAction } from '../core/policy.js'
import type { Grant } from '../services/access.js'
import { limitRate } from './rate-limit.js'
import { noteGrant } from './request-use.js'
import type { Call } from './route.js'

/** Whose rights a signed address carries: those of the caller's token or session. */
export const tokenOf = ({ principal }: Call): string => credentialRef(principal)

/** An absolute address that carries its own right, until `seconds` from now. */
export function signedUrl(
  { http, urls }: Call,
  method: string,
  path: string,
  { repo, token, view, ...values }: AddressIds & SignedValues,
  seconds: number,
): string {
  const exp = Math.floor(http.now().getTime() / 1000) + seconds
  const ids = sealIds(http.signingKey, { repo, token, ...(view !== undefined && { view }) })
  return `${urls.base}${path}?${signQuery(http.signingKey, method, path, { ...values, [IDS]: ids, exp })}`
}

/**
 * The rights behind a signed address, as the policy sees them now: a user who lost the repo since then, or a
 * token or session that has ended, is refused. Throws BadSignature.
 */
export async function openSigned<A extends RepoAction>(
  call: Call,
  action: A,
): Promise<{ grant: Grant<A>; values: Map<string, string>; view: number }> {
  const { http, services, request } = call
  const [path = '', query = ''] = (request.raw.url ?? '').split(/\?(.*)/s)
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const values = openQuery(http.signingKey, method, path, query, http.now())
  const ids = values && openIds(http.signingKey, values.get(IDS) ?? '')
  if (!ids) {
    limitRate(call, { kind: 'anonymous' })
    throw new HubError('BadSignature')
  }
  const principal = await services.authentication.principalOf(ids.token)
  limitRate(call, principal)
  const asked = services.access.authorizeById(principal, action, ids.repo)
  const grant = await asked.catch(notSignIn)
  noteGrant(call, grant)
  return { grant, values, view: ids.view }
}

/** Who comes with a signed address has no token to add; 403 makes clients ask for a new address. */
function notSignIn(error: unknown): never {
  throw isHubError(error) && error.status === 401 ? new HubError('BadSignature') : error
}
