import type { Stores } from '../context.js'

const DAYS = 7
const DAY_MS = 86_400_000

/** What is asked for these days; see docs/catalogue.md. */
export function createTrends({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  /** Counts the last seven days anew. Safe to run again at any time. */
  const renew = async (): Promise<{ changed: number }> => {
    const since = new Date(clock.now().getTime() - DAYS * DAY_MS)
    return { changed: await metadata.transact((tx) => tx.trends.renew(since)) }
  }
  return { renew }
}
