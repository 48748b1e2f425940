import type { FastifyRequest } from 'fastify'
import { auditedPath, type Origin, storableAgent } from '../core/audit.js'
import { addressOf } from './address.js'

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
