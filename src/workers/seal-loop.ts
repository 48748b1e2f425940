import { setTimeout } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import type { Services } from '../services/services.js'

const EVERY_MS = 1000

/** Moves audit entries into the chain, once a second, and states its end when the hub starts and stops. */
export function startSealing(
  { audit }: Pick<Services, 'audit'>,
  log: Pick<FastifyBaseLogger, 'error'>,
): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const { signal } = stopping
  const seal = (head: boolean) =>
    audit.seal({ head }).catch((error) => log.error({ err: error }, 'sealing the audit failed'))

  async function work(): Promise<void> {
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      await seal(isFirst)
      await setTimeout(EVERY_MS, undefined, { signal }).catch(() => {})
    }
    await seal(true)
  }

  const working = work()
  return {
    stop: async () => {
      stopping.abort()
      await working
    },
  }
}
