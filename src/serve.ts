import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import pino from 'pino'
import type { App } from './app.js'
import { healthRoutes } from './http/health.js'
import { logError } from './http/log-error.js'
import { createMetrics } from './http/metrics.js'
import { allRoutes } from './http/router.js'
import { createServer } from './http/server.js'
import { openSite } from './http/site.js'
import { startBuilding } from './workers/build-loop.js'
import { startNotifying } from './workers/notify-loop.js'
import { startWorker } from './workers/runner.js'
import { startSealing } from './workers/seal-loop.js'

export interface RunningHub {
  /** Address to open, with the port that was taken. */
  url: string
  close(): Promise<void>
}

/** Secrets, wherever something that holds them is logged. Addresses are logged as patterns, without their queries. */
const NEVER_LOGGED = [
  ...[
    'authorization',
    'cookie',
    'set-cookie',
    'password',
    'code',
    'secret',
    'token',
    'accessToken',
    'refreshToken',
  ],
].flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`])

const LINE_OVERHEAD_BYTES = 64 * 1024
const JSON_BYTES = 1024 * 1024
const CLOSE_DEADLINE_MS = 10_000
/** Beside the sources as well as beside what was compiled from them, ../dist is what was built. */
const SITE = fileURLToPath(new URL('../dist/web', import.meta.url))

/** Writes at once, so that the last words of a process are not lost. */
const hubLogger = (level: string): pino.Logger =>
  pino({ level, redact: NEVER_LOGGED, serializers: { err: logError } }, pino.destination(2))

/**
 * What nobody caught ends the process, as it does without this. Node would print it with all that hangs on it: rows that
 * the database repeats in its errors, or what was rejected with; the log keeps less.
 */
export function logCrashes(): void {
  const logger = hubLogger('fatal')
  for (const event of ['uncaughtException', 'unhandledRejection'])
    process.on(event, (err: unknown) => {
      logger.fatal({ err }, 'The hub has crashed.')
      process.exit(1)
    })
}

/** Starts HTTP and the background jobs of an opened app. `close` lets running requests end first. */
export async function serve(app: App): Promise<RunningHub> {
  const { config, services } = app
  const logger = hubLogger(config.logLevel)
  const metrics = createMetrics()
  const http = {
    services,
    publicUrl: config.publicUrl,
    trustProxy: config.trustProxy,
    signingKey: await app.metadata.secret('signed-addresses'),
    instance: (await app.metadata.secret('xet-instance')).toString('hex').slice(0, 16),
    limits: {
      jsonBytes: JSON_BYTES,
      // a regular file in base64
      lineBytes: Math.ceil((config.limits.regularFileBytes * 4) / 3) + LINE_OVERHEAD_BYTES,
      regularFileBytes: config.limits.regularFileBytes,
    },
    site: await openSite(SITE),
    now: () => new Date(),
  }
  const health = healthRoutes({ ready: () => app.metadata.ping(), metrics })
  const server = createServer(http, [...health.public, ...allRoutes()], logger as FastifyBaseLogger, metrics)
  await server.listen({ port: config.port, host: config.host })
  const healthServer =
    config.healthPort === undefined
      ? undefined
      : await listenHealth(health.own, config.host, config.healthPort)
  const worker = config.maintenance ? await startWorker({ services, pool: app.pool, log: logger }) : undefined
  const builder = config.buildTables ? startBuilding(services, logger) : undefined
  const notifying = config.notify ? startNotifying({ services, log: logger }) : undefined
  const filling = startFilling(services, logger)
  const sealing = config.maintenance ? startSealing(services, logger) : undefined
  const address = server.server.address()
  const port = typeof address === 'object' && address ? address.port : config.port
  const close = async () => {
    await builder?.stop()
    await filling.stop()
    await notifying?.stop()
    await worker?.stop()
    await closeServer(server)
    await healthServer?.close()
    await sealing?.stop()
    await services.metering.close()
    await services.downloads.flush()
  }
  return {
    url: config.publicUrl ?? `http://${config.host === '0.0.0.0' ? 'localhost' : config.host}:${port}`,
    close,
  }
}

/** Repos from before the catalogue, or of older rules, come into it while the hub already serves. */
function startFilling({ catalogue }: App['services'], log: pino.Logger): { stop(): Promise<void> } {
  let isStopped = false
  const done = catalogue
    .fill(() => isStopped)
    .then(
      ({ rows }) => rows > 0 && log.info({ rows }, 'fill-catalogue'),
      (error) => log.error(error, 'fill-catalogue'),
    )
  return {
    stop: async () => {
      isStopped = true
      await done
    },
  }
}

/** Running requests may end; what still runs at the deadline is cut off. */
async function closeServer(server: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => server.server.closeAllConnections(), CLOSE_DEADLINE_MS)
  server.server.closeIdleConnections()
  await server.close()
  clearTimeout(timer)
}

async function listenHealth(
  add: (app: FastifyInstance) => void,
  host: string,
  port: number,
): Promise<FastifyInstance> {
  const server = Fastify()
  add(server)
  await server.listen({ port, host })
  return server
}

export const VERSION: string = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
).version
