import { dayOf } from '../../core/clock.js'
import type { UsageKind, UserClass } from '../../core/usage.js'
import type { UsageKey, UsageNumbers, UsageQuery, UsageRow } from '../../stores/metadata/usage.js'
import type { Stores } from '../context.js'

export type { UsageRow } from '../../stores/metadata/usage.js'

/** One request, as it is accounted. */
export interface Metered extends Omit<UsageNumbers, 'requests'> {
  repoId: number
  namespaceId: number
  who: UserClass
  kind: UsageKind
}

const FLUSH_MS = 3000
const CLOSE_MS = 10_000

/**
 * Traffic by repo, day, class of user and kind. It is kept in memory and added to the table every few seconds; a kill
 * loses what was not there yet, an orderly end loses nothing.
 */
export function createMetering({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  let sums = new Map<string, UsageKey & UsageNumbers>()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const underWay = new Set<Promise<void>>()
  const listeners: ((request: Metered) => void)[] = []

  /** Returns the day that the request counts for. */
  function count(request: Metered): string {
    const { repoId, namespaceId, who, kind } = request
    const day = dayOf(clock.now())
    add({ ...request, day, repoId, namespaceId, who, kind, requests: 1 })
    for (const tell of listeners) tell(request)
    timer ??= setTimeout(() => void flush().catch(() => {}), FLUSH_MS).unref()
    return day
  }

  function add(row: UsageKey & UsageNumbers): void {
    const key = [row.day, row.repoId, row.namespaceId, row.who, row.kind].join(' ')
    const sum = sums.get(key)
    if (!sum) sums.set(key, { ...row })
    else {
      sum.requests += row.requests
      sum.bytesOut += row.bytesOut
      sum.bytesIn += row.bytesIn
      sum.sqlMs += row.sqlMs
    }
  }

  /** Writes what is in memory. What cannot be written stays for the next time. */
  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    running = running.catch(() => {}).then(write)
    return running
  }

  async function write(): Promise<void> {
    if (sums.size === 0) return
    const rows = [...sums.values()]
    sums = new Map()
    try {
      await metadata.transact((tx) => tx.usage.addDaily(rows))
    } catch (error) {
      for (const row of rows) add(row)
      timer ??= setTimeout(() => void flush().catch(() => {}), FLUSH_MS).unref()
      throw error
    }
  }

  /** Keeps `close` from ending before this request is accounted. */
  function wait(accounted: Promise<void>): void {
    const done = accounted.catch(() => {}).finally(() => underWay.delete(done))
    underWay.add(done)
  }

  /** Accounts what is under way and writes everything. */
  async function close(): Promise<void> {
    const late = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MS).unref())
    await Promise.race([Promise.all(underWay), late])
    await flush()
  }

  const daily = (query: UsageQuery): Promise<UsageRow[]> => metadata.usage.daily(query)
  const onCount = (tell: (request: Metered) => void): void => void listeners.push(tell)

  return { count, await: wait, flush, close, daily, onCount }
}
export type Metering = ReturnType<typeof createMetering>
