import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startHub, type TestHub } from '../support/hub.js'
import { newRepo } from '../support/lfs.js'
import { chunksOf, connect, fileOf, makeXorb, termOf, type Xet } from '../support/xet.js'

/** Fetch addresses: they carry a right to some bytes of a xorb, and to no other. */
let hub: TestHub
let a: string
let xet: Xet
const REPO = 'alice/data'
const ONE = makeXorb(chunksOf('one', 8), 0)
const TWO = makeXorb(chunksOf('two', 4))

beforeAll(async () => {
  hub = await startHub()
  a = await hub.user('alice')
  await newRepo(hub, a, 'data')
  xet = await connect(hub, REPO, a)
  await xet.send([], [ONE, TWO])
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

/** An address of chunks 2 to 4 of ONE, of which there are 8. */
async function part() {
  const file = fileOf([termOf(ONE, 2, 5)])
  await xet.send([file], [])
  const [entry] = (await xet.plan(file.hex)).fetch_info[ONE.hex] ?? []
  if (!entry) throw new Error('no address')
  const get = (range?: string, url = entry.url, headers: Record<string, string> = {}) =>
    fetch(url, { headers: { ...(range && { range }), ...headers } })
  return { ...entry, file, get, first: entry.url_range.start, last: entry.url_range.end }
}
const refused = async (answer: Promise<Response>) => [
  (await answer).status,
  (await answer).headers.get('x-error-code'),
]
const REFUSED = [403, 'BadSignature']

test('30 a fetch address gives exactly its range', async () => {
  const { get, first, last } = await part()
  for (const range of [`bytes=${first}-${last}`, undefined]) {
    const answer = await get(range)
    expect([answer.status, answer.headers.get('content-range')]).toEqual([
      206,
      `bytes ${first}-${last}/${ONE.body.length}`,
    ])
    expect(answer.headers.get('content-encoding')).toBeNull()
    expect(answer.headers.get('accept-ranges')).toBe('bytes')
    expect(Buffer.from(await answer.arrayBuffer()).equals(ONE.body.subarray(first, last + 1))).toBe(true)
  }
  const inner = await get(`bytes=${first + 10}-${last - 10}`)
  expect(Buffer.from(await inner.arrayBuffer()).equals(ONE.body.subarray(first + 10, last - 9))).toBe(true)
})

test('30 a wider range, or one beside it, is refused', async () => {
  const { get, first, last } = await part()
  const wider = [
    `bytes=${first - 1}-${last}`,
    `bytes=${first}-${last + 1}`,
    `bytes=0-${last}`,
    `bytes=${first}-`,
    'bytes=0-0',
    'bytes=-1',
    'bytes=0-',
    `bytes=${first}-${first},0-0`,
    'bytes=18446744073709551614-',
    'nonsense',
  ]
  for (const range of wider) expect([range, ...(await refused(get(range)))]).toEqual([range, ...REFUSED])
})

test('30 no other header widens the range', async () => {
  const { get, url, first, last } = await part()
  for (const value of ['"x"', '*', 'Wed, 21 Oct 2015 07:28:00 GMT']) {
    const answer = await get(`bytes=${first}-${last}`, url, { 'if-range': value })
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect([value, bytes.equals(ONE.body.subarray(first, last + 1))]).toEqual([value, true])
  }
})

test('30 an address that was changed is refused', async () => {
  const { get, url, first } = await part()
  const change = (edit: (url: URL) => void) => {
    const copy = new URL(url)
    edit(copy)
    return copy.href
  }
  const set = (name: string, value: string) => change(({ searchParams }) => searchParams.set(name, value))
  const changed = [
    url.replace(ONE.hex, TWO.hex),
    url.replace(ONE.hex, ONE.hex.toUpperCase()),
    set('first', '0'),
    set('first', String(first - 1)),
    set('end', String(ONE.body.length)),
    set('by', 'x'),
    set('by', 'A'.repeat(107)),
    change((copy) => copy.searchParams.delete('by')),
    set('exp', '99999999999'),
    set('of', 'a'.repeat(64)),
    set('sig', 'A'.repeat(43)),
    set('sig', ''),
    change((copy) => copy.searchParams.delete('sig')),
    change((copy) => copy.searchParams.delete('exp')),
    `${url}&first=0`,
    url.split('?')[0] ?? '',
  ]
  for (const address of changed)
    expect([address, ...(await refused(get(undefined, address)))]).toEqual([address, ...REFUSED])
  const post = fetch(url, { method: 'POST' })
  expect((await post).status).toBe(404)
})

test('30 an expired address is 403, and a new one works', async () => {
  const { get, file } = await part()
  const start = Date.now()
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    vi.setSystemTime(start + 3590 * 1000)
    expect((await get()).status).toBe(206)
    vi.setSystemTime(start + 3605 * 1000)
    expect(await refused(get())).toEqual(REFUSED)
    const later = await connect(hub, REPO, a, 'read')
    expect((await later.read(file.hex)).equals(file.bytes)).toBe(true)
  } finally {
    vi.useRealTimers()
  }
})

test('HEAD of a fetch address tells of its range only', async () => {
  const { url, first, last } = await part()
  const answer = await fetch(url, { method: 'HEAD' })
  expect([answer.status, answer.headers.get('content-length')]).toEqual([206, String(last + 1 - first)])
})

test('every answer has an id, and may be read by pages of other origins', async () => {
  const { url } = await part()
  const answers = [
    await fetch(url),
    await fetch(`${url}x`),
    await xet.reconstruction('a'.repeat(64)),
    await xet.sendXorb(TWO),
    await xet.call('/v2/shards', { method: 'POST', body: 'no shard' }),
  ]
  expect(answers.map((answer) => answer.status)).toEqual([206, 403, 404, 200, 400])
  for (const { headers } of answers) {
    expect(headers.get('x-request-id')).toMatch(/./)
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(headers.get('access-control-expose-headers')).toContain('Content-Range')
  }
  const preflight = await fetch(url, { method: 'OPTIONS' })
  expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
    204,
    expect.stringContaining('range'),
  ])
})
