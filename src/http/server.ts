import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { HubError } from '../core/errors.js'
import { sendError } from './errors.js'
import type { Metrics } from './metrics.js'
import { observeRequests } from './observe.js'
import { type HttpContext, type Route, registerRoutes } from './route.js'

const HEADERS_TIMEOUT_MS = 10_000
/** Long enough for the hub to hash a large upload once it has arrived. */
const IDLE_SOCKET_MS = 600_000
/** How often Node looks for requests whose headers are late. */
const CHECK_SOCKETS_MS = 5_000
const DRAIN_MS = 10_000
const MAX_PARAM_LENGTH = 16_384

/** CORS: any page may call with a token it has; cookies of this hub are never sent across origins, so none are allowed. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link,Accept-Ranges,Content-Range,X-Linked-Size,X-Linked-ETag,X-Xet-Hash,X-Query-Id,X-Attribution,Retry-After,RateLimit,RateLimit-Policy',
}
const CORS_PREFLIGHT = {
  'access-control-allow-methods': 'GET,HEAD,POST,PUT,PATCH,DELETE',
  'access-control-allow-headers':
    'authorization,content-type,range,if-none-match,if-range,x-request-id,x-xet-session-id,x-range-dirty,x-query-id',
  'access-control-max-age': '86400',
}

/** The HTTP server with every route of the table. It listens to nothing yet. */
export function createServer(
  http: HttpContext,
  routes: Route[],
  logger: FastifyBaseLogger,
  metrics: Metrics,
): FastifyInstance {
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestTimeout: 0, // uploads of many hours are fine; bodyOf() ends those that stall
    connectionTimeout: IDLE_SOCKET_MS,
    http: {
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_SOCKETS_MS,
      maxHeaderSize: 32_768,
    },
    exposeHeadRoutes: false,
    routerOptions: {
      ignoreTrailingSlash: true,
      maxParamLength: MAX_PARAM_LENGTH,
      onBadUrl: (_path, request, reply) => {
        reply.statusCode = 400
        reply.setHeader('content-type', 'application/json; charset=utf-8')
        reply.end(JSON.stringify({ error: 'The address is not valid percent-encoding.' }))
        request.resume()
      },
    },
  })
  app.removeAllContentTypeParsers()
  // handlers read the body themselves, with the limit that fits
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  observeRequests(app, metrics, http.services)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...CORS, 'x-request-id': request.id, 'x-content-type-options': 'nosniff' })
    if ((request.raw.url ?? '').includes('\0') || /%00/.test(request.raw.url ?? '')) {
      throw new HubError('BadRequest', { why: 'The address holds a NUL character.' })
    }
  })
  app.addHook('onRequest', async (request) => {
    const hosts = request.raw.rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host')
    if (hosts.length > 1) throw new HubError('BadRequest', { why: 'The request names two hosts.' })
  })
  app.addHook('onResponse', async (request) => drain(request.raw))
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, http))
  app.setNotFoundHandler((request, reply) => {
    const path = (request.raw.url ?? '').split('?')[0]?.slice(0, 200) ?? ''
    if (request.method === 'OPTIONS') return reply.code(204).headers(CORS_PREFLIGHT).send()
    return sendError(new HubError('RouteNotFound', { method: request.method, path }), request, reply, http)
  })
  registerRoutes(app, http, routes)
  return app
}

/**
 * A refused upload may still be on its way. Closing at once would break the client before it reads the answer,
 * so the rest is read and dropped, for a while.
 */
function drain(request: import('node:http').IncomingMessage): void {
  if (request.complete || request.destroyed) return
  // a reader that gave up in the middle still listens, which would keep the rest from flowing
  request.removeAllListeners('readable')
  const timer = setTimeout(() => {
    if (!request.complete) request.socket.destroy()
  }, DRAIN_MS).unref()
  request.once('end', () => clearTimeout(timer))
  request.resume()
}
