import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { toHex } from '../../src/codecs/xet/hash.js'
import { startHub, type TestHub } from '../support/hub.js'
import { newRepo } from '../support/lfs.js'
import { onDatabase } from '../support/world.js'
import {
  chunksOf,
  commitXet,
  connect,
  type FileSpec,
  fileOf,
  makeXorb,
  publish,
  shardOf,
  type TestXorb,
  termOf,
  type Xet,
} from '../support/xet.js'

/** How long chunks are kept. Ages are set in the database, as the clock of the hub is not that of PostgreSQL. */
let hub: TestHub
let a: string
let xet: Xet
const REPO = 'alice/data'

beforeAll(async () => {
  hub = await startHub()
  a = await hub.user('alice')
  await newRepo(hub, a, 'data')
  xet = await connect(hub, REPO, a)
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const onRow = (sql: string) => (xorb: TestXorb) => onDatabase(hub, sql, [xorb.hash])
/** As if nobody had touched the xorb for that long. */
const age = (xorb: TestXorb, days: number) =>
  onRow(`update xorbs set leased_at = now() - interval '${days} days' where hash = $1`)(xorb)
/** Everything but xorbs becomes old enough to be collected. */
const ageAll = async () => {
  for (const [table, column] of [
    ['blobs', 'stored_at'],
    ['blobs', 'condemned_at'],
    ['pending_blobs', 'sent_at'],
    ['repo_blobs', 'committed_at'],
  ])
    await onDatabase(hub, `update ${table} set ${column} = ${column} - interval '10 days'`, [])
}
/** Garbage collection, long enough apart for what the first condemns to be swept by the second. */
async function collect(): Promise<number> {
  const { garbage } = hub.app.services
  await ageAll()
  const { xorbsDropped } = await garbage.mark()
  await ageAll()
  await garbage.sweep()
  return xorbsDropped
}
async function sent(seed: string): Promise<{ xorb: TestXorb; file: FileSpec }> {
  const xorb = makeXorb(chunksOf(seed, 4))
  await xet.sendXorb(xorb)
  return { xorb, file: fileOf([termOf(xorb)]) }
}
const has = async ({ hex }: TestXorb) =>
  (await xet.call(`/v1/xorbs/default/${hex}`, { method: 'HEAD' })).status === 200
const register = async (files: FileSpec[], xorbs: TestXorb[] = []) =>
  (await xet.sendShard(shardOf({ files, xorbs }))).status
const bytesOnDisk = async () => {
  const names = await readdir(join(hub.folder, 'blobs'), { recursive: true })
  return names.filter((name) => name.length > 60).length
}

test('43 a xorb that no file uses is kept for thirty days, and then collected with its bytes', async () => {
  const { xorb, file } = await sent('unused')
  const before = await bytesOnDisk()
  await age(xorb, 29)
  await collect()
  expect([await has(xorb), await bytesOnDisk()]).toEqual([true, before])
  await age(xorb, 31)
  expect(await collect()).toBe(1)
  expect([await has(xorb), await bytesOnDisk()]).toEqual([false, before - 1])
  expect((await xet.call(`/v1/chunks/default/${toHex(xorb.index.hash(0))}`)).status).toBe(404)
  expect(await register([file])).toBe(400)
  // and it may come again
  expect(await (await xet.sendXorb(xorb)).json()).toEqual({ was_inserted: true })
  expect(await register([file])).toBe(200)
})

test('43 a xorb of a committed file is never collected', async () => {
  const { xorb, file } = await publish(hub, REPO, a, 'kept.bin', chunksOf('kept', 4))
  for (let i = 0; i < 3; i++) {
    await age(xorb, 1000)
    await collect()
  }
  expect((await xet.read(file.hex)).equals(file.bytes)).toBe(true)
  expect((await hub.call(`/datasets/${REPO}/resolve/main/kept.bin`)).status).toBe(200)
})

test('43 a xorb of which a file uses one chunk is kept whole', async () => {
  const { xorb } = await sent('one chunk')
  const file = fileOf([termOf(xorb, 2, 3)])
  expect(await register([file])).toBe(200)
  await commitXet(hub, REPO, a, { 'one-chunk.bin': file })
  await age(xorb, 1000)
  await collect()
  expect(await register([fileOf([termOf(xorb)])])).toBe(200)
})

test('43 a file that was never committed goes first, and its xorb a month after it was sent', async () => {
  const { xorb, file } = await sent('draft')
  expect(await register([file])).toBe(200)
  await age(xorb, 20)
  await collect()
  expect((await xet.reconstruction(file.hex)).status).toBe(404)
  expect((await commitXet(hub, REPO, a, { 'draft.bin': file })).status).toBe(400)
  expect(await has(xorb)).toBe(true)
  await age(xorb, 31)
  await collect()
  expect(await has(xorb)).toBe(false)
})

test('43 when the last repo of a file is deleted, its xorbs go, but not those that another file uses', async () => {
  await newRepo(hub, a, 'short-lived')
  const { xorb: shared } = await sent('shared')
  const only = makeXorb(chunksOf('only here', 4))
  const there = await connect(hub, 'alice/short-lived', a)
  await there.sendXorb(only)
  const both = fileOf([termOf(shared), termOf(only)])
  await there.send([both], [])
  await commitXet(hub, 'alice/short-lived', a, { x: both })
  const kept = fileOf([termOf(shared, 1)])
  await register([kept])
  await commitXet(hub, REPO, a, { 'shared.bin': kept })
  const body = JSON.stringify({ name: 'short-lived', type: 'dataset' })
  expect((await hub.call('/api/repos/delete', { method: 'DELETE', token: a, body })).status).toBe(200)
  // one pass for the file, the next for what only it used
  for (let i = 0; i < 2; i++) {
    for (const xorb of [shared, only]) await age(xorb, 1000)
    await collect()
  }
  const count = async (xorb: TestXorb) => (await onRow('select 1 from xorbs where hash = $1')(xorb)).rowCount
  expect([await count(shared), await count(only)]).toEqual([1, 0])
  expect((await xet.read(kept.hex)).equals(kept.bytes)).toBe(true)
})

test('44 a xorb that a dedup answer named is still there when the shard comes', async () => {
  const [one, two] = [makeXorb(chunksOf('named one', 3)), makeXorb(chunksOf('named two', 3))]
  const file = fileOf([termOf(one), termOf(two)])
  await xet.send([file], [one, two])
  await commitXet(hub, REPO, a, { 'named.bin': file })
  const removal = JSON.stringify({ key: 'deletedFile', value: { path: 'named.bin' } })
  const body = `${JSON.stringify({ key: 'header', value: { summary: 'c' } })}\n${removal}`
  await hub.call(`/api/datasets/${REPO}/commit/main`, { method: 'POST', token: a, body })
  for (const xorb of [one, two]) await age(xorb, 40)
  const answer = await xet.call(`/v1/chunks/default/${toHex(one.index.hash(0))}`)
  expect(answer.status).toBe(200)
  // the file goes away, but what was named stays: the client was told that it need not send it
  await onDatabase(hub, 'delete from xet_files where hash = $1', [file.hash])
  await collect()
  expect([await has(one), await has(two)]).toEqual([true, true])
  const longer = fileOf([termOf(one), termOf(two), termOf(one)])
  expect(await register([longer])).toBe(200)
  expect((await xet.read(longer.hex)).equals(longer.bytes)).toBe(true)
})

test('44 without that answer it is gone, and the shard is refused and leaves nothing', async () => {
  const { xorb } = await sent('not named')
  const other = await sent('there')
  const file = fileOf([termOf(other.xorb), termOf(xorb)])
  await age(xorb, 40)
  expect(await collect()).toBe(1)
  expect(await register([other.file, file])).toBe(400)
  for (const { hex } of [file, other.file]) expect((await xet.reconstruction(hex)).status).toBe(404)
})

test('44 sending a xorb again, or using it in a shard, keeps it for another thirty days', async () => {
  const again = await sent('again')
  const used = await sent('used')
  for (const { xorb } of [again, used]) await age(xorb, 31)
  expect(await (await xet.sendXorb(again.xorb)).json()).toEqual({ was_inserted: false })
  expect(await register([used.file])).toBe(200)
  await onDatabase(hub, 'delete from xet_files where hash = $1', [used.file.hash])
  expect(await collect()).toBe(0)
  expect([await has(again.xorb), await has(used.xorb)]).toEqual([true, true])
})

test('45 bytes that are condemned come back to life when they are sent again', async () => {
  const { xorb, file } = await sent('condemned')
  const { garbage } = hub.app.services
  await age(xorb, 31)
  await ageAll()
  expect((await garbage.mark()).xorbsDropped).toBe(1)
  expect((await xet.sendXorb(xorb)).status).toBe(200)
  await ageAll()
  await garbage.sweep()
  expect(await register([file])).toBe(200)
  expect((await xet.read(file.hex)).equals(file.bytes)).toBe(true)
})

test('45 a xorb that goes while its shard is checked makes the shard fail, and no file is left without it', async () => {
  const { xorb, file } = await sent('in between')
  const { blobs } = hub.app
  const examine = vi.spyOn(blobs, 'examine').mockImplementationOnce(async (source, size) => {
    examine.mockRestore()
    const facts = await blobs.examine(source, size)
    // as if the check had taken longer than the lease
    await age(xorb, 31)
    expect(await collect()).toBe(1)
    return facts
  })
  expect(await register([file])).toBe(400)
  expect((await xet.reconstruction(file.hex)).status).toBe(404)
})

test('45 the lease that a shard takes holds while it is checked', async () => {
  const { xorb, file } = await sent('leased')
  await age(xorb, 29)
  const { blobs } = hub.app
  const examine = vi.spyOn(blobs, 'examine').mockImplementationOnce(async (source, size) => {
    examine.mockRestore()
    const facts = await blobs.examine(source, size)
    await onRow(`update xorbs set leased_at = leased_at - interval '20 days' where hash = $1`)(xorb)
    expect(await collect()).toBe(0)
    return facts
  })
  expect(await register([file])).toBe(200)
  expect((await xet.read(file.hex)).equals(file.bytes)).toBe(true)
})

test('45 of twenty shards that race garbage collection, each is whole or refused', async () => {
  for (let i = 0; i < 20; i++) {
    const { xorb, file } = await sent(`race ${i}`)
    await age(xorb, 31)
    // the first rounds let the shard begin, the last ones the collection
    const [status] =
      i % 2
        ? await Promise.all([register([file]), collect()])
        : (await Promise.all([collect(), register([file])])).reverse()
    expect([200, 400]).toContain(status)
    const found = await xet.reconstruction(file.hex)
    if (status === 400) expect(found.status).toBe(404)
    else if (found.status === 200) expect((await xet.read(file.hex)).equals(file.bytes)).toBe(true)
    const { rowCount } = await onDatabase(
      hub,
      `select 1 from xet_file_xorbs u where not exists
        (select 1 from xorbs x join blobs b using (sha256) where x.hash = u.xorb and b.state = 'stored')`,
      [],
    )
    expect(rowCount).toBe(0)
  }
})
