import type { FastifyReply, FastifyRequest } from 'fastify'
import { isHubError } from '../core/errors.js'
import type { Principal } from '../core/policy.js'
import type { Services } from '../services/services.js'
import { readCookie } from './cookies.js'
import { credentialOf } from './credentials.js'
import { refuseForeignPage, requireOwnPage } from './cross-site.js'

/**
 * Who sends a request: the token of its Authorization header, or else the session of its cookie. The one place where cookies
 * are believed, so no route can forget to refuse those that come from other sites' pages.
 */
export async function whoAsks(
  { authentication, badTokens }: Pick<Services, 'authentication' | 'badTokens'>,
  request: FastifyRequest,
  reply: FastifyReply,
  {
    base,
    address,
    givesCookie,
    cookieless,
  }: { base: string; address: string; givesCookie: boolean; cookieless: boolean },
): Promise<Principal> {
  const token = credentialOf(request)
  if (token !== undefined)
    return authentication.authenticate(token).catch((error) => {
      if (isHubError(error, 'InvalidToken')) badTokens.note(address)
      throw error
    })
  if (cookieless) return { kind: 'anonymous' }
  if (givesCookie) refuseForeignPage(request, base)
  const secret = readCookie(request, 'databelt', base)
  if (secret === undefined) return { kind: 'anonymous' }
  reply.header('vary', 'Cookie').header('cache-control', 'private, no-cache')
  const principal = await authentication.authenticateSession(secret)
  if (principal.kind === 'user') requireOwnPage(request, base)
  return principal
}
