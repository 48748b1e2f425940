import { afterAll, beforeAll, expect, test } from 'vitest'
import { blindHash, chunkHash, isDedupEligible, toHex } from '../../src/codecs/xet/hash.js'
import { parseShard, type Shard, shardChunk } from '../../src/codecs/xet/shard.js'
import { startHub, type TestHub } from '../support/hub.js'
import { newRepo } from '../support/lfs.js'
import {
  chunksOf,
  commitXet,
  connect,
  fileOf,
  makeXorb,
  noise,
  publish,
  shardOf,
  type TestXorb,
  termOf,
  type Xet,
} from '../support/xet.js'

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

interface Answer {
  shard: Shard
  body: Buffer
  key: Buffer
  /** u64 of the footer. */
  number(at: number): number
}
const ask = (hash: Buffer, prefix = 'default', by = xet) => by.call(`/v1/chunks/${prefix}/${toHex(hash)}`)
async function find(hash: Buffer, prefix?: string): Promise<Answer> {
  const answer = await ask(hash, prefix)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/octet-stream'])
  const body = Buffer.from(await answer.arrayBuffer())
  const footer = body.subarray(body.length - 200)
  const number = (at: number) => Number(footer.readBigUInt64LE(at))
  return { shard: parseShard(body), body, key: footer.subarray(72, 104), number }
}
const first = (xorb: TestXorb): Buffer => xorb.index.hash(0)

/** A chunk whose hash clients ask for although it begins no file. */
function eligibleChunk(seed: string): Buffer {
  for (let i = 0; ; i++) {
    const chunk = noise(`${seed} ${i}`, 100)
    if (isDedupEligible(chunkHash(chunk))) return chunk
  }
}

test('31 a file that grew is sent as its new chunks and the old xorb', async () => {
  const { xorb, file } = await publish(hub, REPO, a, 'grows.bin', chunksOf('grows', 4))
  const [known] = (await find(first(xorb))).shard.xorbs
  expect(known?.hash.equals(xorb.hash)).toBe(true)
  const tail = makeXorb(chunksOf('tail', 2))
  const longer = fileOf([termOf(xorb), termOf(tail)])
  await xet.send([longer], [tail])
  expect((await commitXet(hub, REPO, a, { 'grows.bin': longer })).status).toBe(200)
  expect((await xet.plan(longer.hex)).terms.map((term) => term.hash)).toEqual([xorb.hex, tail.hex])
  expect((await xet.read(longer.hex)).equals(longer.bytes)).toBe(true)
  expect((await xet.read(file.hex)).equals(file.bytes)).toBe(true)
})

test('32 both names of the index are known, and no other', async () => {
  const { xorb } = await publish(hub, REPO, a, 'names.bin', chunksOf('names', 2))
  for (const prefix of ['default', 'default-merkledb'])
    expect((await find(first(xorb), prefix)).shard.xorbs.length).toBe(1)
  expect((await ask(first(xorb), 'other')).status).toBe(404)
  for (const route of ['/chunks', '/v1/chunk', '/chunk'])
    expect((await xet.call(`${route}/default/${toHex(first(xorb))}`)).status).toBe(200)
})

test('33 the answer is a shard whose chunk hashes are blinded under the key that it names', async () => {
  const { xorb } = await publish(hub, REPO, a, 'blind.bin', chunksOf('blind', 5))
  const { shard, body, key, number } = await find(first(xorb))
  expect(key.equals(Buffer.alloc(32))).toBe(false)
  expect([shard.files.length, shard.xorbs.length]).toEqual([0, 1])
  const [told] = shard.xorbs
  for (let i = 0; i < 5; i++) {
    const hash = xorb.index.hash(i)
    const chunk = told && shardChunk(told, i)
    expect([chunk?.length, chunk?.offset]).toEqual([xorb.index.length(i), xorb.index.rawStart(i)])
    expect(chunk?.hash.equals(blindHash(hash, key))).toBe(true)
    expect(body.includes(hash)).toBe(false)
  }
  const end = body.length - 200
  // clients find the xorbs by where the lookup tables would begin
  expect([8, 16, 24, 40, 56, 192].map(number)).toEqual([48, 96, end, end, end, end])
  expect([0, 32, 48, 64].map(number)).toEqual([1, 0, 0, 0])
})

test('33 all answers share one key, and expire well before a xorb can be collected', async () => {
  const one = await publish(hub, REPO, a, 'key1.bin', chunksOf('key one', 2))
  const two = await publish(hub, REPO, a, 'key2.bin', chunksOf('key two', 2))
  const answers = [await find(first(one.xorb)), await find(first(two.xorb))]
  expect(answers[0]?.key.equals(answers[1]?.key ?? Buffer.alloc(0))).toBe(true)
  const now = Date.now() / 1000
  for (const { number } of answers) {
    expect(Math.abs(number(104) - now)).toBeLessThan(3600)
    expect(number(112)).toBeGreaterThan(now + 3600)
    expect(number(112)).toBeLessThan(now + 29 * 24 * 3600)
  }
})

test('34 a chunk that nobody has, or that is not listed, is 404', async () => {
  const { xorb } = await publish(hub, REPO, a, 'listed.bin', chunksOf('listed', 4))
  const unlisted = [1, 2, 3].map((i) => xorb.index.hash(i)).filter((hash) => !isDedupEligible(hash))
  expect(unlisted.length).toBeGreaterThan(0)
  for (const hash of [noise('nobody', 32), ...unlisted]) expect((await ask(hash)).status).toBe(404)
  expect((await xet.call('/v1/chunks/default/xyz')).status).toBe(400)
  expect((await xet.call(`/v1/chunks/default/${'a'.repeat(65)}`)).status).toBe(400)
})

test('35 the first chunk of a file is found, wherever it is in its xorb', async () => {
  const xorb = makeXorb(chunksOf('starts', 6))
  await xet.send([fileOf([termOf(xorb, 3)])], [xorb])
  expect((await ask(xorb.index.hash(0))).status).toBe(404)
  expect((await find(xorb.index.hash(3))).shard.xorbs[0]?.hash.equals(xorb.hash)).toBe(true)
})

test('35 a chunk that the shard marks is found', async () => {
  const xorb = makeXorb(chunksOf('marked', 6))
  await xet.sendXorb(xorb)
  const file = fileOf([termOf(xorb)])
  await xet.sendShard(shardOf({ files: [file], xorbs: [{ ...xorb, flagged: [4] }] }))
  expect((await find(xorb.index.hash(4))).shard.xorbs.length).toBe(1)
  expect((await ask(xorb.index.hash(5))).status).toBe(404)
})

test('35 a chunk in a thousand is found by its hash alone, before any file has it', async () => {
  const xorb = makeXorb([...chunksOf('before', 2), eligibleChunk('eligible')])
  await xet.sendXorb(xorb)
  expect((await find(xorb.index.hash(2))).shard.xorbs[0]?.hash.equals(xorb.hash)).toBe(true)
})

test('the other xorbs of a file are told along with the one that was asked for', async () => {
  const [one, two] = [makeXorb(chunksOf('near one', 3)), makeXorb(chunksOf('near two', 3))]
  const file = fileOf([termOf(one), termOf(two)])
  await xet.send([file], [one, two])
  await commitXet(hub, REPO, a, { 'near.bin': file })
  const hashes = (await find(first(one))).shard.xorbs.map((xorb) => toHex(xorb.hash))
  expect(hashes).toEqual([one.hex, two.hex])
})

const toldBy = async (hash: Buffer, by = xet): Promise<string[]> => {
  const body = await (await ask(hash, 'default', by)).arrayBuffer()
  return parseShard(Buffer.from(body)).xorbs.map((told) => toHex(told.hash))
}

test('the xorbs that follow are told in the order of the newest version, edits among them', async () => {
  const parts = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => makeXorb(chunksOf(`order ${name}`, 3)))
  const [one, two, three, four] = parts as [TestXorb, TestXorb, TestXorb, TestXorb]
  const edits = ['g', 'h', 'i', 'j'].map((name) => makeXorb(chunksOf(`order ${name}`, 1)))
  const whole = parts.map((xorb) => termOf(xorb))
  const edited = [
    ...whole.slice(0, 2),
    termOf(three, 0, 1),
    ...edits.map((xorb) => termOf(xorb)),
    termOf(three, 2),
  ]
  const versions = [fileOf(whole), fileOf([...edited, ...whole.slice(3)]), fileOf([termOf(one)])]
  for (const [i, file] of versions.entries()) {
    await xet.send([file], [...parts, ...edits])
    // the last is no version, but a small file that shares a piece
    await commitXet(hub, REPO, a, { [i < 2 ? 'order.bin' : 'piece.bin']: file })
  }
  const inOrder = [one, two, three, ...edits, four, ...parts.slice(4)].map((xorb) => xorb.hex)
  expect(await toldBy(first(one))).toEqual(inOrder)
  const answer = await ask(first(one))
  expect(Number(answer.headers.get('content-length'))).toBe((await answer.arrayBuffer()).byteLength)
})

test('what comes before is not told, nor a xorb with a chunk that the caller may not use', async () => {
  const names = ['before', 'asked', 'in part', 'after']
  const [before, asked, part, after] = names.map((name) =>
    makeXorb([...chunksOf(`follow ${name}`, 2), eligibleChunk(`follow ${name}`)]),
  ) as [TestXorb, TestXorb, TestXorb, TestXorb]
  const file = fileOf([termOf(before), termOf(asked), termOf(part, 0, 2), termOf(after)])
  await xet.send([file], [before, asked, part, after])
  await commitXet(hub, REPO, a, { 'follow.bin': file })
  const reader = await connect(hub, REPO, await hub.user('dora'), 'read')
  expect(await toldBy(asked.index.hash(2))).toEqual([asked.hex, part.hex, after.hex])
  expect(await toldBy(asked.index.hash(2), reader)).toEqual([asked.hex, after.hex])
})

test('a chunk of a public repo is found by everybody', async () => {
  const { xorb } = await publish(hub, REPO, a, 'public.bin', chunksOf('public', 3))
  const b = await hub.user('bob')
  await newRepo(hub, b, 'mine', 'private')
  const bob = await connect(hub, 'bob/mine', b)
  expect((await ask(first(xorb), 'default', bob)).status).toBe(200)
  const more = makeXorb(chunksOf('more of bob', 1))
  const file = fileOf([termOf(xorb, 0, 2), termOf(more)])
  await bob.send([file], [more])
  expect((await commitXet(hub, 'bob/mine', b, { 'b.bin': file })).status).toBe(200)
  expect((await bob.read(file.hex)).equals(file.bytes)).toBe(true)
})

test('private xorbs of others with the same chunk do not hide the one that may be used', async () => {
  const common = noise('common', 3000)
  const { xorb } = await publish(hub, REPO, a, 'common.bin', [common, noise('common tail', 3000)])
  const c = await hub.user('carol')
  await newRepo(hub, c, 'many', 'private')
  for (let i = 0; i < 12; i++)
    await publish(hub, 'carol/many', c, `${i}.bin`, [common, noise(`common ${i}`, 3000)])
  expect((await find(first(xorb))).shard.xorbs.map(({ hash }) => toHex(hash))).toContain(xorb.hex)
})
