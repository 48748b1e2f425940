import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { auditedPath, type Origin, storableAgent } from '../core/audit.js'

/** Where a request comes from, for the audit. */
export const originOf = (request: FastifyRequest, options: { trustProxy: boolean }): Origin => ({
  address: addressOf(request, options),
  agent: storableAgent(request.headers['user-agent'] ?? ''),
  request: {
    id: request.id,
    method: request.method,
    route: request.routeOptions.url ?? '',
    path: auditedPath(request.raw.url ?? ''),
  },
})

/** The caller's address; behind a proxy the one that the proxy saw, which is the last it added. */
export function addressOf(request: FastifyRequest, { trustProxy }: { trustProxy: boolean }): string {
  const own = request.raw.socket.remoteAddress ?? ''
  if (!trustProxy) return own
  const seen = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-1)
    ?.trim()
  return seen && isIP(seen) ? seen : own
}
