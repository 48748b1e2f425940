import { setTimeout } from 'node:timers/promises'
import type { TestHub } from './hub.js'
import { onDatabase } from './world.js'

const DEADLINE_MS = 100_000

/**
 * Lets a follower come to the end of the event log. Hubs of other tests share the server, and a follower waits for the
 * oldest of their transactions, too.
 */
export async function followToEnd(
  hub: TestHub,
  name: 'webhooks' | 'mail',
  follow: () => Promise<number>,
): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS
  // the first may only settle in
  await follow()
  do {
    await follow()
    const { rows } = await onDatabase(
      hub,
      `select 1 from events e, delivery_cursors c where c.name = $1 and (e.tx, e.seq) > (c.tx, c.seq) limit 1`,
      [name],
    )
    if (rows.length === 0) return
    await setTimeout(30)
  } while (Date.now() < deadline)
  throw new Error(`The follower of ${name} did not come to the end of the log.`)
}
