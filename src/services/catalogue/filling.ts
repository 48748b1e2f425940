import type { Stores } from '../context.js'
import { RULES } from './entry.js'
import type { Indexing } from './indexing.js'

const BATCH = 100

/** Makes rows for repos that have none, or one of older rules. Safe to run again, and beside commits. */
export const filling =
  ({ metadata, indexing }: Pick<Stores, 'metadata'> & { indexing: Indexing }) =>
  async (isStopped: () => boolean = () => false): Promise<{ rows: number }> => {
    let rows = 0
    for (let after = 0; !isStopped(); ) {
      const ids = await metadata.catalogue.behind(RULES, after, BATCH)
      for (const id of ids) {
        if (isStopped()) break
        await fillOne({ metadata, indexing }, id)
        rows++
      }
      const last = ids.at(-1)
      if (last === undefined) break
      after = last
    }
    return { rows }
  }

const fillOne = (
  { metadata, indexing }: Pick<Stores, 'metadata'> & { indexing: Indexing },
  repoId: number,
): Promise<void> =>
  metadata.transact(async (tx) => {
    // a commit at the same time waits, and then writes the newer row
    await tx.garbage.lockRepo(repoId)
    await indexing.rebuild(tx, repoId)
  })
