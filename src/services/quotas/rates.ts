import { LRUCache } from 'lru-cache'
import { networkOf } from '../../core/network.js'
import type { Principal } from '../../core/policy.js'
import { type Bucket, type RateName, type Rates, WINDOW_SECONDS } from '../../core/rate.js'
import { userClass } from '../../core/usage.js'
import type { Stores } from '../context.js'
import type { Grant } from '../grants.js'

/** How a limit stands after a request. */
export interface RateState {
  name: RateName
  limit: number
  left: number
  /** Until the window ends. */
  seconds: number
  isOver: boolean
}
interface Limited {
  name: RateName
  /** Of the count, among all that are counted. */
  key: string
  /** 0: none. */
  limit: number
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
 * Requests in fixed windows, by caller, by repo and by owner of repos. They are counted in memory and exchanged with other
 * processes once a second: who spreads over p processes may get p times a second's requests more.
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

  /** Counts a request of a caller. Undefined for those who have no limit. */
  function take(principal: Principal, address: string, bucket: Bucket): RateState | undefined {
    const who = principal.kind === 'user' ? `user ${principal.userId}` : `net ${networkOf(address)}`
    return count([{ name: bucket, key: `${bucket} ${who}`, limit: limitOf(principal, bucket) }])[0]
  }

  /** Counts a request to a repo, for it and for its owner. Like their downloads, requests of members are free. */
  function takeTarget(grant: Grant): RateState[] {
    const { id, namespaceId, requestLimits } = grant.repo
    if (userClass(grant) === 'member') return []
    return count([
      { name: 'repo', key: `repo ${id}`, limit: requestLimits.repo ?? 0 },
      { name: 'owner', key: `owner ${namespaceId}`, limit: requestLimits.owner ?? 0 },
    ])
  }

  /** Counts a request in all of these that are limits, or in none when one of them is used up. */
  function count(limits: Limited[]): RateState[] {
    const now = clock.now().getTime()
    const window = Math.floor(now / WINDOW_MS)
    const seconds = Math.max(1, Math.ceil(((window + 1) * WINDOW_MS - now) / 1000))
    const asked = limits
      .filter(({ limit }) => limit > 0)
      .map((each) => {
        const sum = countOf(each.key, window)
        return { ...each, sum, isOver: sum.mine + sum.others >= each.limit }
      })
    if (!asked.some(({ isOver }) => isOver))
      for (const { key, sum } of asked) {
        sum.mine++
        fresh.set(key, sum)
        flushSoon()
      }
    return asked.map(({ name, limit, sum, isOver }) => {
      const left = Math.max(0, limit - sum.mine - sum.others)
      return { name, limit, left, seconds, isOver }
    })
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

  return { take, takeTarget, flush }
}
