import type { FastifyBaseLogger } from 'fastify'
import { Logger, makeWorkerUtils, parseCronItems, run } from 'graphile-worker'
import type { Pool } from 'pg'
import type { Services } from '../services/services.js'
import { JOBS } from './jobs.js'

export interface RunningWorker {
  stop(): Promise<void>
}
type Options = {
  services: Services
  pool: Pool
  log: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>
}

/** Runs background jobs in this process. The queue is in the database, so several processes share the work. */
export async function startWorker({ services, pool, log }: Options): Promise<RunningWorker> {
  const logger = new Logger(() => (level, message) => {
    if (level === 'error') log.error(message)
    else if (level === 'warning') log.warn(message)
  })
  const utils = await makeWorkerUtils({ pgPool: pool, logger })
  await utils.migrate()
  await utils.release()
  const taskList = Object.fromEntries(
    JOBS.map((job) => [job.kind, async () => log.info(await job.run(services), job.kind)]),
  )
  const cron = JOBS.map((job) => ({
    task: job.kind,
    match: job.schedule,
    options: { maxAttempts: 3, backfillPeriod: 0 },
  }))
  const runner = await run({
    // the hub's own pool: it outlives the worker and hears of connections that break
    pgPool: pool,
    taskList,
    parsedCronItems: parseCronItems(cron),
    concurrency: 1,
    noHandleSignals: true,
    logger,
  })
  return { stop: () => runner.stop() }
}
