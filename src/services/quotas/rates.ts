import { LRUCache } from 'lru-cache'
import { networkOf } from '../../core/network.js'
import type { Principal } from '../../core/policy.js'
import { type Bucket, type Rates, WINDOW_SECONDS } from '../../core/rate.js'
import type { Stores } from '../context.js'

/** How a caller stands in a bucket after a request. */
export interface RateState {
  bucket: Bucket
  limit: number
  left: number
  /** Until the window ends. */
  seconds: number
  isOver: boolean
}
interface Count {
  window: number
  /** Counted here. */
  mine: number
  /** Of these, told to the database. */
  told: number
  /** Counted by other processes, as the database said last. */
  others: number
}

const MOST_KEYS = 50_000
const FLUSH_MS = 1000
const WINDOW_MS = WINDOW_SECONDS * 1000

/**
 * Requests by caller in fixed windows. They are counted in memory and exchanged with other processes once a second: a
 * caller who spreads over p processes may get p times a second's requests more.
 */
export function createRates({
  metadata,
  clock,
  limits,
}: Pick<Stores, 'metadata' | 'clock'> & { limits: { anonymous: Rates; users: Rates } }) {
  const counts = new LRUCache<string, Count>({ max: MOST_KEYS })
  const fresh = new Map<string, Count>()
  let isWaiting = false
  let cleanedWindow = 0

  /** Counts a request. Undefined for those who have no limit. */
  function take(principal: Principal, address: string, bucket: Bucket): RateState | undefined {
    const limit = limitOf(principal, bucket)
    if (limit === 0) return undefined
    const now = clock.now().getTime()
    const window = Math.floor(now / WINDOW_MS)
    const who = principal.kind === 'user' ? `user ${principal.userId}` : `net ${networkOf(address)}`
    const count = countOf(`${bucket} ${who}`, window)
    const seconds = Math.max(1, Math.ceil(((window + 1) * WINDOW_MS - now) / 1000))
    const isOver = count.mine + count.others >= limit
    if (!isOver) {
      count.mine++
      fresh.set(`${bucket} ${who}`, count)
      flushSoon()
    }
    return { bucket, limit, left: Math.max(0, limit - count.mine - count.others), seconds, isOver }
  }

  function limitOf(principal: Principal, bucket: Bucket): number {
    if (principal.kind === 'job' || (principal.kind === 'user' && principal.isAdmin)) return 0
    return (principal.kind === 'user' ? limits.users : limits.anonymous)[bucket]
  }

  function countOf(key: string, window: number): Count {
    const found = counts.get(key)
    if (found?.window === window) return found
    const made = { window, mine: 0, told: 0, others: 0 }
    counts.set(key, made)
    return made
  }

  function flushSoon(): void {
    if (isWaiting) return
    isWaiting = true
    setTimeout(() => void flush().catch(() => {}), FLUSH_MS).unref()
  }

  /** Tells the database what was counted here, and hears of the others. */
  async function flush(): Promise<void> {
    isWaiting = false
    const byWindow = new Map<number, [string, Count, number][]>()
    for (const [key, count] of fresh) {
      const some = byWindow.get(count.window) ?? []
      some.push([key, count, count.mine - count.told])
      byWindow.set(count.window, some)
    }
    fresh.clear()
    for (const [window, some] of byWindow) {
      const rows = await metadata.transact((tx) =>
        tx.usage.addRates(
          window,
          some.map(([key, , added]) => ({ key, count: added })),
        ),
      )
      const totals = new Map(rows.map(({ key, count }) => [key, count]))
      for (const [key, count, added] of some) {
        count.told += added
        count.others = Math.max(0, (totals.get(key) ?? 0) - count.told)
      }
      if (window <= cleanedWindow) continue
      cleanedWindow = window
      await metadata.transact((tx) => tx.usage.dropRates(window))
    }
  }

  return { take, flush }
}
