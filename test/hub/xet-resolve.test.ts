import { afterAll, beforeAll, expect, test } from 'vitest'
import { SCHEME } from '../../src/codecs/xet/chunk.js'
import { startHub, type TestHub } from '../support/hub.js'
import { lfsAddress, lfsBytes, newRepo, sendLfs } from '../support/lfs.js'
import {
  chunksOf,
  commitXet,
  connect,
  fileOf,
  makeXorb,
  noise,
  sha256Of,
  termOf,
  type Xet,
  xetToken,
} from '../support/xet.js'

/** What came by xet, read by clients that know nothing of it. */
let hub: TestHub
let a: string
let xet: Xet
const REPO = 'alice/data'
const PATH = `/datasets/${REPO}/resolve/main/big.bin`
/** More than three blocks of 1 MiB, from chunks that do not end where blocks do. */
const CHUNKS = [
  ...Array.from({ length: 28 }, (_, i) => noise(`big ${i}`, 131_072 - i)),
  Buffer.alloc(100_000, 'abcd'),
]
const XORB = makeXorb(CHUNKS, SCHEME.groupedLz4)
const FILE = fileOf([termOf(XORB, 3), termOf(XORB, 0, 5), termOf(XORB, 28)])

beforeAll(async () => {
  hub = await startHub()
  a = await hub.user('alice')
  await newRepo(hub, a, 'data')
  xet = await connect(hub, REPO, a)
  await xet.send([FILE], [XORB])
  expect((await commitXet(hub, REPO, a, { 'big.bin': FILE })).status).toBe(200)
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer())

test('39 GET gives the bytes, and HEAD their size', async () => {
  const get = await hub.call(PATH)
  expect([get.status, get.headers.get('content-length')]).toEqual([200, String(FILE.size)])
  expect(sha256Of(await bytesOf(get))).toBe(FILE.sha256)
  const head = await hub.call(PATH, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(FILE.size)])
  expect(head.headers.get('etag')).toBe(`"${FILE.sha256}"`)
})

test('39 every range of the plain file is right, across chunks, terms and blocks', async () => {
  const MiB = 1024 * 1024
  const border = FILE.terms[0]?.length ?? 0
  const ranges: [number, number][] = [
    [0, 0],
    [FILE.size - 1, FILE.size - 1],
    [131_071, 131_072],
    [MiB - 1, MiB],
    [MiB, 2 * MiB - 1],
    [border - 1, border],
    [border - 200_000, border + 200_000],
    [FILE.size - 100_001, FILE.size - 1],
  ]
  for (const [first, last] of ranges) {
    const answer = await hub.call(PATH, { headers: { range: `bytes=${first}-${last}` } })
    expect([answer.status, answer.headers.get('content-range')]).toEqual([
      206,
      `bytes ${first}-${last}/${FILE.size}`,
    ])
    expect((await bytesOf(answer)).equals(FILE.bytes.subarray(first, last + 1))).toBe(true)
  }
  const suffix = await hub.call(PATH, { headers: { range: 'bytes=-70000' } })
  expect((await bytesOf(suffix)).equals(FILE.bytes.subarray(FILE.size - 70_000))).toBe(true)
  expect((await hub.call(PATH, { headers: { range: `bytes=${FILE.size}-` } })).status).toBe(416)
})

test('39 conditions are those of any file', async () => {
  const etag = `"${FILE.sha256}"`
  expect((await hub.call(PATH, { headers: { 'if-none-match': etag } })).status).toBe(304)
  expect((await hub.call(PATH, { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
  const range = { range: 'bytes=5-9' }
  expect((await hub.call(PATH, { headers: { ...range, 'if-range': etag } })).status).toBe(206)
  expect((await hub.call(PATH, { headers: { ...range, 'if-range': '"old"' } })).status).toBe(200)
})

test('39 resolve tells where to get the file in chunks, and those addresses work', async () => {
  const answer = await hub.call(PATH, { method: 'HEAD' })
  const link = answer.headers.get('link') ?? ''
  expect(answer.headers.get('x-xet-hash')).toBe(FILE.hex)
  expect(answer.headers.get('x-linked-size')).toBe(String(FILE.size))
  expect(answer.headers.get('x-linked-etag')).toBe(`"${FILE.sha256}"`)
  expect(answer.headers.get('x-repo-commit')).toMatch(/^[0-9a-f]{40}$/)
  const target = (rel: string) => new RegExp(`<(https?://[^>]+)>; rel="${rel}"`).exec(link)?.[1] ?? ''
  expect(answer.headers.get('x-xet-refresh-route')).toBe(target('xet-auth'))
  const { accessToken } = (await (await fetch(target('xet-auth'))).json()) as { accessToken: string }
  const info = await fetch(target('xet-reconstruction-info'), {
    headers: { authorization: `Bearer ${accessToken}` },
  })
  expect([info.status, Object.keys((await info.json()) as object)]).toEqual([
    200,
    expect.arrayContaining(['terms', 'fetch_info']),
  ])
})

test('39 the JavaScript client gets facts instead of bytes', async () => {
  const headers = { range: 'bytes=0-0', accept: 'application/vnd.xet-fileinfo+json, */*' }
  const answer = await hub.call(PATH, { headers })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toMatch(/^application\/vnd\.xet-fileinfo\+json(;|$)/)
  for (const name of ['x-xet-hash', 'x-linked-size', 'etag', 'link'])
    expect(answer.headers.get(name)).not.toBeNull()
  expect(await answer.json()).toEqual({ size: FILE.size, sha256: FILE.sha256, xetHash: FILE.hex })
})

test('39 the tree tells the xet hash beside the SHA-256', async () => {
  const answer = await hub.call(`/api/datasets/${REPO}/tree/main`)
  const rows = (await answer.json()) as {
    path: string
    xetHash?: string
    lfs?: { oid: string; size: number }
  }[]
  const row = rows.find(({ path }) => path === 'big.bin')
  expect(row?.xetHash).toBe(FILE.hex)
  expect(row?.lfs).toMatchObject({ oid: FILE.sha256, size: FILE.size })
})

test('git-lfs downloads what came by xet', async () => {
  const address = await lfsAddress(hub, REPO, undefined, 'download', { oid: FILE.sha256, size: FILE.size })
  const answer = await fetch(address ?? '')
  expect([answer.status, sha256Of(await bytesOf(answer))]).toEqual([200, FILE.sha256])
})

test('41 content that came by LFS has no xet hash until somebody sends it by xet, and then has both', async () => {
  const chunks = chunksOf('both ways', 6)
  const object = lfsBytes(Buffer.concat(chunks))
  await sendLfs(hub, REPO, a, object)
  expect((await commitXet(hub, REPO, a, { 'both.bin': { sha256: object.oid } })).status).toBe(200)
  const path = `/datasets/${REPO}/resolve/main/both.bin`
  const before = await hub.call(path, { method: 'HEAD' })
  expect([before.headers.get('x-xet-hash'), before.headers.get('link')]).toEqual([null, null])
  const xorb = makeXorb(chunks)
  const file = fileOf([termOf(xorb)])
  await xet.send([file], [xorb])
  const after = await hub.call(path)
  expect(after.headers.get('x-xet-hash')).toBe(file.hex)
  expect((await bytesOf(after)).equals(object.bytes)).toBe(true)
  expect((await xet.read(file.hex)).equals(object.bytes)).toBe(true)
})

test('41 content that came by xet may come by LFS too, and is one content', async () => {
  const b = await hub.user('bob')
  await newRepo(hub, b, 'whole', 'private')
  const chunks = chunksOf('xet first', 6)
  const xorb = makeXorb(chunks)
  const file = fileOf([termOf(xorb)])
  await xet.send([file], [xorb])
  await commitXet(hub, REPO, a, { 'first.bin': file })
  const object = lfsBytes(file.bytes)
  expect(object.oid).toBe(file.sha256)
  expect((await commitXet(hub, 'bob/whole', b, { 'x.bin': file })).status).toBe(400)
  await sendLfs(hub, 'bob/whole', b, object)
  expect((await commitXet(hub, 'bob/whole', b, { 'x.bin': file })).status).toBe(200)
  const hers = await hub.call(`/datasets/${REPO}/resolve/main/first.bin`)
  const his = await hub.call('/datasets/bob/whole/resolve/main/x.bin', { token: b })
  for (const answer of [hers, his]) expect((await bytesOf(answer)).equals(file.bytes)).toBe(true)
  expect((await xet.read(file.hex)).equals(file.bytes)).toBe(true)
})

test('40 one content in two cuts has two xet hashes and one SHA-256, and both can be read', async () => {
  const bytes = noise('two cuts', 50_000)
  const cuts = [
    [20_000, 50_000],
    [8128, 30_000, 50_000],
  ].map((ends) => makeXorb(ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end))))
  const files = cuts.map((xorb) => fileOf([termOf(xorb)]))
  expect(new Set(files.map((file) => file.hex)).size).toBe(2)
  await xet.send(files, cuts)
  expect((await commitXet(hub, REPO, a, { 'cuts.bin': { sha256: sha256Of(bytes) } })).status).toBe(200)
  for (const file of files) expect((await xet.read(file.hex)).equals(bytes)).toBe(true)
  const told = (await hub.call(`/datasets/${REPO}/resolve/main/cuts.bin`)).headers.get('x-xet-hash')
  expect(files.map((file) => file.hex)).toContain(told)
})

test('36 tokens: the same in body and headers, for every way to write a revision', async () => {
  const revisions = ['main', 'None', 'refs%2Fpr%2F1', 'main?create_pr=1', '']
  for (const right of ['read', 'write'])
    for (const revision of revisions) {
      const path = `/api/datasets/${REPO}/xet-${right}-token/${revision}`.replace(/\/$/, '')
      const answer = await hub.call(path, { token: a })
      const body = (await answer.json()) as { accessToken: string; exp: number; casUrl: string }
      expect([answer.status, answer.headers.get('x-xet-access-token')]).toEqual([200, body.accessToken])
      expect(answer.headers.get('x-xet-token-expiration')).toBe(String(body.exp))
      expect(answer.headers.get('x-xet-cas-url')).toBe(body.casUrl)
      expect(body.casUrl).toMatch(/[^/]$/)
      expect(body.exp - Date.now() / 1000).toBeGreaterThan(15 * 60)
    }
  expect((await xetToken(hub, REPO, undefined, 'read')).status).toBe(200)
  expect((await xetToken(hub, REPO, undefined, 'write')).status).toBe(401)
})

test('37 an LFS batch answers xet only to who offers it, and nothing to send for what is committed', async () => {
  const ask = async (oid: string, transfers: string[]) => {
    const body = { operation: 'upload', hash_algo: 'sha_256', transfers, objects: [{ oid, size: FILE.size }] }
    const path = `/datasets/${REPO}.git/info/lfs/objects/batch`
    const answer = await hub.call(path, { method: 'POST', token: a, body: JSON.stringify(body) })
    return (await answer.json()) as {
      transfer: string
      objects: { actions?: { upload: { href: string; header: Record<string, string> } } }[]
    }
  }
  const unknown = sha256Of(Buffer.from('never sent'))
  expect((await ask(unknown, ['basic', 'multipart'])).transfer).toBe('basic')
  expect((await ask(FILE.sha256, ['basic', 'xet'])).objects[0]?.actions).toBeUndefined()
  const { transfer, objects } = await ask(unknown, ['basic', 'xet'])
  const { href = '', header } = objects[0]?.actions?.upload ?? {}
  expect([transfer, header?.['X-Xet-Cas-Url']]).toEqual(['xet', xet.url])
  const again = await fetch(href, { headers: { authorization: `Bearer ${a}` } })
  expect(again.status).toBe(200)
})
