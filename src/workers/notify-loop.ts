import { setTimeout } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import type { Services } from '../services/services.js'

const IDLE_MS = 1000
const DELIVERIES_AT_ONCE = 16
const MAILS_AT_ONCE = 4

type Options = {
  services: Pick<Services, 'deliveries' | 'outbox' | 'mailing'>
  log: Pick<FastifyBaseLogger, 'error'>
}

/** Follows the event log, and sends webhooks and mail. Any process of the hub takes what is due. */
export function startNotifying({ services, log }: Options): { stop(): Promise<void> } {
  const { deliveries, outbox, mailing } = services
  const stopping = new AbortController()
  const { signal } = stopping
  const idle = () => setTimeout(IDLE_MS, undefined, { signal }).catch(() => {})

  /** Does `work` again and again, so many times at once while there is some. */
  async function pump(what: string, work: () => Promise<boolean>, atOnce = 1): Promise<void> {
    const running = new Set<Promise<void>>()
    let isIdle = false
    while (!signal.aborted) {
      const turn = work()
        .then(
          (found) => {
            isIdle = !found
          },
          (error) => {
            isIdle = true
            log.error({ err: error }, `${what} failed`)
          },
        )
        .finally(() => running.delete(turn))
      running.add(turn)
      if (running.size >= atOnce) await Promise.race(running)
      // what has just begun may have taken the last of it
      else await Promise.race([turn, setTimeout(20)])
      if (isIdle) await idle()
      isIdle = false
    }
    await Promise.all(running)
  }

  const working = Promise.all([
    pump('following events for webhooks', async () => (await deliveries.follow()) > 0),
    pump('following events for mail', async () => (await outbox.follow()) > 0),
    pump('delivering to a webhook', deliveries.deliverNext, DELIVERIES_AT_ONCE),
    pump('sending mail', mailing.sendNext, MAILS_AT_ONCE),
  ])
  return {
    stop: async () => {
      stopping.abort()
      await working
    },
  }
}
