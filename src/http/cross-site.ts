import type { FastifyRequest } from 'fastify'
import { HubError } from '../core/errors.js'

const HARMLESS = ['GET', 'HEAD', 'OPTIONS']

/** What browsers say of the page that made a request. */
function originOf(request: FastifyRequest, base: string): 'own' | 'foreign' | 'unknown' {
  const { origin } = request.headers
  if (origin !== undefined) return origin === new URL(base).origin ? 'own' : 'foreign'
  const site = request.headers['sec-fetch-site']
  if (site === undefined) return 'unknown'
  return site === 'same-origin' || site === 'none' ? 'own' : 'foreign'
}

/** A cookie comes along whoever made the page, so what changes something must come from our own pages. Throws CrossSite. */
export function requireOwnPage(request: FastifyRequest, base: string): void {
  if (!HARMLESS.includes(request.method) && originOf(request, base) !== 'own') throw new HubError('CrossSite')
}

/** For what needs no cookie and gives one, such as signing in: programs without an Origin may, other sites may not. */
export function refuseForeignPage(request: FastifyRequest, base: string): void {
  if (!HARMLESS.includes(request.method) && originOf(request, base) === 'foreign')
    throw new HubError('CrossSite')
}
