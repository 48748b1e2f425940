import type { FastifyInstance } from 'fastify'
import { HubError } from '../core/errors.js'
import type { Metrics } from './metrics.js'
import { probeRoute, type Route } from './route.js'

const READY_DEADLINE_MS = 2000

/**
 * /healthz: the process answers. /readyz: so does its database. The hub's own port has both; a port of their own
 * has /metrics too, which tells operators things that users need not know.
 */
export function healthRoutes({ ready, metrics }: { ready: () => Promise<void>; metrics: Metrics }): {
  public: Route[]
  own: (app: FastifyInstance) => void
} {
  const alive = { status: 'ok' }
  const check = async () => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, fail) => {
      timer = setTimeout(() => fail(new HubError('Busy')), READY_DEADLINE_MS)
    })
    try {
      await Promise.race([ready(), late])
      return alive
    } finally {
      clearTimeout(timer)
    }
  }
  return {
    public: [probeRoute('/healthz', () => alive), probeRoute('/readyz', check)],
    own: (app) => {
      app.get('/healthz', async () => alive)
      app.get('/readyz', async (_request, reply) =>
        check().catch(() => reply.code(503).send({ status: 'waiting for the database' })),
      )
      app.get('/metrics', async (_request, reply) =>
        reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
      )
    },
  }
}
