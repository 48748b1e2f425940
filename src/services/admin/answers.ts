import type { AnswersRow } from '../../stores/metadata/overview.js'
import type { Stores } from '../context.js'

const HOUR_MS = 3_600_000
const FLUSH_MS = 3000

/**
 * How many requests were answered how, by hour. Kept in memory and added to the table every few seconds; a kill loses what was
 * not there yet.
 */
export function createAnswers({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  let sums = new Map<string, AnswersRow>()
  let writing: Promise<unknown> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined

  /** Counts an answer of this status that took so long. */
  function count(status: number, ms: number): void {
    const hour = new Date(Math.floor(clock.now().getTime() / HOUR_MS) * HOUR_MS)
    add({ hour, class: Math.min(5, Math.max(1, Math.floor(status / 100))), requests: 1, ms: Math.round(ms) })
    timer ??= setTimeout(() => void flush().catch(() => {}), FLUSH_MS).unref()
  }

  function add(row: AnswersRow): void {
    const key = `${row.hour.getTime()} ${row.class}`
    const sum = sums.get(key)
    if (!sum) sums.set(key, { ...row })
    else {
      sum.requests += row.requests
      sum.ms += row.ms
    }
  }

  /**
   * Writes what is in memory, after what is being written: who closes the hub waits for both. What cannot be written stays for
   * the next time.
   */
  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const written = writing.then(write)
    writing = written.catch(() => {})
    return written
  }

  async function write(): Promise<void> {
    if (sums.size === 0) return
    const rows = [...sums.values()]
    sums = new Map()
    try {
      await metadata.transact((tx) => tx.overview.addAnswers(rows))
    } catch (error) {
      for (const row of rows) add(row)
      throw error
    }
  }

  return { count, flush }
}
