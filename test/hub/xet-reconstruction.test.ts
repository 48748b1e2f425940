import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHub, type TestHub } from '../support/hub.js'
import { newRepo } from '../support/lfs.js'
import {
  chunksOf,
  commitXet,
  connect,
  decodeAll,
  fetchBytes,
  fileOf,
  makeXorb,
  publish,
  shardOf,
  termOf,
  Xet,
} from '../support/xet.js'

let hub: TestHub
let a: string
let xet: Xet
const REPO = 'alice/data'
const ONE = makeXorb(chunksOf('one', 8), 0)
const TWO = makeXorb([...chunksOf('two', 4, 500), Buffer.alloc(70_000, 'compressible ')], 2)
/** Overlapping, repeated and out of order, from two xorbs. */
const FILE = fileOf([
  termOf(ONE, 0, 3),
  termOf(TWO, 1, 5),
  termOf(ONE, 2, 5),
  termOf(ONE, 7, 8),
  termOf(ONE, 0, 1),
  termOf(TWO, 0, 1),
  termOf(ONE, 0, 3),
])
const SIZE = FILE.size
const MOST = '18446744073709551614'

beforeAll(async () => {
  hub = await startHub()
  a = await hub.user('alice')
  await newRepo(hub, a, 'data')
  xet = await connect(hub, REPO, a)
  await xet.send([FILE], [ONE, TWO])
  expect((await commitXet(hub, REPO, a, { 'mixed.bin': FILE })).status).toBe(200)
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const versions = [1, 2] as const
/** Where terms end and begin in the file. */
const borders = FILE.terms.map((_, i) => fileOf(FILE.terms.slice(0, i + 1)).size)

test('22 the terms of a file, fetched and joined, are the file', async () => {
  for (const version of versions) {
    const plan = await xet.plan(FILE.hex, version)
    expect(plan.offset_into_first_range).toBe(0)
    expect(plan.terms.map((term) => term.range)).toEqual(FILE.terms.map(({ start, end }) => ({ start, end })))
    expect((await xet.read(FILE.hex, version)).equals(FILE.bytes)).toBe(true)
  }
})

test('22 the answer is the same in both versions and at every address', async () => {
  const addresses = [
    `/v1/reconstructions/${FILE.hex}`,
    `/reconstructions/${FILE.hex}`,
    `/reconstruction/${FILE.hex}`,
  ]
  for (const address of addresses) {
    const body = (await (await xet.call(address)).json()) as { terms: unknown }
    expect(Object.keys(body).sort()).toEqual(['fetch_info', 'offset_into_first_range', 'terms'])
    expect(body.terms).toEqual((await xet.plan(FILE.hex, 2)).terms)
  }
  const second = (await (await xet.reconstruction(FILE.hex, 2)).json()) as object
  expect(Object.keys(second).sort()).toEqual(['offset_into_first_range', 'terms', 'xorbs'])
})

/** [first, last] of ranges all over the file, last inclusive. */
const RANGES: [number, number][] = [
  [0, 0],
  [0, SIZE - 1],
  [SIZE - 1, SIZE - 1],
  [0, SIZE + 1000],
  [10, 20],
  [2999, 3000],
  ...borders.slice(0, -1).flatMap((at): [number, number][] => [
    [at - 1, at],
    [at, at],
    [at - 1, at - 1],
    [at - 4000, at + 4000],
  ]),
]

test('23 24 every range gives its bytes, and begins within its first chunk', async () => {
  for (const [first, last] of RANGES) {
    const [from, to] = [Math.max(0, first), Math.min(SIZE, last + 1)]
    const range = `bytes=${from}-${last}`
    for (const version of versions) {
      const bytes = await xet.read(FILE.hex, version, range)
      expect([range, bytes.subarray(0, to - from).equals(FILE.bytes.subarray(from, to))]).toEqual([
        range,
        true,
      ])
    }
    const plan = await xet.plan(FILE.hex, 1, range)
    const [term] = plan.terms
    const xorb = term?.hash === ONE.hex ? ONE : TWO
    expect(plan.offset_into_first_range).toBeLessThan(xorb.index.length(term?.range.start ?? -1))
  }
})

test('23 a range takes no more chunks than it needs', async () => {
  const { terms, offset_into_first_range } = await xet.plan(FILE.hex, 2, 'bytes=3005-3006')
  expect(terms).toEqual([{ hash: ONE.hex, range: { start: 1, end: 2 }, unpacked_length: 3001 }])
  expect(offset_into_first_range).toBe(5)
  const across = await xet.plan(FILE.hex, 2, `bytes=${(borders[0] ?? 0) - 1}-${borders[0] ?? 0}`)
  expect(across.terms.map((term) => term.range)).toEqual([
    { start: 2, end: 3 },
    { start: 1, end: 2 },
  ])
})

test('23 open ends, ends beyond all numbers, and suffixes', async () => {
  const tail = FILE.bytes.subarray(SIZE - 100)
  for (const range of [`bytes=${SIZE - 100}-`, `bytes=${SIZE - 100}-${MOST}`, 'bytes=-100'])
    for (const version of versions) expect((await xet.read(FILE.hex, version, range)).equals(tail)).toBe(true)
  expect((await xet.read(FILE.hex, 2, `bytes=-${MOST}`)).equals(FILE.bytes)).toBe(true)
})

test('23 a range behind the end is 416, and what is no range is refused', async () => {
  for (const version of versions) {
    const status = async (range: string) => (await xet.reconstruction(FILE.hex, version, range)).status
    for (const range of [`bytes=${SIZE}-`, `bytes=${SIZE}-${SIZE + 1}`, `bytes=${MOST}-`, 'bytes=5-4'])
      expect([range, await status(range)]).toEqual([range, 416])
    for (const range of ['bytes=-', 'bytes=0-1,3-4', 'bytes=x-y', 'chunks=0-1', 'bytes=-1-2'])
      expect([range, await status(range)]).toEqual([range, 400])
  }
})

test('25 the ranges of a xorb are disjoint, in order, and each term is inside one', async () => {
  for (const range of [undefined, `bytes=4000-${SIZE - 4000}`]) {
    const plan = await xet.plan(FILE.hex, 2, range)
    for (const entries of Object.values(plan.fetch_info))
      for (const [i, entry] of entries.entries()) {
        const before = entries[i - 1]
        if (before) expect(before.range.end).toBeLessThan(entry.range.start)
        if (before) expect(before.url_range.end).toBeLessThan(entry.url_range.start)
      }
    for (const term of plan.terms) {
      const around = (plan.fetch_info[term.hash] ?? []).filter(
        (entry) => entry.range.start <= term.range.start && term.range.end <= entry.range.end,
      )
      expect(around.length).toBe(1)
    }
  }
})

test('26 every fetch address is unique', async () => {
  for (const version of versions) {
    const entries = Object.values((await xet.plan(FILE.hex, version)).fetch_info).flat()
    expect(entries.length).toBeGreaterThan(2)
    expect(new Set(entries.map((entry) => entry.url)).size).toBe(entries.length)
  }
})

test('27 the empty file has no terms', async () => {
  const empty = fileOf([])
  expect(empty.hex).toBe('0'.repeat(64))
  expect((await xet.reconstruction(empty.hex)).status).toBe(404)
  expect((await xet.sendShard(shardOf({ files: [empty] }))).status).toBe(200)
  for (const version of versions)
    for (const range of [undefined, 'bytes=0-0', `bytes=0-${MOST}`]) {
      const answer = await xet.reconstruction(empty.hex, version, range)
      expect([answer.status, ((await answer.json()) as { terms: unknown }).terms]).toEqual([200, []])
    }
  expect((await xet.reconstruction(empty.hex, 2, 'bytes=1-')).status).toBe(416)
  expect((await commitXet(hub, REPO, a, { empty })).status).toBe(200)
  const answer = await hub.call(`/datasets/${REPO}/resolve/main/empty`)
  expect([answer.status, await answer.text()]).toEqual([200, ''])
})

test('28 an unknown file and one of another repo are 404', async () => {
  await newRepo(hub, a, 'other')
  const { file } = await publish(hub, 'alice/other', a, 'x.bin', chunksOf('foreign', 2))
  const unknown = 'a'.repeat(64)
  for (const version of versions)
    for (const hex of [unknown, file.hex]) expect((await xet.reconstruction(hex, version)).status).toBe(404)
  for (const hex of ['xyz', 'a'.repeat(63), 'a'.repeat(65)])
    expect((await xet.reconstruction(hex)).status).toBe(400)
  const head = async (hex: string) => (await xet.call(`/v1/files/${hex}`, { method: 'HEAD' })).status
  expect([await head(FILE.hex), await head(file.hex), await head(unknown)]).toEqual([200, 404, 404])
})

interface Batch {
  files: Record<string, { hash: string; range: { start: number; end: number } }[]>
  fetch_info: Record<string, Parameters<typeof fetchBytes>[0][]>
}

test('29 several files are asked for at once, by GET and by POST', async () => {
  const second = fileOf([termOf(ONE, 1, 4), termOf(ONE, 6)])
  await xet.send([second], [])
  const post = (ids: string[]) =>
    xet.call('/v1/reconstructions', { method: 'POST', body: JSON.stringify(ids) })
  const query = `?file_id=${FILE.hex}&file_id=${second.hex}`
  const calls = [
    xet.call(`/v1/reconstructions${query}`),
    xet.call(`/reconstructions${query}`),
    post([FILE.hex, second.hex]),
  ]
  for (const answer of await Promise.all(calls)) {
    expect(answer.status).toBe(200)
    const { files, fetch_info } = (await answer.json()) as Batch
    for (const file of [FILE, second]) {
      const parts: Buffer[] = []
      for (const { hash, range } of files[file.hex] ?? []) {
        // as for one file: exactly one range of the xorb may hold the term
        const entries = (fetch_info[hash] ?? []).filter(
          (entry) => entry.range.start <= range.start && range.end <= entry.range.end,
        )
        expect(entries.length).toBe(1)
        const chunks = decodeAll(await fetchBytes(entries[0] as (typeof entries)[0]))
        const skip = entries[0]?.range.start ?? 0
        parts.push(...chunks.slice(range.start - skip, range.end - skip))
      }
      expect(Buffer.concat(parts).equals(file.bytes)).toBe(true)
    }
    const urls = Object.values(fetch_info).flatMap((list) => list.map((entry) => entry.url))
    expect(new Set(urls).size).toBe(urls.length)
  }
  expect((await post([FILE.hex, 'a'.repeat(64)])).status).toBe(404)
  expect((await post([FILE.hex, 'nonsense'])).status).toBe(400)
  expect((await post(Array.from({ length: 101 }, () => FILE.hex))).status).toBeGreaterThanOrEqual(400)
})

test('an address of the routes of another database is none of ours', async () => {
  const other = new Xet(xet.url.replace(/[^/]+$/, 'elsewhere'), xet.token)
  expect((await other.reconstruction(FILE.hex)).status).toBe(404)
  expect((await other.sendXorb(ONE)).status).toBe(404)
})
