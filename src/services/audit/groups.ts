import { setTimeout } from 'node:timers/promises'
import { HubError } from '../../core/errors.js'

/** Entries that may wait; more are refused at once. */
const MOST_WAITING = 10_000
const MOST_AT_ONCE = 500
const DEADLINE_MS = 10_000

interface Waiting<T> {
  item: T
  done(): void
  fail(error: unknown): void
}

/**
 * Stores items in groups: while one group is on its way, those that come wait for the next. A promise resolves when its
 * item is durable, and rejects with Busy when it could not be stored in time.
 */
export function createGroups<T>(store: (items: T[]) => Promise<void>): (item: T) => Promise<void> {
  let waiting: Waiting<T>[] = []
  let isRunning = false

  async function run(): Promise<void> {
    isRunning = true
    while (waiting.length > 0) {
      const group = waiting.slice(0, MOST_AT_ONCE)
      waiting = waiting.slice(MOST_AT_ONCE)
      await inTime(store(group.map(({ item }) => item))).then(
        () => {
          for (const { done } of group) done()
        },
        (error) => {
          for (const { fail } of group) fail(busy(error))
        },
      )
    }
    isRunning = false
  }

  return (item) =>
    new Promise((done, fail) => {
      if (waiting.length >= MOST_WAITING) return fail(busy(new Error('too many entries wait')))
      waiting.push({ item, done, fail })
      if (!isRunning) void run()
    })
}

async function inTime(work: Promise<void>): Promise<void> {
  const ended = new AbortController()
  const late = setTimeout(DEADLINE_MS, undefined, { signal: ended.signal, ref: false }).then(() => {
    throw new Error('the entry was not stored in time')
  })
  await Promise.race([work, late]).finally(() => ended.abort())
}

function busy(cause: unknown): HubError {
  const error = new HubError('Busy')
  error.cause = cause
  return error
}
