import type { StoredEvent } from '../../stores/metadata/events.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { Stores } from '../context.js'

const PAGE = 200

/**
 * Follows the event log under a cursor of its own. What `take` writes of the events is durable in the transaction that
 * moves the cursor, so no event is lost and none is taken twice. Returns how many events there were.
 */
export const createFollower =
  (
    { metadata }: Pick<Stores, 'metadata'>,
    name: 'webhooks' | 'mail',
    take: (tx: Writers, events: StoredEvent[]) => Promise<void>,
  ) =>
  (): Promise<number> =>
    metadata.transact(async (tx) => {
      const events = await tx.cursors.take(name, PAGE)
      if (events.length > 0) await take(tx, events)
      return events.length
    })
