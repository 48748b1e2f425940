import { type ClientRequest, request } from 'node:http'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { HubError } from '../../src/core/errors.js'
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
  noise,
  sha256Of,
  shardOf,
  type TestXorb,
  termOf,
  type Xet,
} from '../support/xet.js'
import { HELLO_WORLD, THREE_SCHEMES } from '../support/xet-captured.js'

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

/** A xorb that is on the hub, and a file of all of it that is not. */
async function sent(seed: string, count = 5): Promise<{ xorb: TestXorb; file: FileSpec }> {
  const xorb = makeXorb(chunksOf(seed, count))
  await xet.sendXorb(xorb)
  return { xorb, file: fileOf([termOf(xorb)]) }
}
const result = async (answer: Promise<Response>) => [(await answer).status, await (await answer).json()]
const fileCount = async () =>
  Number((await onDatabase(hub, 'select count(*) from xet_files', [])).rows[0].count)

/** Refused with these words, and no file of the shard is known afterwards. */
async function expectRefused(body: Buffer, why: RegExp, route?: string) {
  const before = await fileCount()
  const answer = await xet.sendShard(body, route)
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringMatching(why)])
  expect(await fileCount()).toBe(before)
}
const changed = (file: FileSpec, change: Partial<FileSpec['terms'][0]>, at = 0): FileSpec => ({
  ...file,
  terms: file.terms.map((term, i) => (i === at ? { ...term, ...change } : term)),
})

test('5 shards that other software wrote register, with and without a footer', async () => {
  for (const { xorb, body, shard, file, sha256 } of [THREE_SCHEMES, HELLO_WORLD]) {
    await xet.sendXorb({ hex: xorb, body: Buffer.from(body, 'hex') })
    expect(await result(xet.sendShard(Buffer.from(shard, 'hex')))).toEqual([200, { result: 1 }])
    expect(sha256Of(await xet.read(file))).toBe(sha256)
    expect((await commitXet(hub, REPO, a, { [`${file}.bin`]: { sha256 } })).status).toBe(200)
  }
})

test('14 a shard that names a xorb which is not here registers none of its files', async () => {
  const { xorb, file } = await sent('here')
  const absent = makeXorb(chunksOf('absent', 3))
  const broken = fileOf([termOf(xorb, 0, 2), termOf(absent)])
  await expectRefused(shardOf({ files: [file, broken], xorbs: [xorb] }), /not here/)
  await expectRefused(shardOf({ files: [file, broken], xorbs: [xorb, absent] }), /not here/)
  expect((await xet.reconstruction(file.hex)).status).toBe(404)
  expect((await commitXet(hub, REPO, a, { x: file })).status).toBe(400)
})

test('what a shard says of a xorb that is not here and that no file uses is passed over', async () => {
  const { xorb, file } = await sent('beside old notes')
  const gone = makeXorb(chunksOf('of old notes', 3))
  const answer = xet.sendShard(shardOf({ files: [file], xorbs: [gone, xorb] }))
  expect(await result(answer)).toEqual([200, { result: 1 }])
})

test('14 the same shard is taken once its xorbs are here', async () => {
  const late = makeXorb(chunksOf('late', 3))
  const body = shardOf({ files: [fileOf([termOf(late)])], xorbs: [late] })
  await expectRefused(body, /not here/)
  await xet.sendXorb(late)
  expect(await result(xet.sendShard(body))).toEqual([200, { result: 1 }])
})

test('15 a wrong verification hash is refused, also when it is that of other chunks', async () => {
  const { xorb, file } = await sent('verification')
  for (const verification of [
    noise('any', 32),
    Buffer.alloc(32),
    termOf(xorb, 0, 4).verification,
    file.hash,
    xorb.hash,
  ])
    await expectRefused(shardOf({ files: [changed(file, { verification })] }), /verification hash/)
})

test('15 a range of chunks that is empty, backwards or too long is refused', async () => {
  const { file } = await sent('ranges')
  for (const change of [
    { start: 0, end: 6 },
    { start: 5, end: 6 },
    { start: 2, end: 2 },
    { start: 3, end: 1 },
    { start: 0, end: 65_536 },
    { start: 0, end: 0xffffffff },
    { start: 0xffffffff, end: 0xffffffff },
    { start: 0xffffffff, end: 0 },
  ])
    await expectRefused(shardOf({ files: [changed(file, change)] }), /Nothing was registered/)
})

test('15 a wrong length of a term is refused', async () => {
  const { file } = await sent('lengths')
  for (const length of [0, file.size - 1, file.size + 1, 0xffffffff])
    await expectRefused(shardOf({ files: [changed(file, { length })] }), /bytes, not/)
})

test('15 a file hash that its terms do not give is refused', async () => {
  const { xorb, file } = await sent('hash')
  for (const hash of [noise('any', 32), xorb.hash, fileOf([termOf(xorb, 0, 4)]).hash])
    await expectRefused(shardOf({ files: [{ ...file, hash }] }), /not what its terms give/)
  const turned = fileOf([termOf(xorb, 2), termOf(xorb, 0, 2)])
  await expectRefused(shardOf({ files: [{ ...turned, hash: file.hash }] }), /not what its terms give/)
  await expectRefused(shardOf({ files: [{ ...file, hash: Buffer.alloc(32) }] }), /terms/)
})

test('15 what a shard says of a xorb must be what the hub has', async () => {
  const { xorb, file } = await sent('stated')
  const other = makeXorb(chunksOf('otherwise', 5))
  const fewer = makeXorb(xorb.chunks.slice(0, 4))
  const turned = makeXorb([...xorb.chunks].reverse())
  for (const { index } of [other, fewer, turned])
    await expectRefused(shardOf({ files: [file], xorbs: [{ hash: xorb.hash, index }] }), /[Cc]hunk/)
})

test('16 a file without verification records is refused, beside files that have them', async () => {
  const { xorb, file } = await sent('unverified')
  const second = { ...fileOf([termOf(xorb, 1, 3)]), verified: false }
  await expectRefused(shardOf({ files: [second] }), /verification records/)
  await expectRefused(shardOf({ files: [file, second] }), /verification records/)
})

test('17 a shard of another version, or that is none, is refused', async () => {
  const { file } = await sent('shape')
  const good = shardOf({ files: [file] })
  await expectRefused(shardOf({ files: [file], version: 3 }), /version 3/)
  await expectRefused(Buffer.concat([Buffer.from('X'), good.subarray(1)]), /magic/)
  await expectRefused(Buffer.alloc(0), /magic/)
  await expectRefused(Buffer.concat([good, Buffer.alloc(48)]), /after the xorb section/)
  for (const cut of [47, 48, 100, good.length - 48, good.length - 1])
    await expectRefused(good.subarray(0, cut), /magic|past the end|cut off|after/)
})

test('17 counts that no body could hold are refused', async () => {
  const { xorb, file } = await sent('counts')
  for (const count of [0xffffffff, 0x7fffffff, 0x80000000, 1000])
    await expectRefused(shardOf({ files: [{ ...file, count }], xorbs: [xorb] }), /past the end/)
  for (const count of [0xffffffff, 8193, 0])
    await expectRefused(shardOf({ files: [file], xorbs: [{ ...xorb, count }] }), /chunks/)
  await expectRefused(shardOf({ files: [file], xorbs: [{ ...xorb, count: 8000 }] }), /past the end/)
})

test('17 a shard that is announced larger than 64 MiB is refused', async () => {
  const answer = await xet.sendShard(Buffer.alloc(64 * 1024 * 1024 + 1))
  expect(answer.status).toBe(413)
})

test('47 shards that would not fit in memory together are asked to wait, until there is room', async () => {
  const { hostname, port, pathname } = new URL(`${xet.url}/v1/shards`)
  const headers = { authorization: `Bearer ${xet.token}`, 'content-length': 64 * 1024 * 1024 }
  const almostAll = Buffer.alloc(63 * 1024 * 1024)
  const begin = (): ClientRequest => {
    const call = request({ hostname, port, path: pathname, method: 'POST', headers })
    call.on('error', () => {}).write(almostAll)
    return call
  }
  const { file } = await sent('room')
  const post = async () => (await xet.sendShard(shardOf({ files: [file] }))).status
  // what is announced takes no room, what has come does: four of these fill it, and more are refused
  const held: ClientRequest[] = []
  const whole = () => xet.sendShard(Buffer.alloc(60 * 1024 * 1024)).then((answer) => answer.status)
  const fillUp = async () => {
    held.push(begin(), begin())
    expect(await whole()).toBe(503)
  }
  expect(await post()).toBe(200)
  await vi.waitFor(fillUp, { timeout: 60_000, interval: 500 })
  for (const call of held) call.destroy()
  await vi.waitFor(async () => expect(await post()).toBe(200), 5000)
})

test('18 the same shard again changes nothing, and says that it was known', async () => {
  const { xorb, file } = await sent('again')
  const body = shardOf({ files: [file, file], xorbs: [xorb] })
  expect(await result(xet.sendShard(body))).toEqual([200, { result: 1 }])
  const count = await fileCount()
  expect(await result(xet.sendShard(body))).toEqual([200, { result: 0 }])
  expect(await result(xet.sendShard(body, '/v2/shards'))).toEqual([200, { type: 'result', result: 0 }])
  expect(await fileCount()).toBe(count)
})

test('18 eight clients that register the same files at once all succeed', async () => {
  const { xorb, file } = await sent('at once')
  const files = [file, fileOf([termOf(xorb, 1)]), fileOf([termOf(xorb, 2)])]
  const bodies = Array.from({ length: 8 }, (_, i) => shardOf({ files: i % 2 ? files : [...files].reverse() }))
  const before = await fileCount()
  const answers = await Promise.all(bodies.map((body) => xet.sendShard(body)))
  expect(answers.map((answer) => answer.status)).toEqual(bodies.map(() => 200))
  expect(await fileCount()).toBe(before + 3)
})

test('19 the second form answers with lines that end in a result', async () => {
  const { xorb, file } = await sent('lines')
  const answer = await xet.sendShard(shardOf({ files: [file], xorbs: [xorb] }), '/v2/shards')
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-ndjson'])
  expect(answer.headers.get('cache-control')).toBe('no-cache')
  const lines = (await answer.text()).split('\n')
  expect(lines.at(-1)).toBe('')
  expect(JSON.parse(lines.at(-2) ?? '')).toEqual({ type: 'result', result: 1 })
})

test('19 an error that is found before the first line is an HTTP status', async () => {
  const { file } = await sent('early')
  const bad = changed(file, { verification: noise('any', 32) })
  await expectRefused(shardOf({ files: [bad] }), /verification hash/, '/v2/shards')
})

test('19 a check that takes long tells how far it is, and ends in a line of error', async () => {
  const { shards } = hub.app.services
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const register = vi.spyOn(shards, 'register').mockImplementation(async (_grant, _body, progress) => {
    progress?.(3, 7)
    vi.advanceTimersByTime(60_000)
    throw new HubError('BadRequest', { why: 'It does not fit.' })
  })
  try {
    const answer = await xet.sendShard(shardOf({ files: [] }), '/v2/shards')
    const lines = (await answer.text()).trim().split('\n')
    expect(answer.status).toBe(200)
    expect(lines.length).toBeGreaterThan(1)
    expect(JSON.parse(lines[0] ?? '')).toEqual({ type: 'validating', verified: 3, total: 7 })
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
      type: 'error',
      message: 'It does not fit.',
      retryable: false,
    })
  } finally {
    register.mockRestore()
    vi.useRealTimers()
  }
})

test('20 the routes of older clients take shards too', async () => {
  for (const [i, route] of ['/shards', '/v1/shards', `/shard/default/${'a'.repeat(64)}`].entries()) {
    const { xorb, file } = await sent(`route ${i}`)
    expect(await result(xet.sendShard(shardOf({ files: [file], xorbs: [xorb] }), route))).toEqual([
      200,
      { result: 1 },
    ])
    expect((await xet.read(file.hex)).equals(file.bytes)).toBe(true)
  }
})

test('21 chunks of any size from 1 byte to 128 KiB are taken', async () => {
  const xorb = makeXorb([1, 5, 8128, 8191, 131_072].map((size) => noise(`size ${size}`, size)))
  const file = fileOf([termOf(xorb)])
  await xet.send([file], [xorb])
  expect((await xet.read(file.hex)).equals(file.bytes)).toBe(true)
})

test('42 a SHA-256 that the chunks do not give is refused, whoever has the right bytes', async () => {
  const { xorb, file } = await sent('victim')
  const liar = fileOf([termOf(xorb, 1)])
  const lie = shardOf({ files: [{ ...liar, sha256: file.sha256 }], xorbs: [xorb] })
  await expectRefused(lie, /SHA-256/)
  await xet.send([file], [xorb])
  await expectRefused(lie, /SHA-256/)
  // and a recipe that is known under its right name cannot be given another
  await expectRefused(shardOf({ files: [{ ...file, sha256: liar.sha256 }] }), /SHA-256/)
  expect((await commitXet(hub, REPO, a, { x: liar })).status).toBe(400)
})

test('a shard without SHA-256 makes its files committable all the same', async () => {
  const { xorb, file } = await sent('unnamed')
  await xet.sendShard(shardOf({ files: [{ ...file, named: false }], xorbs: [xorb] }))
  expect((await commitXet(hub, REPO, a, { 'unnamed.bin': file })).status).toBe(200)
})

test('38 a registered file is committed by its SHA-256, with its size or without', async () => {
  const { xorb, file } = await sent('commit')
  await xet.send([file], [xorb])
  expect((await commitXet(hub, REPO, a, { 'c/1': file })).status).toBe(200)
  expect((await commitXet(hub, REPO, a, { 'c/2': { sha256: file.sha256 } })).status).toBe(200)
  const answer = await hub.call(`/datasets/${REPO}/raw/main/c/2`)
  expect(await answer.text()).toContain(`oid sha256:${file.sha256}\nsize ${file.size}\n`)
})

test('38 a size that is not that of the recipe fails the whole commit', async () => {
  const { xorb, file } = await sent('size')
  await xet.send([file], [xorb])
  const wrong = { sha256: file.sha256, size: file.size + 1 }
  const answer = await commitXet(hub, REPO, a, { 's/good': file, 's/bad': wrong })
  expect([answer.status, answer.headers.get('x-error-code')]).toEqual([400, 'SizeMismatch'])
  expect((await hub.call(`/datasets/${REPO}/resolve/main/s/good`)).status).toBe(404)
})

test('38 an unknown SHA-256 fails the whole commit and names its path', async () => {
  const { xorb, file } = await sent('unknown')
  await xet.send([file], [xorb])
  const never = { sha256: sha256Of(Buffer.from('never sent')), size: 10 }
  const answer = await commitXet(hub, REPO, a, { 'u/good': file, 'u/bad': never })
  expect([answer.status, answer.headers.get('x-error-code')]).toEqual([400, 'UnknownBlob'])
  expect(await answer.text()).toContain('u/bad')
  expect((await hub.call(`/datasets/${REPO}/resolve/main/u/good`)).status).toBe(404)
})
