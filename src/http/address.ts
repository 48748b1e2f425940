import type { FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'

/** From where a request came. The last address was added by our own proxy; those before it are what the client says. */
export function addressOf(request: FastifyRequest, { trustProxy }: { trustProxy: boolean }): string {
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-1)
    ?.trim()
  // a socket that has closed already has no address
  const own = request.raw.socket.remoteAddress ?? '0.0.0.0'
  return trustProxy && forwarded && ipaddr.isValid(forwarded) ? forwarded : own
}

export const userAgentOf = (request: FastifyRequest): string =>
  String(request.headers['user-agent'] ?? '').slice(0, 256)
