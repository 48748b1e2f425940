import { type AddressIds, IDS, openIds, sealIds } from '../codecs/sealed-ids.js'
import { openQuery, signQuery } from '../codecs/signed-query.js'
import { credentialRef } from '../core/credential.js'
import { HubError } from '../core/errors.js'
import type { Grant } from '../services/access.js'
import { limitRate } from './rate-limit.js'
import { noteGrant } from './request-use.js'
import type { Call, HttpContext } from './route.js'

/** Clients refresh a token by their clock, a minute before its end; a request under way may be later than it. */
const TOKEN_SECONDS = 3600
const LATE_SECONDS = 60

export interface XetToken {
  accessToken: string
  /** Unix seconds. */
  exp: number
  /** Base address of the xet routes, without a slash at its end. */
  casUrl: string
}
type Right = 'read' | 'write'

/** A token for the xet routes: one repo, reading or writing, one hour, and no more than the caller's own token. */
export function issueToken(call: Call, grant: Grant, right: Right): XetToken {
  const { http, principal } = call
  const exp = Math.floor(http.now().getTime() / 1000) + TOKEN_SECONDS
  const ids = sealIds(http.signingKey, { repo: grant.repo.id, token: credentialRef(principal) })
  const signed = signQuery(http.signingKey, 'XET', '', { [IDS]: ids, right, exp: exp + LATE_SECONDS })
  return { accessToken: `xet_${Buffer.from(signed).toString('base64url')}`, exp, casUrl: casUrl(call) }
}

export const tokenHeaders = ({ accessToken, exp, casUrl }: XetToken): Record<string, string> => ({
  'x-xet-access-token': accessToken,
  'x-xet-token-expiration': String(exp),
  'x-xet-cas-url': casUrl,
})

/** It names the database of this hub, so that clients forget what they know of an older one. */
export const casUrl = ({ http, urls }: Pick<Call, 'http' | 'urls'>): string =>
  `${urls.base}/xet/${http.instance}`

/**
 * What the bearer may do in the repo of the token, as the policy sees it now. Throws NotSignedIn without a good token,
 * Forbidden for writing with a token for reading.
 */
export async function grantOf<A extends 'repo:download' | 'repo:write'>(
  call: Call,
  action: A,
): Promise<Grant<A>> {
  const { http, services, request } = call
  const token = openToken(http, request.headers.authorization)
  if (!token) {
    limitRate(call, { kind: 'anonymous' })
    throw new HubError('InvalidToken')
  }
  if (action === 'repo:write' && token.right !== 'write')
    throw new HubError('Forbidden', {
      action: 'write to',
      repo: 'this repository',
      why: 'the xet token is for reading',
    })
  const principal = await services.authentication.principalOf(token.ids.token)
  if (!request.use.about) limitRate(call, principal)
  const grant = await services.access.authorizeById(principal, action, token.ids.repo)
  noteGrant(call, grant)
  return grant
}

function openToken(
  http: HttpContext,
  header: string | undefined,
): { ids: AddressIds; right: string | undefined } | undefined {
  const match = /^Bearer xet_([\w-]+)$/i.exec(header ?? '')
  const bytes = Buffer.from(match?.[1] ?? '', 'base64url')
  // the last letter may hold bits that say nothing; a token has one way to be written
  if (bytes.toString('base64url') !== match?.[1]) return undefined
  const values = openQuery(http.signingKey, 'XET', '', bytes.toString(), http.now())
  const ids = values && openIds(http.signingKey, values.get(IDS) ?? '')
  return ids && { ids, right: values.get('right') }
}
