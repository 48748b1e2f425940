import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Services } from '../services/services.js'
import type { Metrics } from './metrics.js'
import { countBodies, newUse } from './request-use.js'

/**
 * Observes, accounts and logs each request once, when its answer has ended or its connection has closed. The log line has
 * the numbers that are accounted. Patterns and ids, not addresses: names can be private.
 */
export function observeRequests(
  app: FastifyInstance,
  metrics: Metrics,
  { metering, answers }: Pick<Services, 'metering' | 'answers'>,
): void {
  app.decorateRequest('use')
  app.addHook('onRequest', async (request, reply) => {
    request.use = newUse(request.routeOptions.config.kind ?? 'api')
    countBodies(request, reply, request.use)
    reply.raw.once('close', () => metering.await(account(request, reply)))
  })

  async function account(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { use } = request
    const ms = Math.round(reply.elapsedTime)
    const { statusCode: status } = reply
    const route = request.routeOptions.url ?? 'none'
    metrics.requests.observe({ method: request.method, route, status }, reply.elapsedTime / 1000)
    answers.count(status, reply.elapsedTime)
    await use.until
    const { about, kind, bytesIn, bytesOut, sqlMs } = use
    const numbers = about && { ...about, kind, bytesOut, bytesIn, sqlMs: Math.round(sqlMs) }
    const usage = numbers && { day: metering.count(numbers), ...numbers }
    request.log.info({ method: request.method, route, status, ms, ...(usage && { usage }) }, 'request')
    await use.payment?.settle(bytesOut)
  }
}
