import type { FastifyBaseLogger } from 'fastify'
import { Logger, makeWorkerUtils, parseCronItems, run } from 'graphile-worker'
import type { Services } from '../services/services.js'
import { JOBS } from './jobs.js'

export interface RunningWorker {
  stop(): Promise<void>
}
type Options = {
  services: Services
  databaseUrl: string
  log: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>
}

/** Runs background jobs in this process. The queue is in the database, so several processes share the work. */
export async function startWorker({ services, databaseUrl, log }: Options): Promise<RunningWorker> {
  const logger = new Logger(() => (level, message) => {
    if (level === 'error') log.error(message)
    else if (level === 'warning') log.warn(message)
  })
  const utils = await makeWorkerUtils({ connectionString: databaseUrl, logger })
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
    connectionString: databaseUrl,
    taskList,
    parsedCronItems: parseCronItems(cron),
    concurrency: 1,
    noHandleSignals: true,
    logger,
    maxPoolSize: 4,
  })
  return { stop: () => runner.stop() }
}
