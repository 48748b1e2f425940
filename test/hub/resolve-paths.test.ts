import { afterAll, beforeAll, expect, test } from 'vitest'
import { objectId } from '../../src/codecs/git-object.js'
import { BASE, LARGE, RISKY, startFilesHub } from '../support/files-hub.js'
import type { TestHub } from '../support/hub.js'
import { pointerText } from '../support/lfs.js'

let hub: TestHub
let sha: string
beforeAll(async () => {
  ;({ hub, sha } = await startFilesHub())
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const resolve = (rest: string, options: RequestInit = {}) => hub.call(`${BASE}/resolve/${rest}`, options)
const header = (answer: Response, ...names: string[]) => names.map((name) => answer.headers.get(name))
test('CVE-2021-25967: what a browser could run is never sent as such', async () => {
  for (const name of RISKY) {
    for (const kind of ['resolve', 'raw']) {
      const answer = await hub.call(`${BASE}/${kind}/main/${name}`)
      const [type, policy, sniff] = header(
        answer,
        'content-type',
        'content-security-policy',
        'x-content-type-options',
      )
      expect(type, name).toMatch(/^(text\/plain; charset=utf-8|application\/octet-stream)$/)
      expect(policy, name).toMatch(/^sandbox;/)
      expect(sniff, name).toBe('nosniff')
    }
  }
  expect(header(await resolve('main/x.png'), 'content-type', 'x-content-type-options')).toEqual([
    'image/png',
    'nosniff',
  ])
})

test('raw gives the git blob itself: the pointer of an LFS file', async () => {
  const answer = await hub.call(`${BASE}/raw/main/large.bin`)
  const text = await answer.text()
  expect(text).toBe(pointerText(LARGE))
  expect(header(answer, 'etag', 'x-linked-etag')).toEqual([`"${objectId('blob', Buffer.from(text))}"`, null])
})

test('a path can be sent with or without its slashes encoded, composed or decomposed', async () => {
  const name = 'd/deep/데이터 1.csv'
  const quoted = (text: string) => text.split('/').map(encodeURIComponent).join('/')
  for (const path of [quoted(name), encodeURIComponent(name), quoted(name.normalize('NFD'))])
    expect(await (await resolve(`main/${path}`)).text(), path).toBe('x,y\n')
  expect(await (await resolve('main/d/100%25.txt')).text()).toBe('percent')
  expect(await (await resolve('main/d/a%23b%3Fc.txt')).text()).toBe('odd')
  const [disposition] = header(await resolve(`main/${quoted(name)}`), 'content-disposition')
  expect(disposition).toBe(
    `inline; filename*=UTF-8''${encodeURIComponent('데이터 1.csv')}; filename="___ 1.csv";`,
  )
})

test('a revision with a slash can be sent as one segment or as two', async () => {
  for (const revision of ['feat%2Fx', 'feat/x', 'refs%2Fheads%2Ffeat%2Fx', 'refs/heads/feat/x'])
    expect((await resolve(`${revision}/a.txt`)).status, revision).toBe(200)
  for (const rest of [
    'feat/x/d/deep',
    'feat%2Fx/d%2Fdeep',
    'refs/heads/feat/x/d/deep/',
    'main/d/deep',
    'd/d/deep',
  ]) {
    const answer = await hub.call(`/api/datasets/minji/files/tree/${rest}`)
    const rows = (await answer.json()) as { path: string }[]
    expect(
      rows.map((row) => row.path),
      rest,
    ).toEqual(['d/deep/데이터 1.csv'])
  }
})

test('what is not there says which part is not there, on HEAD too', async () => {
  for (const method of ['GET', 'HEAD']) {
    const code = async (path: string) => {
      const answer = await hub.call(path, { method })
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(answer.headers.get('x-error-message')).toMatch(/^[\x20-\x7e\xa0-\xff]+$/)
      return [answer.status, ...header(answer, 'x-error-code', 'x-repo-commit')]
    }
    expect(await code(`${BASE}/resolve/main/없음.txt`)).toEqual([404, 'EntryNotFound', sha])
    expect(await code(`${BASE}/resolve/main/d`)).toEqual([404, 'EntryNotFound', sha])
    expect(await code(`${BASE}/resolve/main/a.txt/x`)).toEqual([404, 'EntryNotFound', sha])
    expect(await code(`${BASE}/resolve/nope/a.txt`)).toEqual([404, 'RevisionNotFound', null])
    expect(await code(`/datasets/minji/nothing/resolve/main/a.txt`)).toEqual([401, 'RepoNotFound', null])
    expect(await code('/no/such/thing/at/all')).toEqual([404, 'RouteNotFound', null])
    expect(await code('/api/no/such')).toEqual([404, 'RouteNotFound', null])
  }
})

test.each([
  '%2e%2e/%2e%2e/etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  'a.txt%2f..%2fa.txt',
  '.git/config',
  '%5c..%5cx',
])('CVE-2026-54917: the path %s leads nowhere', async (path) =>
  expect((await resolve(`main/${path}`)).status).toBe(404),
)

test('an address that is no percent-encoding, or holds a NUL, is a bad request in JSON', async () => {
  for (const path of [
    `${BASE}/resolve/main/%`,
    `${BASE}/resolve/main/%ff%fe`,
    `${BASE}/resolve/main/a%00.txt`,
  ]) {
    const answer = await hub.call(path)
    expect([answer.status, answer.headers.get('content-type')], path).toEqual([
      400,
      'application/json; charset=utf-8',
    ])
    expect((await answer.json()) as { error: string }).toHaveProperty('error')
  }
})

test('pages of other origins may read what the headers say, and send a token', async () => {
  const answer = await resolve('main/a.txt', {
    method: 'OPTIONS',
    headers: { origin: 'https://example.org' },
  })
  expect(answer.status).toBe(204)
  expect(answer.headers.get('access-control-allow-headers')).toContain('authorization')
  expect(answer.headers.get('access-control-allow-methods')).toContain('PUT')
  const get = await resolve('main/a.txt')
  expect(get.headers.get('access-control-allow-credentials')).toBeNull()
  for (const name of ['X-Repo-Commit', 'X-Error-Code', 'X-Linked-Size', 'Content-Range', 'Link', 'ETag'])
    expect(get.headers.get('access-control-expose-headers')).toContain(name)
})
