import { afterAll, beforeAll, expect, test } from 'vitest'
import { objectId } from '../../src/codecs/git-object.js'
import { BASE, LARGE, startFilesHub, TEXT } from '../support/files-hub.js'
import type { TestHub } from '../support/hub.js'
import { newRepo } from '../support/lfs.js'

let hub: TestHub
let token: string
let sha: string
beforeAll(async () => {
  ;({ hub, token, sha } = await startFilesHub())
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const resolve = (rest: string, options: RequestInit = {}) => hub.call(`${BASE}/resolve/${rest}`, options)
const header = (answer: Response, ...names: string[]) => names.map((name) => answer.headers.get(name))
const sent = async (rest: string, headers: Record<string, string>) => {
  const answer = await resolve(rest, { headers })
  return [answer.status, answer.headers.get('content-range'), (await answer.arrayBuffer()).byteLength]
}

test('HEAD of a regular file has exactly the headers that the clients read', async () => {
  const answer = await resolve('main/a.txt', { method: 'HEAD' })
  const { date: _, 'x-request-id': id, ...headers } = Object.fromEntries(answer.headers)
  expect(id).toMatch(/^[0-9a-f-]{36}$/)
  expect([answer.status, await answer.text()]).toEqual([200, ''])
  expect(headers).toMatchObject({
    'x-repo-commit': sha,
    etag: `"${objectId('blob', Buffer.from(TEXT))}"`,
    'content-length': String(Buffer.byteLength(TEXT)),
    'accept-ranges': 'bytes',
    'content-disposition': `inline; filename*=UTF-8''a.txt; filename="a.txt";`,
    'cache-control': 'private, no-cache',
    vary: 'Authorization, Cookie, Origin',
    'x-content-type-options': 'nosniff',
    'access-control-allow-origin': '*',
  })
  for (const name of [
    'location',
    'x-linked-etag',
    'x-linked-size',
    'content-encoding',
    'link',
    'x-xet-hash',
    'set-cookie',
  ])
    expect(headers, name).not.toHaveProperty(name)
})

test('HEAD of an LFS file names its SHA-256 and size, and does not redirect', async () => {
  const answer = await resolve('main/large.bin', { method: 'HEAD' })
  expect(answer.status).toBe(200)
  expect(header(answer, 'etag', 'x-linked-etag', 'x-linked-size', 'content-length', 'x-repo-commit')).toEqual(
    [`"${LARGE.oid}"`, `"${LARGE.oid}"`, String(LARGE.size), String(LARGE.size), sha],
  )
})

test('GET has the headers of HEAD, and the bytes', async () => {
  for (const path of ['a.txt', 'large.bin', 'empty']) {
    const masked = (answer: Response) => {
      const {
        date: _,
        'x-request-id': __,
        connection: ___,
        'keep-alive': ____,
        ...rest
      } = Object.fromEntries(answer.headers)
      return rest
    }
    const [head, get] = [await resolve(`main/${path}`, { method: 'HEAD' }), await resolve(`main/${path}`)]
    expect(masked(get), path).toEqual(masked(head))
    await get.arrayBuffer()
  }
  expect(await (await resolve('main/a.txt')).text()).toBe(TEXT)
  expect(Buffer.from(await (await resolve('main/large.bin')).arrayBuffer()).equals(LARGE.bytes)).toBe(true)
})

test('no answer is ever compressed, whatever the client takes', async () => {
  const answer = await resolve('main/large.bin', { headers: { 'accept-encoding': 'gzip, deflate, br' } })
  expect(header(answer, 'content-encoding', 'content-length')).toEqual([null, String(LARGE.size)])
  await answer.arrayBuffer()
})

test('a commit of a public repo may stay in caches for ever, a branch may not', async () => {
  expect(header(await resolve(`${sha}/a.txt`), 'cache-control')).toEqual(['public, max-age=86400, immutable'])
  for (const revision of ['main', 'HEAD', 'refs%2Fheads%2Fmain'])
    expect(header(await resolve(`${revision}/a.txt`), 'cache-control', 'x-repo-commit')).toEqual([
      'private, no-cache',
      sha,
    ])
})

test('what is private or gated never goes into shared caches', async () => {
  await newRepo(hub, token, 'closed', 'private')
  const { sha: own } = (await (await hub.call('/api/datasets/minji/closed', { token })).json()) as {
    sha: string
  }
  const answer = await hub.call(`/datasets/minji/closed/resolve/${own}/.gitattributes`, { token })
  expect(header(answer, 'cache-control')).toEqual(['private, no-cache'])
})

test('ranges of a file are answered as asked', async () => {
  const size = Buffer.byteLength(TEXT)
  expect(await sent('main/a.txt', { range: 'bytes=0-0' })).toEqual([206, `bytes 0-0/${size}`, 1])
  expect(await sent('main/a.txt', { range: 'bytes=7-' })).toEqual([
    206,
    `bytes 7-${size - 1}/${size}`,
    size - 7,
  ])
  expect(await sent('main/a.txt', { range: 'bytes=-3' })).toEqual([
    206,
    `bytes ${size - 3}-${size - 1}/${size}`,
    3,
  ])
  expect(await sent('main/a.txt', { range: 'bytes=0-9999' })).toEqual([
    206,
    `bytes 0-${size - 1}/${size}`,
    size,
  ])
  expect(await sent('main/a.txt', { range: `bytes=${size}-` })).toEqual([
    416,
    `bytes */${size}`,
    expect.any(Number),
  ])
  expect(await sent('main/a.txt', { range: 'bytes=0-1,3-4' })).toEqual([200, null, size])
  const mebibyte = 1024 * 1024
  const answer = await resolve('main/large.bin', {
    headers: { range: `bytes=${mebibyte - 2}-${mebibyte + 1}` },
  })
  expect(
    Buffer.from(await answer.arrayBuffer()).equals(LARGE.bytes.subarray(mebibyte - 2, mebibyte + 2)),
  ).toBe(true)
})

test('a refused range carries nothing that belongs to the file', async () => {
  const answer = await resolve(`${sha}/a.txt`, { headers: { range: 'bytes=999-' } })
  expect(answer.status).toBe(416)
  expect(header(answer, 'etag', 'cache-control', 'content-disposition')).toEqual([null, null, null])
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(((await answer.json()) as { error: string }).error).toContain('outside')
})

test('HEAD with a range says what GET would send', async () => {
  const answer = await resolve('main/large.bin', { method: 'HEAD', headers: { range: 'bytes=10-19' } })
  expect([answer.status, ...header(answer, 'content-range', 'content-length')]).toEqual([
    206,
    `bytes 10-19/${LARGE.size}`,
    '10',
  ])
})

test('an empty file answers a range with its size, as the JS client needs it', async () => {
  expect(await sent('main/empty', {})).toEqual([200, null, 0])
  expect(await sent('main/empty', { range: 'bytes=0-0' })).toEqual([200, 'bytes */0', 0])
  expect(header(await resolve('main/empty', { method: 'HEAD' }), 'content-length')).toEqual(['0'])
})

test('a file that the client has is not sent again', async () => {
  const etag = `"${LARGE.oid}"`
  for (const value of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
    const answer = await resolve('main/large.bin', { headers: { 'if-none-match': value } })
    expect([answer.status, answer.headers.get('etag'), (await answer.arrayBuffer()).byteLength]).toEqual([
      304,
      etag,
      0,
    ])
  }
  expect((await sent('main/large.bin', { 'if-none-match': '"x"' }))[0]).toBe(200)
  expect((await sent('main/large.bin', { 'if-none-match': LARGE.oid }))[0]).toBe(200)
})

test('a resumed download gets the rest only of the same file', async () => {
  const range = 'bytes=5-'
  const etag = `"${LARGE.oid}"`
  expect((await sent('main/large.bin', { range, 'if-range': etag }))[0]).toBe(206)
  expect(await sent('main/large.bin', { range, 'if-range': '"other"' })).toEqual([200, null, LARGE.size])
  expect((await sent('main/large.bin', { range, 'if-range': `W/${etag}` }))[0]).toBe(200)
  expect((await sent('main/large.bin', { range, 'if-range': 'Wed, 21 Oct 2015 07:28:00 GMT' }))[0]).toBe(200)
})
