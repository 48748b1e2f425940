import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addUser, type OpenMetadata, openMetadata } from '../support/metadata.js'

let open: OpenMetadata
beforeAll(async () => {
  open = await openMetadata()
})
afterAll(async () => open?.close())

/** Resolves when all have called it. */
function meetingOf(count: number): () => Promise<void> {
  let left = count
  let arrive = () => {}
  const all = new Promise<void>((done) => {
    arrive = done
  })
  return async () => {
    if (--left <= 0) arrive()
    await all
  }
}

test('two transactions that wait for each other both end well, and each is done once', async () => {
  const { store } = open
  const [one, two] = [await addUser(store, 'one'), await addUser(store, 'two')]
  const bothHold = meetingOf(2)
  let runs = 0
  const take = (first: number, second: number) =>
    store.transact(async (tx) => {
      runs++
      await tx.organisations.lock(first)
      await bothHold()
      await tx.organisations.lock(second)
      const payload = { first }
      await tx.events.add({ type: 'org.settings', at: new Date(), repoId: null, actorId: null, payload })
    })
  await Promise.all([take(one, two), take(two, one)])
  expect(runs).toBe(3)
  const events = await store.events.listAfter(0, 100)
  expect(events.map(({ payload }) => payload.first).sort()).toEqual([one, two].sort())
})

test('whoever loses twice hears that the hub is busy, and other errors are not tried again', async () => {
  let runs = 0
  const lose = (code: string) =>
    open.store.transact(async (tx) => {
      runs++
      await sql`do ${sql.raw(`$$ begin raise exception 'lost' using errcode = '${code}'; end $$`)}`.execute(
        (tx.accounts as unknown as { db: typeof open.db }).db,
      )
    })
  await expect(lose('40P01')).rejects.toMatchObject({ key: 'Busy' })
  expect(runs).toBe(2)
  await expect(lose('40001')).rejects.toMatchObject({ key: 'Busy' })
  expect(runs).toBe(4)
  await expect(lose('P0001')).rejects.toThrow('lost')
  expect(runs).toBe(5)
})
