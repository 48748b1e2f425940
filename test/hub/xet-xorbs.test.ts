import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { encodeFrame } from '../../src/codecs/xet/lz4-frame.js'
import { startHub, type TestHub } from '../support/hub.js'
import { newRepo } from '../support/lfs.js'
import { onDatabase } from '../support/world.js'
import { chunksOf, connect, decodeAll, fileOf, makeXorb, noise, termOf, Xet } from '../support/xet.js'
import { THREE_SCHEMES } from '../support/xet-captured.js'

let hub: TestHub
let a: string
let xet: Xet
const REPO = 'alice/data'
const CAPTURED = { hex: THREE_SCHEMES.xorb, body: Buffer.from(THREE_SCHEMES.body, 'hex') }

beforeAll(async () => {
  hub = await startHub()
  a = await hub.user('alice')
  await newRepo(hub, a, 'data')
  xet = await connect(hub, REPO, a)
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const inserted = async (answer: Promise<Response>) => [(await answer).status, await (await answer).json()]
const head = async (hex: string) => (await xet.call(`/v1/xorbs/default/${hex}`, { method: 'HEAD' })).status
const stored = async (hex: string): Promise<Buffer> => {
  const { rows } = await onDatabase(hub, "select encode(sha256, 'hex') as sha from xorbs where hash = $1", [
    Buffer.from(hex, 'hex').swap64(),
  ])
  const { sha } = rows[0] as { sha: string }
  return readFile(join(hub.folder, 'blobs', sha.slice(0, 2), sha))
}

/** Refused, and nothing is left of it: no row, no file, no upload. */
async function expectRefused(xorb: { hex: string; body: Buffer }, why: RegExp) {
  const files = async () => (await readdir(join(hub.folder, 'blobs'), { recursive: true })).length
  const before = await files()
  const answer = await xet.sendXorb(xorb)
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringMatching(why)])
  expect(await head(xorb.hex)).toBe(404)
  expect(await files()).toBe(before)
  expect(await readdir(join(hub.folder, 'uploads'))).toEqual([])
}

/** A frame with any header. */
function frame(payload: Buffer, { scheme = 0, length = payload.length, version = 0, size = payload.length }) {
  const header = Buffer.alloc(8)
  header.writeUInt8(version, 0)
  header.writeUIntLE(size, 1, 3)
  header.writeUInt8(scheme, 4)
  header.writeUIntLE(length, 5, 3)
  return Buffer.concat([header, payload])
}

test('4 a body of three schemes that other software wrote is taken, with and without its footer', async () => {
  expect(await inserted(xet.sendXorb(CAPTURED))).toEqual([200, { was_inserted: true }])
  const footer = Buffer.from(THREE_SCHEMES.footer, 'hex')
  const old = { hex: CAPTURED.hex, body: Buffer.concat([CAPTURED.body, footer]) }
  expect(await inserted(xet.sendXorb(old))).toEqual([200, { was_inserted: false }])
  expect((await stored(CAPTURED.hex)).equals(CAPTURED.body)).toBe(true)
})

test('4 a footer is not stored, whichever body comes first', async () => {
  const one = makeXorb(chunksOf('footer', 1, 100))
  const info = Buffer.alloc(92 + 40)
  info.write('XETBLOB\x01', 0, 'latin1')
  const length = Buffer.alloc(4)
  length.writeUInt32LE(info.length)
  const body = Buffer.concat([one.body, info, length])
  expect(await inserted(xet.sendXorb({ hex: one.hex, body }))).toEqual([200, { was_inserted: true }])
  expect((await stored(one.hex)).equals(one.body)).toBe(true)
})

test('7 a xorb under the hash of another is refused', async () => {
  const xorb = makeXorb(chunksOf('wrong', 3))
  await expectRefused({ ...xorb, hex: makeXorb(chunksOf('other', 3)).hex }, /xorb hash/)
  await expectRefused({ ...xorb, hex: createHash('sha256').update(xorb.body).digest('hex') }, /xorb hash/)
})

test('7 a name that is no hash, a reserved one, and an unknown prefix are refused', async () => {
  const { body } = makeXorb(chunksOf('names', 1))
  for (const hex of ['x'.repeat(64), 'a'.repeat(63), 'a'.repeat(65), '0'.repeat(64), 'f'.repeat(64)])
    expect([hex, (await xet.sendXorb({ hex, body })).status]).toEqual([hex, 400])
  const fine = makeXorb(chunksOf('names', 1))
  expect((await xet.sendXorb(fine, '/v1/xorbs/other')).status).toBe(400)
  expect((await xet.sendXorb({ ...fine, hex: fine.hex.toUpperCase() })).status).toBe(200)
})

test('8 a body that is cut off, or goes on, is refused', async () => {
  const xorb = makeXorb(chunksOf('cut', 3))
  const { hex, body } = xorb
  for (const cut of [body.length - 1, body.length - 2990, xorb.index.end(1) + 5])
    await expectRefused({ hex, body: body.subarray(0, cut) }, /cut off|after the last chunk/)
  // whole chunks only: it is the name that does not fit any more
  await expectRefused({ hex, body: body.subarray(0, xorb.index.end(1)) }, /xorb hash/)
  for (const tail of ['\0', '\0\0\0\0\0\0\0\0', 'XETBLOB\x01', 'XETBLOB\x07', 'garbage, and more of it'])
    await expectRefused({ hex, body: Buffer.concat([body, Buffer.from(tail, 'latin1')]) }, /xorb|chunk/)
  await expectRefused({ hex, body: Buffer.alloc(0) }, /no chunk/)
})

test('8 a header that says more than follows is refused', async () => {
  const bytes = noise('lie', 1000)
  const { hex } = makeXorb([bytes])
  await expectRefused({ hex, body: frame(bytes, { size: 1001, length: 1001 }) }, /cut off/)
  await expectRefused({ hex, body: frame(bytes, { size: 0xffffff }) }, /too many/)
})

test('9 unknown schemes and versions are refused', async () => {
  const bytes = noise('scheme', 1000)
  const { hex } = makeXorb([bytes])
  for (const scheme of [3, 99, 255]) await expectRefused({ hex, body: frame(bytes, { scheme }) }, /scheme/)
  for (const version of [1, 88, 255]) await expectRefused({ hex, body: frame(bytes, { version }) }, /version/)
})

test('10 a chunk that does not unpack to its announced length is refused', async () => {
  const bytes = Buffer.alloc(5000, 'compresses well ')
  const { hex } = makeXorb([bytes])
  const packed = encodeFrame(bytes)
  expect(await inserted(xet.sendXorb({ hex, body: frame(packed, { scheme: 1, length: 5000 }) }))).toEqual([
    200,
    { was_inserted: true },
  ])
  const other = makeXorb([bytes.subarray(1)]).hex
  for (const length of [4999, 5001, 131_072])
    await expectRefused({ hex: other, body: frame(packed, { scheme: 1, length }) }, /LZ4|chunk/)
  for (const length of [0, 131_073])
    await expectRefused({ hex: other, body: frame(packed, { scheme: 1, length }) }, /not between/)
  await expectRefused({ hex: other, body: frame(bytes, { scheme: 0, length: 4999 }) }, /announced/)
})

test('10 a chunk that unpacks to fifty megabytes is broken off', async () => {
  const bomb = encodeFrame(Buffer.alloc(50 * 1024 * 1024))
  expect(bomb.length).toBeLessThan(262_144)
  const { hex } = makeXorb([Buffer.alloc(131_072)])
  await expectRefused({ hex, body: frame(bomb, { scheme: 1, length: 131_072 }) }, /LZ4/)
})

test('11 a body that is announced too large is refused before it is sent', async () => {
  const { hostname, port, pathname } = new URL(`${xet.url}/v1/xorbs/default/${'a'.repeat(64)}`)
  const headers = { authorization: `Bearer ${xet.token}`, 'content-length': 100 * 1024 * 1024 }
  const status = await new Promise((resolve, reject) => {
    const call = request({ hostname, port, path: pathname, method: 'POST', headers })
    call.on('error', reject).on('response', (answer) => {
      resolve(answer.statusCode)
      call.destroy()
    })
    // the hub must answer although no byte of the body ever comes
    call.flushHeaders()
  })
  expect(status).toBe(413)
})

test('11 more than 64 MiB of chunks, and their headers, are refused', async () => {
  const bytes = noise('large', 131_072)
  const body = Buffer.concat(Array.from({ length: 513 }, () => frame(bytes, {})))
  await expectRefused({ hex: 'a'.repeat(64), body }, /more than 67174400 bytes/)
})

test('11 8,192 chunks are taken and 8,193 are not', async () => {
  const chunks = Array.from({ length: 8193 }, (_, i) => Buffer.from(`chunk ${i}`))
  await expectRefused(makeXorb(chunks), /more than 8192 chunks/)
  expect((await xet.sendXorb(makeXorb(chunks.slice(1)))).status).toBe(200)
})

test('12 a xorb sent again keeps its first bytes, and addresses into them go on working', async () => {
  const chunks = [Buffer.alloc(40_000, 'abcd'), Buffer.alloc(30_000, 'efgh')]
  const first = makeXorb(chunks, 1)
  const second = makeXorb(chunks, 0)
  expect([second.hex, second.body.equals(first.body)]).toEqual([first.hex, false])
  const file = fileOf([termOf(first)])
  await xet.send([file], [first])
  const [entry] = (await xet.plan(file.hex)).fetch_info[first.hex] ?? []
  expect(await inserted(xet.sendXorb(second))).toEqual([200, { was_inserted: false }])
  expect((await stored(first.hex)).equals(first.body)).toBe(true)
  const answer = await fetch(entry?.url ?? '')
  expect(Buffer.concat(decodeAll(Buffer.from(await answer.arrayBuffer()))).equals(file.bytes)).toBe(true)
  expect((await xet.plan(file.hex)).fetch_info[first.hex]?.[0]?.url_range).toEqual(entry?.url_range)
})

test('12 a bad body is refused also when the hub has the xorb', async () => {
  const xorb = makeXorb(chunksOf('twice', 2))
  expect((await xet.sendXorb(xorb)).status).toBe(200)
  const bad = Buffer.from(xorb.body)
  bad.writeUInt8(bad.readUInt8(100) ^ 1, 100)
  expect((await xet.sendXorb({ hex: xorb.hex, body: bad })).status).toBe(400)
  expect(await head(xorb.hex)).toBe(200)
})

test('12 of one xorb sent ten times at once, one copy is kept', async () => {
  const chunks = [Buffer.alloc(50_000, 'wxyz'), noise('race', 20_000)]
  const bodies = Array.from({ length: 10 }, (_, i) => makeXorb(chunks, (i % 3) as 0 | 1 | 2))
  const answers = await Promise.all(bodies.map((xorb) => xet.sendXorb(xorb)))
  expect(answers.map((answer) => answer.status)).toEqual(bodies.map(() => 200))
  const file = fileOf([termOf(bodies[0] as (typeof bodies)[0])])
  await xet.send([file], [])
  expect((await xet.read(file.hex)).equals(file.bytes)).toBe(true)
})

test('13 only a good token to write sends xorbs', async () => {
  const xorb = makeXorb(chunksOf('tokens', 2))
  const read = await connect(hub, REPO, a, 'read')
  expect((await read.sendXorb(xorb)).status).toBe(403)
  const anonymous = await connect(hub, REPO, undefined, 'read')
  expect((await anonymous.sendXorb(xorb)).status).toBe(403)
  for (const token of [undefined, '', 'xet_', 'xet_AAAA', `${xet.token}A`, xet.token?.slice(0, -5)])
    expect((await new Xet(xet.url, token).sendXorb(xorb)).status).toBe(401)
  expect(await head(xorb.hex)).toBe(404)
})

test('13 a token ends at the time that was announced, and a minute later at the latest', async () => {
  const xorb = makeXorb(chunksOf('expiry', 2))
  const start = Date.now()
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    vi.setSystemTime(start + 3595 * 1000)
    expect((await xet.sendXorb(xorb)).status).toBe(200)
    vi.setSystemTime(start + 3665 * 1000)
    expect((await xet.sendXorb(xorb)).status).toBe(401)
  } finally {
    vi.useRealTimers()
  }
})

test('HEAD tells the stored size of a xorb that the caller may use', async () => {
  const xorb = makeXorb(chunksOf('head', 4))
  expect(await head(xorb.hex)).toBe(404)
  await xet.sendXorb(xorb)
  for (const route of ['/v1/xorbs/default', '/xorbs/default']) {
    const answer = await xet.call(`${route}/${xorb.hex}`, { method: 'HEAD' })
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(xorb.body.length)])
  }
  expect((await xet.call(`/v1/xorbs/other/${xorb.hex}`, { method: 'HEAD' })).status).toBe(400)
})

test('the routes of older clients take xorbs too', async () => {
  for (const [i, route] of ['/xorbs/default', '/xorb/default', '/v1/xorb/default'].entries())
    expect(await inserted(xet.sendXorb(makeXorb(chunksOf(`alias ${i}`, 1)), route))).toEqual([
      200,
      { was_inserted: true },
    ])
})
