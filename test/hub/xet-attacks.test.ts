import { afterAll, beforeAll, expect, test } from 'vitest'
import { toHex } from '../../src/codecs/xet/hash.js'
import type { XorbIndex } from '../../src/codecs/xet/xorb.js'
import { startHub, type TestHub } from '../support/hub.js'
import { newRepo } from '../support/lfs.js'
import {
  chunksOf,
  commitXet,
  connect,
  type FileSpec,
  fileOf,
  makeXorb,
  noise,
  publish,
  type ShardSpec,
  shardOf,
  type TestXorb,
  termOf,
  wordsOf,
  type Xet,
} from '../support/xet.js'

/**
 * Alice has a private repo. Bob knows every hash of it, but no right to it. Each attack is made on her xorb and on one
 * of the same shape that nobody ever sent: he must not be able to tell which is which.
 */
let hub: TestHub
let a: string
let b: string
let alice: Xet
let bob: Xet
const SECRET = makeXorb(chunksOf('secret', 6))
const GHOST = makeXorb(chunksOf('ghosts', 6))
const FILE = fileOf([termOf(SECRET)])

beforeAll(async () => {
  hub = await startHub()
  a = await hub.user('alice')
  b = await hub.user('bob')
  await newRepo(hub, a, 'vault', 'private')
  await newRepo(hub, b, 'mine')
  alice = await connect(hub, 'alice/vault', a)
  bob = await connect(hub, 'bob/mine', b)
  await publish(hub, 'alice/vault', a, 'secret.bin', SECRET.chunks)
  expect((await alice.read(FILE.hex)).equals(FILE.bytes)).toBe(true)
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

/** What an answer says, without the hashes that were asked for. */
async function masked(answer: Promise<Response>): Promise<string> {
  const words = JSON.stringify(await wordsOf(await answer))
  return words.replace(/[0-9a-f]{64}/g, 'HASH')
}
async function expectSame(attack: (xorb: TestXorb) => Promise<Response>, status: number): Promise<void> {
  const [there, nowhere] = [await masked(attack(SECRET)), await masked(attack(GHOST))]
  expect(there).toBe(nowhere)
  expect(there).toMatch(`[${status},`)
}
const forged = (xorb: TestXorb, change: Partial<FileSpec['terms'][0]>): FileSpec => {
  const file = fileOf([termOf(xorb)])
  return { ...file, terms: file.terms.map((term) => ({ ...term, ...change })) }
}

test('the chunk of a private repo is asked for like one that nobody has', async () => {
  for (const prefix of ['default', 'default-merkledb'])
    await expectSame(({ index }) => bob.call(`/v1/chunks/${prefix}/${toHex(index.hash(0))}`), 404)
})

test('a private xorb and a private file are not there', async () => {
  await expectSame(({ hex }) => bob.call(`/v1/xorbs/default/${hex}`, { method: 'HEAD' }), 404)
  const hash = (xorb: TestXorb) => fileOf([termOf(xorb)]).hex
  for (const version of [1, 2] as const)
    await expectSame((xorb) => bob.reconstruction(hash(xorb), version), 404)
  await expectSame((xorb) => bob.call(`/v1/reconstructions?file_id=${hash(xorb)}`), 404)
  await expectSame((xorb) => bob.call(`/v1/files/${hash(xorb)}`, { method: 'HEAD' }), 404)
})

/** Shards on a xorb whose hashes, lengths and verification hashes are all right, or wrong in some way. */
const SHARDS: Record<string, (xorb: TestXorb) => ShardSpec> = {
  'all right': (xorb) => ({ files: [fileOf([termOf(xorb)])], xorbs: [xorb] }),
  'without the xorb itself': (xorb) => ({ files: [fileOf([termOf(xorb)])] }),
  'one chunk': (xorb) => ({ files: [fileOf([termOf(xorb, 2, 3)])] }),
  'wrong verification': (xorb) => ({ files: [forged(xorb, { verification: noise('any', 32) })] }),
  'wrong length': (xorb) => ({ files: [forged(xorb, { length: 1 })] }),
  'too many chunks': (xorb) => ({ files: [forged(xorb, { end: 7 })] }),
  'far too many chunks': (xorb) => ({ files: [forged(xorb, { end: 0xffffffff })] }),
  'no chunks': (xorb) => ({ files: [forged(xorb, { end: 0 })] }),
  'wrong file hash': (xorb) => ({ files: [{ ...fileOf([termOf(xorb)]), hash: noise('any', 32) }] }),
  'wrong SHA-256': (xorb) => ({ files: [{ ...fileOf([termOf(xorb)]), sha256: 'a'.repeat(64) }] }),
}
test.each(Object.entries(SHARDS))(
  'a shard on a private xorb is refused as if it were nowhere: %s',
  async (_, of) => {
    for (const route of ['/v1/shards', '/v2/shards'])
      await expectSame((xorb) => bob.sendShard(shardOf(of(xorb)), route), 400)
  },
)

/** Clients describe all that they sent lately, also for another user who shares their cache. */
const DESCRIBED: Record<string, (xorb: TestXorb) => { hash: Buffer; index: XorbIndex }> = {
  'all right': (xorb) => xorb,
  'wrong number of chunks': (xorb) => ({ hash: xorb.hash, index: makeXorb(xorb.chunks.slice(0, 3)).index }),
  'wrong chunks': (xorb) => ({ hash: xorb.hash, index: makeXorb(chunksOf('guess', 6)).index }),
}
test.each(Object.entries(DESCRIBED))(
  'what a shard says of a private xorb is passed over as if it were nowhere: %s',
  async (name, of) => {
    for (const route of ['/v1/shards', '/v2/shards']) {
      const own = makeXorb(chunksOf(`described ${name} ${route}`, 3))
      const file = fileOf([termOf(own)])
      // known from here on: the answer tells whether it is new
      await bob.send([file], [own])
      await expectSame((xorb) => bob.sendShard(shardOf({ files: [], xorbs: [of(xorb)] }), route), 200)
      await expectSame((xorb) => {
        return bob.sendShard(shardOf({ files: [file], xorbs: [own, of(xorb)] }), route)
      }, 200)
      expect((await bob.read(file.hex)).equals(file.bytes)).toBe(true)
    }
    // and nothing came of it
    await expectSame(({ index }) => bob.call(`/v1/chunks/default/${toHex(index.hash(0))}`), 404)
    await expectSame((xorb) => bob.sendShard(shardOf({ files: [fileOf([termOf(xorb)])] })), 400)
  },
)

test('a private xorb hidden among own ones is refused all the same, and registers nothing', async () => {
  const own = makeXorb(chunksOf('own', 3))
  await bob.sendXorb(own)
  const good = fileOf([termOf(own)])
  await expectSame((xorb) => {
    const mixed = fileOf([termOf(own, 0, 2), termOf(xorb, 1, 2), termOf(own, 2)])
    return bob.sendShard(shardOf({ files: [good, mixed], xorbs: [own] }))
  }, 400)
  expect((await bob.reconstruction(good.hex)).status).toBe(404)
})

test('hashes that were never sent to the repo cannot be committed', async () => {
  const commit = (xorb: TestXorb) => {
    const { sha256, size } = fileOf([termOf(xorb)])
    return commitXet(hub, 'bob/mine', b, { 'x.bin': { sha256, size } })
  }
  await expectSame(commit, 400)
  expect((await commit(SECRET)).headers.get('x-error-code')).toBe('UnknownBlob')
  // the xet hash in the place of the SHA-256 is none
  const named = { sha256: FILE.hex, size: FILE.size }
  expect((await commitXet(hub, 'bob/mine', b, { 'x.bin': named })).status).toBe(400)
})

test('chunks of a xorb beyond those of the files that one can read stay closed', async () => {
  await newRepo(hub, a, 'open')
  const open = await connect(hub, 'alice/open', a)
  const xorb = makeXorb(chunksOf('partly open', 10))
  await alice.send([fileOf([termOf(xorb)])], [xorb])
  const shown = fileOf([termOf(xorb, 2, 6)])
  await open.send([shown], [])
  expect((await commitXet(hub, 'alice/open', a, { 'x.bin': shown })).status).toBe(200)

  const used = async (start: number, end: number) =>
    (await bob.sendShard(shardOf({ files: [fileOf([termOf(xorb, start, end)])] }))).status
  expect([await used(2, 6), await used(3, 5), await used(5, 6)]).toEqual([200, 200, 200])
  expect([await used(1, 6), await used(2, 7), await used(6, 7), await used(0, 10)]).toEqual([
    400, 400, 400, 400,
  ])

  // nor does he learn how many there are, or what
  const beyond = async (end: number) => {
    const file = { ...shown, terms: shown.terms.map((term) => ({ ...term, end })) }
    return masked(bob.sendShard(shardOf({ files: [file] })))
  }
  expect(await beyond(10)).toBe(await beyond(11))
  expect(await beyond(10)).toBe(await beyond(0xffffffff))
  const stated = async (count: number) => {
    const { index } = makeXorb(xorb.chunks.slice(0, count))
    return masked(bob.sendShard(shardOf({ files: [], xorbs: [{ hash: xorb.hash, index }] })))
  }
  expect(await stated(10)).toBe(await stated(9))
  expect((await bob.call(`/v1/xorbs/default/${xorb.hex}`, { method: 'HEAD' })).status).toBe(404)
  expect((await bob.call(`/v1/chunks/default/${toHex(xorb.index.hash(2))}`)).status).toBe(404)

  // the addresses that he gets for his file are for those chunks only
  const [entry] = (await bob.plan(fileOf([termOf(xorb, 2, 6)]).hex)).fetch_info[xorb.hex] ?? []
  expect(entry?.url_range).toEqual({ start: xorb.index.start(2), end: xorb.index.end(5) - 1 })
  const whole = await fetch(entry?.url ?? '', { headers: { range: `bytes=0-${xorb.body.length - 1}` } })
  expect(whole.status).toBe(403)
})

test('the chunks of an end that is empty or backwards tell nothing of a xorb that is partly open', async () => {
  const xorb = makeXorb(chunksOf('partly too', 10))
  await alice.sendXorb(xorb)
  const shown = fileOf([termOf(xorb, 2, 6)])
  const open = await connect(hub, 'alice/open', a)
  await open.send([shown], [])
  await commitXet(hub, 'alice/open', a, { 'y.bin': shown })
  for (const [start, end] of [
    [4, 4],
    [5, 3],
    [2, 0],
  ]) {
    const terms = shown.terms.map((term) => ({ ...term, start: start ?? 0, end: end ?? 0 }))
    const answer = await bob.sendShard(shardOf({ files: [{ ...shown, terms }] }))
    expect([answer.status, await answer.text()]).toEqual([400, expect.not.stringContaining('10')])
  }
})

test('what one member of a repo sent, another cannot use before it is committed', async () => {
  await hub.org('lab', { alice: 'write', bob: 'write' })
  await newRepo(hub, a, 'shared', 'private', 'lab')
  const hers = await connect(hub, 'lab/shared', a)
  const his = await connect(hub, 'lab/shared', b)
  const draft = makeXorb(chunksOf('draft', 3))
  const file = fileOf([termOf(draft)])
  await hers.send([file], [draft])
  expect((await hers.read(file.hex)).equals(file.bytes)).toBe(true)
  expect((await his.reconstruction(file.hex)).status).toBe(404)
  expect((await his.sendShard(shardOf({ files: [file] }))).status).toBe(400)
  expect((await commitXet(hub, 'lab/shared', b, { x: file })).status).toBe(400)
  expect((await commitXet(hub, 'lab/shared', a, { x: file })).status).toBe(200)
  expect((await his.read(file.hex)).equals(file.bytes)).toBe(true)
  expect((await his.sendShard(shardOf({ files: [file] }))).status).toBe(200)
})

test('who sends the bytes is not told that they were there, and may use them', async () => {
  const told = async (answer: Promise<Response>) => JSON.stringify(await (await answer).json())
  expect(await told(bob.sendXorb(SECRET))).toBe(await told(bob.sendXorb(GHOST)))
  expect(await told(bob.sendXorb(SECRET))).toBe(await told(bob.sendXorb(GHOST)))
  const shard = (xorb: TestXorb) => shardOf({ files: [fileOf([termOf(xorb)])], xorbs: [xorb] })
  expect(await told(bob.sendShard(shard(SECRET)))).toBe(await told(bob.sendShard(shard(GHOST))))
  expect(await told(bob.sendShard(shard(SECRET)))).toBe(await told(bob.sendShard(shard(GHOST))))
  expect((await commitXet(hub, 'bob/mine', b, { 'own.bin': FILE })).status).toBe(200)
})
