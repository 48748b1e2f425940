import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { commitBody, file } from '../support/hub.js'
import {
  bugsOf,
  type ChildHub,
  type HubPlace,
  memoryOf,
  newPlace,
  startChildHub,
} from './support/child-hub.js'
import { commit, commitAll, createRepo, expectStatus, headOf, type Repo } from './support/client.js'
import { Attack, get, LOGIN, withBody } from './support/hostile.js'
import { expectWhole } from './support/proof.js'
import { head, sendRaw } from './support/raw-http.js'

const MOST_MEMORY_BYTES = 700 * 1024 * 1024

let place: HubPlace
let hub: ChildHub
let repo: Repo
let attack: Attack
beforeAll(async () => {
  place = await newPlace()
  hub = await startChildHub(place)
  attack = new Attack(hub)
  repo = await createRepo(hub, 'target')
  await commitAll(hub, repo, [file('good.txt', 'good')])
})
afterAll(async () => {
  attack?.say('hostile-input')
  await place?.remove()
})
afterEach(() => expect(attack.faults()).toEqual([]))

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
    await attack.send(withBody(method, path, huge), `40 MB to ${path}`)
    await attack.send(withBody(method, path, deep), `200,000 deep to ${path}`)
    for (const key of ['__proto__', 'constructor']) {
      const poison = `{"key":"header","value":{"summary":"x"},"name":"poison","${key}":{"prototype":{"isAdmin":true}}}`
      await attack.send(withBody(method, path, poison), `${key} to ${path}`)
    }
    const bad = Buffer.concat([
      Buffer.from('{"name":"'),
      Buffer.from([0xc3, 0x28, 0xff, 0xfe]),
      Buffer.from('"}'),
    ])
    await attack.send(
      withBody(method, path, bad),
      `invalid UTF-8 to ${path}`,
      /branch|paths-info/.test(path) ? [200] : [],
    )
    // an empty body counts as {}, which can be all a route needs
    for (const text of ['', '{', 'null', '[]', '"x"', '1e999', '{"name":', '\u0000', '{"name":1}', 'NaN'])
      await attack.send(withBody(method, path, text), `${JSON.stringify(text)} to ${path}`, [200])
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
    await attack.send(
      withBody('POST', `${repo.api}/commit/main`, commitBody('x', [operation])),
      JSON.stringify(operation),
    )
  // bytes that are no text would be stored as another name than was sent
  const [start, end] = commitBody('x', [file('PATH', 'x')]).split('PATH') as [string, string]
  const body = Buffer.concat([Buffer.from(start), Buffer.from([0x61, 0xc3, 0x28, 0xff]), Buffer.from(end)])
  await attack.send(withBody('POST', `${repo.api}/commit/main`, body), 'a path of invalid UTF-8')
  expect(await headOf(hub, repo)).toBe(before)
})

test('a NUL in any text is refused: the database cannot hold it', async () => {
  const before = await headOf(hub, repo)
  const text = (value: string) =>
    commitBody('x', [{ key: 'file', value: { path: 'nul.txt', content: value } }])
  const card = '---\ntags: ["a\\0b"]\nlicense: "x\\0y"\n---\n'
  const requests: [string, string, unknown][] = [
    ['POST', '/api/repos/create', { name: 'a\0b', type: 'dataset' }],
    ['POST', '/api/repos/create', { name: 'a\0b/c', type: 'dataset' }],
    ['POST', '/api/repos/create', { name: 'c', organization: 'a\0b', type: 'dataset' }],
    ['DELETE', '/api/repos/delete', { name: 'a\0b/c', type: 'dataset' }],
    ['POST', '/api/repos/move', { fromRepo: 'a\0/b', toRepo: 'c\0/d', type: 'dataset' }],
    ['POST', `${repo.api}/branch/nul`, { startingPoint: 'a\0b' }],
    ['POST', `${repo.api}/tag/main`, { tag: 'a\0b' }],
  ]
  for (const [method, path, body] of requests)
    await attack.send(withBody(method, path, JSON.stringify(body)), `${path} ${JSON.stringify(body)}`)
  const commits: [string, string][] = [
    ['summary', commitBody('x\0y', [file('nul.txt', 'x')])],
    ['description', commitBody('x', [file('nul.txt', 'x')], { description: 'a\0b' })],
    ['card', commitBody('x', [file('README.md', card)])],
    ['path', commitBody('x', [file('a\0b', 'x')])],
  ]
  for (const [what, body] of commits)
    await attack.send(withBody('POST', `${repo.api}/commit/main`, body), `a NUL in the ${what}`)
  expect(await headOf(hub, repo)).toBe(before)
  // in the content of a file it is a byte like any other
  await expectStatus(await commit(hub, repo, text('a\0b')), 200)
})

test('hostile headers and queries are refused or harmless', async () => {
  const path = `${repo.web}/resolve/main/good.txt`
  await attack.send([head('GET', path, { ...LOGIN, 'x-big': 'a'.repeat(70_000) })], 'a huge header')
  await attack.send([head('GET', `/${'a'.repeat(70_000)}`, LOGIN)], 'a huge address')
  for (const text of [
    'Bearer',
    'Bearer ',
    `Bearer ${'a'.repeat(20_000)}`,
    'Basic !!!',
    'Basic',
    'Digest x',
    'Bearer \u00ff',
  ])
    await attack.send([head('GET', repo.api, { authorization: text })], `authorization ${text.slice(0, 40)}`)
  const many = Array.from({ length: 10_000 }, (_, i) => `p${i}=1`).join('&')
  await attack.send(get(`${repo.api}/tree/main?${many.slice(0, 30_000)}`), 'thousands of parameters', [200])
  await attack.send(get(`${repo.api}/tree/main?${many}`), '10,000 parameters', [200])
  for (const range of [
    'bytes=-0',
    'bytes=9-1',
    `bytes=${'0-1,'.repeat(2000)}0-1`,
    'bytes=99999999999999999999-',
    'x=1',
  ])
    await attack.send([head('GET', path, { ...LOGIN, range })], range.slice(0, 30), [200, 206])
  for (const query of [
    'limit=-1',
    'limit=1e9',
    'cursor=zzz',
    'cursor=%00',
    'limit=',
    'cursor=WzEse30',
    'recursive=%ff',
  ])
    await attack.send(get(`${repo.api}/tree/main?${query}`), query, [200])
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
    attack.note(status, 'refused')
    if (status !== 400 || text.match(/HTTP\/1\.1 /g)?.length !== 1)
      attack.blame(`${JSON.stringify(request.slice(0, 200))}: ${status} ${text.slice(0, 60)}`)
  }
  const pipelined = `${`GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n`.repeat(200)}\x01garbage\r\n\r\n`
  const { text } = await sendRaw(hub.port, [pipelined])
  // those before it may be answered or not, nothing after it is
  expect(text).toMatch(/^HTTP\/1\.1 (200|400) /)
})

test('the same process still serves, with bounded memory, and fsck finds all whole', async () => {
  expect(hub.isAlive()).toBe(true)
  expect(await memoryOf(hub.pid)).toBeLessThan(MOST_MEMORY_BYTES)
  expect(bugsOf(hub).map((bug) => bug.slice(0, 600))).toEqual([])
  await expectStatus(await commit(hub, repo, commitBody('still', [file('still.txt', 'x')])), 200)
  await expectWhole(place)
})
