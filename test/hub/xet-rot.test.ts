import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHub, type TestHub } from '../support/hub.js'
import { newRepo } from '../support/lfs.js'
import { onDatabase } from '../support/world.js'
import {
  chunksOf,
  connect,
  fileOf,
  makeXorb,
  publish,
  shardOf,
  type TestXorb,
  termOf,
  type Xet,
} from '../support/xet.js'

/** Stored chunks that went bad: they are never served, never relied on, and healed by who sends them again. */
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

async function pathOf(xorb: TestXorb): Promise<string> {
  const sql = "select encode(sha256, 'hex') as sha from xorbs where hash = $1"
  const { sha } = (await onDatabase(hub, sql, [xorb.hash])).rows[0] as { sha: string }
  return join(hub.folder, 'blobs', sha.slice(0, 2), sha)
}
/** One bit of a chunk's payload. */
async function flip(xorb: TestXorb, at = 100): Promise<void> {
  const file = await open(await pathOf(xorb), 'r+')
  try {
    const byte = Buffer.alloc(1)
    await file.read(byte, 0, 1, at)
    await file.write(Buffer.from([byte.readUInt8(0) ^ 1]), 0, 1, at)
  } finally {
    await file.close()
  }
}
const inserted = async (xorb: TestXorb) => (await xet.sendXorb(xorb)).json()
const resolve = (path: string) => hub.call(`/datasets/${REPO}/resolve/main/${path}`)
const reads = async (path: string, bytes: Buffer) => {
  const answer = await resolve(path)
  return answer.status === 200 && Buffer.from(await answer.arrayBuffer()).equals(bytes)
}

test('a xorb whose stored copy is rotten is taken again, and its files read right again', async () => {
  const { xorb, file } = await publish(hub, REPO, a, 'healed.bin', chunksOf('healed', 4))
  expect(await inserted(xorb)).toEqual({ was_inserted: false })
  await flip(xorb)
  expect(await inserted(xorb)).toEqual({ was_inserted: true })
  expect(await reads('healed.bin', file.bytes)).toBe(true)
  expect((await xet.read(file.hex)).equals(file.bytes)).toBe(true)
  expect(await inserted(xorb)).toEqual({ was_inserted: false })
})

test('rotten bytes are not served, by any route, and heal after they were found', async () => {
  const { xorb, file } = await publish(hub, REPO, a, 'found.bin', chunksOf('found', 4))
  const [entry] = (await xet.plan(file.hex)).fetch_info[xorb.hex] ?? []
  await flip(xorb)
  expect((await resolve('found.bin')).status).toBe(500)
  const fetched = await fetch(entry?.url ?? '')
  expect(fetched.status).toBeGreaterThanOrEqual(400)
  expect((await xet.reconstruction(file.hex)).status).toBe(500)
  expect((await xet.call(`/v1/xorbs/default/${xorb.hex}`, { method: 'HEAD' })).status).toBe(404)
  expect(await inserted(xorb)).toEqual({ was_inserted: true })
  expect(await reads('found.bin', file.bytes)).toBe(true)
  expect((await fetch(entry?.url ?? '')).status).toBe(206)
})

test('stored bytes that are gone heal in the same way', async () => {
  const { xorb, file } = await publish(hub, REPO, a, 'lost.bin', chunksOf('lost', 4))
  await rm(await pathOf(xorb))
  expect((await resolve('lost.bin')).status).toBe(500)
  expect(await inserted(xorb)).toEqual({ was_inserted: true })
  expect(await reads('lost.bin', file.bytes)).toBe(true)
})

test('a copy that heals may be packed otherwise, and addresses into the old one end', async () => {
  const chunks = [Buffer.alloc(50_000, 'packs well '), Buffer.alloc(60_000, 'this too ')]
  const { file } = await publish(hub, REPO, a, 'packed.bin', chunks)
  const [packed, plain] = [makeXorb(chunks, 1), makeXorb(chunks, 0)]
  const [entry] = (await xet.plan(file.hex)).fetch_info[packed.hex] ?? []
  await flip(packed)
  expect(await inserted(plain)).toEqual({ was_inserted: true })
  expect(await reads('packed.bin', file.bytes)).toBe(true)
  expect((await xet.read(file.hex)).equals(file.bytes)).toBe(true)
  // its ranges fit the old bytes only; 403 makes clients ask anew
  expect((await fetch(entry?.url ?? '')).status).toBe(403)
})

test('a shard that relies on a rotten copy is not registered', async () => {
  const xorb = makeXorb(chunksOf('relied on', 4))
  await xet.sendXorb(xorb)
  await flip(xorb)
  const file = fileOf([termOf(xorb)])
  const shard = shardOf({ files: [file], xorbs: [xorb] })
  // found while it is read, and known when the client tries again
  expect((await xet.sendShard(shard)).status).toBe(500)
  const again = await xet.sendShard(shard)
  expect([again.status, await again.text()]).toEqual([400, expect.stringContaining('Upload it first')])
  expect((await xet.reconstruction(file.hex)).status).toBe(404)
  expect(await inserted(xorb)).toEqual({ was_inserted: true })
  expect((await xet.sendShard(shard)).status).toBe(200)
  expect((await xet.read(file.hex)).equals(file.bytes)).toBe(true)
})

test('deduplication does not name a xorb that is known to be rotten', async () => {
  const { xorb } = await publish(hub, REPO, a, 'named.bin', chunksOf('named', 4))
  const chunk = Buffer.from(xorb.index.hash(0)).swap64().toString('hex')
  const ask = async () => (await xet.call(`/v1/chunks/default/${chunk}`)).status
  expect(await ask()).toBe(200)
  await flip(xorb)
  await resolve('named.bin')
  expect(await ask()).toBe(404)
  await xet.sendXorb(xorb)
  expect(await ask()).toBe(200)
})

test('a scrub and a check find contents in chunks whole, and rot in what they are made of', async () => {
  const { xorb, file } = await publish(hub, REPO, a, 'scrubbed.bin', chunksOf('scrubbed', 4))
  const { integrity } = hub.app.services
  const scrub = () => integrity.scrub({ mostBytes: 1e9 })
  expect((await scrub()).damaged).toEqual([])
  expect((await integrity.fsck({ fast: false })).faults).toEqual([])
  expect(await reads('scrubbed.bin', file.bytes)).toBe(true)
  await flip(xorb)
  const sha256 = (await pathOf(xorb)).split('/').at(-1)
  expect((await scrub()).damaged).toContain(sha256)
  expect(await inserted(xorb)).toEqual({ was_inserted: true })
  expect(await reads('scrubbed.bin', file.bytes)).toBe(true)
  expect((await scrub()).damaged).toEqual([])
})
