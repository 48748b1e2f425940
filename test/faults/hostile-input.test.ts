import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { commitBody, file } from '../support/hub.js'
import {
  bugsOf,
  type ChildHub,
  type HubPlace,
  memoryOf,
  newPlace,
  startChildHub,
  TOKEN,
} from './support/child-hub.js'
import { commit, commitAll, createRepo, expectStatus, headOf, type Repo } from './support/client.js'
import { hostileNames } from './support/hostile-names.js'
import { expectWhole } from './support/proof.js'
import { chunk, head, sendRaw } from './support/raw-http.js'

const MIB = 1024 * 1024
const MOST_MEMORY_BYTES = 700 * MIB
const LOGIN = { authorization: `Bearer ${TOKEN}` }

let place: HubPlace
let hub: ChildHub
let repo: Repo
let firstPid: number
const counts = { sent: 0, refused: 0, harmless: 0 }
beforeAll(async () => {
  place = await newPlace()
  hub = await startChildHub(place)
  firstPid = hub.pid
  repo = await createRepo(hub, 'target')
  await commitAll(hub, repo, [file('good.txt', 'good')])
})
afterAll(async () => {
  console.log(
    `hostile-input: ${counts.sent} requests, ${counts.refused} refused, ${counts.harmless} answered as a plain name`,
  )
  await hub?.stop()
  await place?.remove()
})

/** Answers that were not as they should be, of all requests of a test: one bug must not hide the next. */
let wrong: string[] = []
afterEach(() => {
  const found = wrong
  wrong = []
  expect(found).toEqual([])
})

/** Sends a request as it is; the answer must be a clean 4xx, or one of `fine`. */
async function hostile(request: (Buffer | string)[], what: string, fine: number[] = []): Promise<void> {
  const { status, text } = await sendRaw(hub.port, request)
  counts.sent++
  if (fine.includes(status)) counts.harmless++
  else if (status >= 400 && status < 500) counts.refused++
  else wrong.push(`${what}: ${status} ${text.split('\r\n\r\n')[1]?.slice(0, 200)}`)
  if (/root:x:0:0|at .*\.js:\d+|ENOENT|EISDIR|syntax error/.test(text))
    wrong.push(`${what} tells too much: ${text}`)
}
const get = (path: string) => [head('GET', path, LOGIN)]
const send = (method: string, path: string, body: string | Buffer) => [
  head(method, path, { ...LOGIN, 'content-length': Buffer.byteLength(body) }),
  body,
]
/** As JSON, with lone surrogates as escapes. */
const json = (value: unknown) => JSON.stringify(value)
/** Percent-encoded by somebody who wants it to arrive as it is. */
const encoded = (name: string) =>
  [...Buffer.from(name)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

async function filesBelow(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true })
  return found.filter((name) => !/^blobs\/..$/.test(name)).sort()
}

test('path traversal in addresses finds nothing', async () => {
  const before = await filesBelow(place.folder)
  const places = [
    (name: string) => `${repo.web}/resolve/main/${name}`,
    (name: string) => `${repo.web}/raw/main/${name}`,
    (name: string) => `${repo.web}/resolve/${name}/good.txt`,
    (name: string) => `${repo.api}/tree/main/${name}`,
    (name: string) => `${repo.api}/tree/${name}`,
    (name: string) => `${repo.api}/revision/${name}`,
    (name: string) => `/api/lfs/objects/${name}`,
    (name: string) => `/datasets/admin/${name}/resolve/main/good.txt`,
    (name: string) => `/datasets/${name}/target/resolve/main/good.txt`,
  ]
  for (const { raw, plain } of hostileNames()) {
    for (const address of places) {
      for (const name of [raw, encoded(plain)]) {
        const path = address(name)
        // some are mere names: of the root, or of a file that is there
        const { status } = await sendRaw(hub.port, get(path.slice(0, 30_000)))
        counts.sent++
        const isFine = status >= 200 && status < 500
        expect(isFine, `GET ${path.slice(0, 200)} answered ${status}`).toBe(true)
        counts[status >= 400 ? 'refused' : 'harmless']++
      }
    }
  }
  expect(await filesBelow(place.folder)).toEqual(before)
})

test('an address that climbs out never gives a file of this machine', async () => {
  for (const name of ['etc/passwd', 'proc/self/environ', 'hub.lock', 'postgres/data/PG_VERSION']) {
    for (const up of ['../', '..%2f', '%2e%2e/', '%2e%2e%2f', '..%5c', '%252e%252e%252f', '..;/']) {
      const path = `${repo.web}/resolve/main/${up.repeat(12)}${name}`
      await hostile(get(path), path)
    }
  }
})

test('hostile paths in commits, and hostile names of refs, are refused before anything is stored', async () => {
  const before = await headOf(hub, repo)
  for (const { plain, isStorable } of hostileNames()) {
    const what = json(plain).slice(0, 100)
    if (!isStorable) {
      for (const operation of [
        file(plain, 'x'),
        { key: 'lfsFile', value: { path: plain, oid: 'a'.repeat(64), size: 1 } },
      ])
        await hostile(send('POST', `${repo.api}/commit/main`, commitBody('x', [operation])), what)
    }
    const gone = { key: 'deletedFile', value: { path: plain } }
    await hostile(send('POST', `${repo.api}/commit/main`, commitBody('x', [gone])), what)
    const info = json({ paths: [plain], expand: true })
    await hostile(send('POST', `${repo.api}/paths-info/main`, info), what, [200])
    if (/^[\w.-]+$/.test(plain)) continue
    await hostile(send('POST', `${repo.api}/branch/${encoded(plain)}`, '{}'), what, [200])
    await hostile(send('POST', `${repo.api}/tag/main`, json({ tag: plain })), what, [200])
    await hostile(send('POST', '/api/repos/create', json({ name: plain, type: 'dataset' })), what)
  }
  expect(await headOf(hub, repo)).toBe(before)
})

test('huge, deep and poisoned JSON is refused', async () => {
  const routes = [
    ['POST', '/api/repos/create'],
    ['POST', `${repo.api}/branch/x`],
    ['POST', `${repo.api}/paths-info/main`],
    ['POST', `${repo.api}/preupload/main`],
    ['POST', `${repo.api}/commit/main`],
    ['POST', '/api/validate-yaml'],
    ['POST', `${repo.web}.git/info/lfs/objects/batch`],
  ] as const
  const huge = Buffer.from(`[${'"0123456789",'.repeat(3_200_000)}0]`)
  const deep = `{"name":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
  for (const [method, path] of routes) {
    await hostile(send(method, path, huge), `40 MB to ${path}`)
    await hostile(send(method, path, deep), `200,000 deep to ${path}`)
    for (const key of ['__proto__', 'constructor']) {
      const poison = `{"key":"header","value":{"summary":"x"},"name":"poison","${key}":{"prototype":{"isAdmin":true}}}`
      await hostile(send(method, path, poison), `${key} to ${path}`)
    }
    const bad = Buffer.concat([
      Buffer.from('{"name":"'),
      Buffer.from([0xc3, 0x28, 0xff, 0xfe]),
      Buffer.from('"}'),
    ])
    await hostile(send(method, path, bad), `invalid UTF-8 to ${path}`, path.includes('/branch/') ? [200] : [])
    // an empty body counts as {}, which can be all a route needs
    for (const text of ['', '{', 'null', '[]', '"x"', '1e999', '{"name":', '\u0000', '{"name":1}', 'NaN'])
      await hostile(send(method, path, text), `${json(text)} to ${path}`, [200])
  }
})

test('bad base64, bad encodings and lying values in a commit are refused', async () => {
  const before = await headOf(hub, repo)
  const value = (content: string, encoding = 'base64') => ({
    key: 'file',
    value: { path: 'x', content, encoding },
  })
  const operations: { key: string; value: unknown }[] = [
    ...['%%%', 'A', 'AAAA=A', 'AA=A', '====', 'QQ==QQ==', 'Q Q = =', '한글'].map((text) => value(text)),
    value('x', 'hex'),
    { key: 'lfsFile', value: { path: 'x', oid: '../../etc/passwd', size: 1 } },
    { key: 'lfsFile', value: { path: 'x', oid: 'A'.repeat(64), size: 1 } },
    { key: 'lfsFile', value: { path: 'x', oid: 'a'.repeat(64), size: -1 } },
    { key: 'lfsFile', value: { path: 'x', oid: 'a'.repeat(64), size: 1e300 } },
    { key: 'unknown', value: {} },
    { key: 'file', value: { path: ['x'], content: {} } },
    { key: 'file', value: null },
  ]
  for (const operation of operations)
    await hostile(send('POST', `${repo.api}/commit/main`, commitBody('x', [operation])), json(operation))
  // bytes that are no text would be stored as another name than was sent
  const [start, end] = commitBody('x', [file('PATH', 'x')]).split('PATH') as [string, string]
  const body = Buffer.concat([Buffer.from(start), Buffer.from([0x61, 0xc3, 0x28, 0xff]), Buffer.from(end)])
  await hostile(send('POST', `${repo.api}/commit/main`, body), 'a path of invalid UTF-8')
  expect(await headOf(hub, repo)).toBe(before)
})

test('hostile headers and queries are refused or harmless', async () => {
  const path = `${repo.web}/resolve/main/good.txt`
  await hostile([head('GET', path, { ...LOGIN, 'x-big': 'a'.repeat(70_000) })], 'a huge header')
  await hostile([head('GET', `/${'a'.repeat(70_000)}`, LOGIN)], 'a huge address')
  for (const text of [
    'Bearer',
    'Bearer ',
    `Bearer ${'a'.repeat(20_000)}`,
    'Basic !!!',
    'Basic',
    'Digest x',
    'Bearer \u00ff',
  ])
    await hostile([head('GET', repo.api, { authorization: text })], `authorization ${text.slice(0, 40)}`)
  const many = Array.from({ length: 10_000 }, (_, i) => `p${i}=1`).join('&')
  await hostile(get(`${repo.api}/tree/main?${many.slice(0, 30_000)}`), 'thousands of parameters', [200])
  await hostile(get(`${repo.api}/tree/main?${many}`), '10,000 parameters', [200])
  for (const range of [
    'bytes=-0',
    'bytes=9-1',
    `bytes=${'0-1,'.repeat(2000)}0-1`,
    'bytes=99999999999999999999-',
    'x=1',
  ])
    await hostile([head('GET', path, { ...LOGIN, range })], range.slice(0, 30), [200, 206])
  for (const query of [
    'limit=-1',
    'limit=1e9',
    'cursor=zzz',
    'cursor=%00',
    'limit=',
    'cursor=WzEse30',
    'recursive=%ff',
  ])
    await hostile(get(`${repo.api}/tree/main?${query}`), query, [200])
  const injected = 'a%0d%0aset-cookie:%20x=1%0d%0a%0d%0a<script>'
  for (const address of [
    `${repo.web}/resolve/main/${injected}`,
    `/datasets/admin/${injected}`,
    `/${injected}`,
  ]) {
    const { text } = await sendRaw(hub.port, get(address))
    expect(text).not.toMatch(/^set-cookie/im)
  }
})

test('smuggled and garbled requests get 400, and nothing after them is answered', async () => {
  const path = repo.api
  const second = `GET ${repo.api}/smuggled HTTP/1.1\r\nhost: x\r\n\r\n`
  const post = (headers: string, body: string) =>
    `POST ${path}/commit/main HTTP/1.1\r\nhost: x\r\n${headers}\r\n\r\n${body}`
  const garbled = [
    post(`content-length: 5\r\ntransfer-encoding: chunked`, `0\r\n\r\n${second}`),
    post(`transfer-encoding: chunked\r\ncontent-length: 5`, `0\r\n\r\n${second}`),
    post(`content-length: 5\r\ncontent-length: 6`, `abcde${second}`),
    post(`content-length: 5, 6`, `abcde${second}`),
    post(`content-length: +5`, `abcde${second}`),
    post(`content-length: -1`, second),
    post(`content-length: 0x5`, `abcde${second}`),
    post(`content-length : 5`, `abcde${second}`),
    post(`transfer-encoding: chunked, identity`, `0\r\n\r\n${second}`),
    post(`transfer-encoding: xchunked`, `0\r\n\r\n${second}`),
    post(`transfer-encoding:\x0bchunked`, `0\r\n\r\n${second}`),
    post(`transfer-encoding: chunked`, `5;\n\r\nabcde\r\n0\r\n\r\n${second}`),
    post(`transfer-encoding: chunked`, `zz\r\nabc\r\n0\r\n\r\n${second}`),
    post(`transfer-encoding: chunked`, `-1\r\n${second}`),
    post(`x: y\rz: w`, second),
    post(`x: a\0b`, second),
    post(` folded: x`, second),
    `GET ${path} HTTP/9.9\r\nhost: x\r\n\r\n`,
    `GET ${path} HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n`,
    `GET ${path} HTTP/1.1\r\n\r\n`,
    `G\0T / HTTP/1.1\r\nhost: x\r\n\r\n`,
    `\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03`,
    `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`,
    `GET http://[::1 HTTP/1.1\r\nhost: x\r\n\r\n`,
    `${'\r\n'.repeat(10)}\x00\x01\x02\x03\r\n\r\n`,
  ]
  for (const request of garbled) {
    const { status, text } = await sendRaw(hub.port, [Buffer.from(request, 'latin1')])
    counts.sent++
    counts.refused++
    if (status !== 400 || text.match(/HTTP\/1\.1 /g)?.length !== 1)
      wrong.push(`${json(request.slice(0, 200))}: ${status} ${text.slice(0, 60)}`)
  }
  const pipelined = `${`GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n`.repeat(200)}\x01garbage\r\n\r\n`
  const { text } = await sendRaw(hub.port, [pipelined])
  expect(text).toContain('200 OK')
})

test('the same process still serves, with bounded memory, and fsck finds all whole', async () => {
  expect(hub.isAlive()).toBe(true)
  expect(hub.pid).toBe(firstPid)
  expect(await memoryOf(hub.pid)).toBeLessThan(MOST_MEMORY_BYTES)
  expect(bugsOf(hub).map((bug) => bug.slice(0, 600))).toEqual([])
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  await expectStatus(await commit(hub, repo, commitBody('still', [file('still.txt', 'x')])), 200)
  // nothing was written beside the folder
  await expect(stat(join(place.folder, '..', 'traversed.txt'))).rejects.toThrow('ENOENT')
  await sendRaw(
    hub.port,
    [
      head('POST', `${repo.api}/commit/main`, { ...LOGIN, 'transfer-encoding': 'chunked' }),
      chunk(Buffer.from('{')),
    ],
    {
      after: 'close',
    },
  )
  await expectWhole(place)
})
