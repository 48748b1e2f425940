import { setTimeout } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import type { Services } from '../services/services.js'
import { TABLE_WORK, type TableWork } from '../services/tables/builder.js'

const IDLE_MS = 1000
/** Repos from before there were tables are asked for little by little. */
const BACKLOG = 100
const BACKLOG_MS = 60_000

/**
 * Builds tables, one commit at a time, and beside it, one commit at a time, what they can do without for a while: nobody
 * waits for rows because a large data set is being counted. The rows of `dataset_views` are the queue: a commit writes one in its own
 * transaction, and any process of the hub takes it.
 */
export function startBuilding(
  { tableBuilder }: Pick<Services, 'tableBuilder'>,
  log: Pick<FastifyBaseLogger, 'error'>,
): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const { signal } = stopping
  let backlogAt = 0

  async function work(kind: TableWork): Promise<void> {
    while (!signal.aborted) {
      try {
        if (await tableBuilder.buildNext(signal, [kind])) continue
        if (kind === 'tables' && Date.now() - backlogAt > BACKLOG_MS) {
          backlogAt = Date.now()
          if ((await tableBuilder.requestMissing(BACKLOG)) > 0) continue
        }
      } catch (error) {
        log.error({ err: error }, 'building tables failed')
      }
      await setTimeout(IDLE_MS, undefined, { signal }).catch(() => {})
    }
  }

  const working = Promise.all(TABLE_WORK.map(work))
  return {
    stop: async () => {
      stopping.abort()
      await working
    },
  }
}
