import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { safeName } from '../../src/cli/pull/file-names.js'
import { commitTo, type Send, sender } from '../support/attack.js'
import { type GitHub, startGitHub } from '../support/git-hub.js'
import { commitBody, file } from '../support/hub.js'
import { newRepo } from '../support/lfs.js'

/** Published weaknesses in paths: upwards, through links, and two spellings of one name. */
let at: GitHub
let send: Send
beforeAll(async () => {
  at = await startGitHub()
  send = sender(at.hub)
  await newRepo(at.hub, at.token, 'data')
  await commitTo(send, 'minji/data', at.token, file('sub/file.txt', 'honest'))
})
afterAll(async () => at?.[Symbol.asyncDispose]())

/** As it is written: fetch would tidy the path. */
const raw = (path: string, method = 'GET'): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(at.hub.url)
    const headers = { authorization: `Bearer ${at.token}` }
    request({ hostname, port, path, method, headers }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part) => parts.push(part))
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() }),
      )
    })
      .on('error', reject)
      .end()
  })
const commit = (...operations: Parameters<typeof commitBody>[1]) =>
  send('POST', '/api/datasets/minji/data/commit/main', at.token, commitBody('c', operations))

const UP = [
  '../'.repeat(9),
  '..%2f'.repeat(9),
  '%2e%2e/'.repeat(9),
  '%2e%2e%2f'.repeat(9),
  '..%252f'.repeat(9),
  '..%5c'.repeat(9),
  'sub/..%2f..%2f..%2f..%2f..%2f..%2f',
  '/',
  '%2f',
  '....//....//....//',
  '..;/..;/..;/',
  '%c0%ae%c0%ae/%c0%ae%c0%ae/',
]

test('SeaweedFS CVE-2026-54917: no path of a repo leads out of it', async () => {
  for (const up of UP)
    for (const door of [
      '/datasets/minji/data/resolve/main/',
      '/datasets/minji/data/raw/main/',
      '/api/datasets/minji/data/tree/main/',
    ]) {
      const { status, text } = await raw(`${door}${up}etc/passwd`)
      expect([400, 404], `${door}${up}: ${status}`).toContain(status)
      expect(text).not.toContain('root:')
    }
  expect(await raw('/datasets/minji/data/resolve/main/sub/file.txt')).toEqual({ status: 200, text: 'honest' })
  expect((await raw('/datasets/minji/data/resolve/main/sub%2Ffile.txt')).text).toBe('honest')
})

test('RustFS CVE-2025-68705: no name of an object, a part or a chunk is a path', async () => {
  const { casUrl } = (await send('GET', '/api/datasets/minji/data/xet-read-token/main', at.token)).json
  const xet = new URL(casUrl).pathname
  for (const up of UP)
    for (const door of [
      '/api/lfs/objects/',
      `${xet}/v1/chunks/default/`,
      `${xet}/v1/reconstructions/`,
      '/api/datasets/minji/data/parquet/',
    ]) {
      const { status, text } = await raw(`${door}${up}etc/passwd`)
      expect(status, door + up).toBeGreaterThanOrEqual(400)
      expect(status, door + up).toBeLessThan(500)
      expect(text).not.toContain('root:')
    }
  expect((await raw('/api/datasets/minji/data/tree/main')).status).toBe(200)
})

test('go-containerregistry #2440: names of repos and branches are checked before they are used', async () => {
  const bad = [
    '../x',
    '..',
    'a/../b',
    'a\\..\\b',
    'a\u0000b',
    '.git',
    'a.git',
    '-rf',
    'a--b',
    '%2e%2e',
    'a b',
    '한글',
    'a'.repeat(97),
    '',
  ]
  for (const name of bad) {
    const answer = await send('POST', '/api/repos/create', at.token, { name, type: 'dataset' })
    // before a slash is the name of an owner, of whom there is none
    expect(answer.status, JSON.stringify(name)).toBe(name.includes('/') ? 403 : 400)
  }
  for (const branch of [
    '..%2F..%2Fx',
    'a..b',
    '-x',
    'a%5Cb',
    'x.lock',
    'a%7Eb',
    '%40%7B',
    'a%00b',
    'refs%2F..%2Fx',
  ])
    expect(
      (await send('POST', `/api/datasets/minji/data/branch/${branch}`, at.token, {})).status,
      branch,
    ).toBe(400)
  expect((await send('POST', '/api/datasets/minji/data/branch/honest%2Fname', at.token, {})).status).toBe(200)
})

test('CKAN CVE-2023-32321: a crafted id of anything is a wrong id, and nothing else', async () => {
  const ids = [
    '__proto__',
    'constructor',
    "1';drop table repos;--",
    '#{7*7}',
    '{{7*7}}',
    '../../1',
    '1 or 1=1',
    '%27',
    '\u202e1',
  ]
  for (const id of ids.map(encodeURIComponent))
    for (const [method, path] of [
      ['GET', `/api/datasets/minji/data/discussions/${id}`],
      ['POST', `/api/datasets/minji/data/discussions/1/comment/${id}/hide`],
      ['GET', `/api/users/${id}/likes`],
      ['GET', `/api/datasets/minji/${id}`],
      ['GET', `/api/datasets?sort=${id}`],
      ['GET', `/api/datasets/minji/data/revision/${id}`],
    ] as const) {
      const { status } = await send(method, path, at.token, method === 'POST' ? {} : undefined)
      expect([400, 404], `${path}: ${status}`).toContain(status)
    }
  expect((await send('GET', '/api/users/minji/likes')).json).toEqual([])
  expect((await send('GET', '/api/datasets/minji/data', at.token)).status).toBe(200)
})

test('node-tar CVE-2026-23950: two spellings of one name are not both in a commit', async () => {
  const composed = '한국어/데이터.csv'
  const twice = await commit(file(composed, '1'), file(composed.normalize('NFD'), '2'))
  expect(twice).toMatchObject({ status: 409, code: 'PathClash' })
  expect((await commit(file(composed.normalize('NFD'), '1'))).status).toBe(200)
  expect((await commit(file(composed, '2'))).status).toBe(200)
  const paths = (await send('GET', '/api/datasets/minji/data/tree/main?recursive=true', at.token)).json
  expect(paths.filter((each: { path: string }) => each.path.endsWith('.csv'))).toHaveLength(1)
  for (const path of [composed, composed.normalize('NFD')])
    expect((await send('GET', encodeURI(`/datasets/minji/data/resolve/main/${path}`), at.token)).text).toBe(
      '2',
    )
})

test('node-tar CVE-2026-23745: no file is written above its folder, by any name', async () => {
  for (const path of [
    '../x',
    '/etc/passwd',
    'a/../../x',
    './x',
    'a//b',
    'a\\..\\x',
    '.git/config',
    'sub/.GIT/hooks/pre-push',
    'C:\\x',
    'a\u0000b',
    'a/.',
  ])
    expect((await commit(file(path, 'evil'))).status, JSON.stringify(path)).toBe(400)
  // and what tables name on a machine that pulls them stays in its folder
  for (const name of ['../../.bashrc', '/etc/passwd', '..\\..\\x', 'C:\\x', '..', '.', 'CON', 'a\u0000/../b'])
    expect(safeName(name, 'txt', 7), name).toMatch(/^(?!\.|con\b)[\w. -]+$/i)
  expect(safeName('photo.jpg', 'jpg', 7)).toBe('photo.jpg')
  expect((await commit(file('sub/.github/x', 'honest'))).status).toBe(200)
})

/** Pushes `link` with this target, and a file below it when the tree can hold both. */
async function pushLink(target: string): Promise<string> {
  const repo = await at.newRepo()
  const folder = await at.person.clone(at.url(repo))
  const blob = await at.person.git(folder, ['hash-object', '-w', '--stdin'], { input: target })
  await at.person.git(folder, ['update-index', '--add', '--cacheinfo', `120000,${blob},link`])
  await at.person.git(folder, ['commit', '-qm', 'A link'])
  await at.person.git(folder, ['push', '-q', 'origin', 'main'])
  return repo
}

test('node-tar CVE-2021-37712: a link in a repo is never followed on the hub', async () => {
  for (const target of ['/etc/passwd', '../../../../../../etc/passwd', '/proc/self/environ']) {
    const repo = await pushLink(target)
    for (const door of ['resolve', 'raw']) {
      const answer = await send('GET', `/datasets/minji/${repo}/${door}/main/link`, at.token)
      // the link is a text that names its target
      expect([answer.status, answer.text], door).toEqual([200, target])
    }
    expect((await send('GET', `/datasets/minji/${repo}/resolve/main/link/passwd`, at.token)).status).toBe(404)
  }
})

test('Git LFS CVE-2025-26625: nothing is written through a link', async () => {
  const repo = await pushLink('sub')
  const api = `/api/datasets/minji/${repo}/commit/main`
  await commitTo(send, `minji/${repo}`, at.token, file('sub/file.txt', 'as it was'))
  const through = await send('POST', api, at.token, commitBody('c', [file('link/file.txt', 'evil')]))
  expect((await send('GET', `/datasets/minji/${repo}/resolve/main/sub/file.txt`, at.token)).text).toBe(
    'as it was',
  )
  // either refused, or the link has become a folder of its own
  const link = await send('GET', `/datasets/minji/${repo}/resolve/main/link/file.txt`, at.token)
  expect(through.status === 200 ? [link.status, link.text] : [400, 409]).toContain(
    through.status === 200 ? 'evil' : through.status,
  )
  const direct = await send('POST', api, at.token, commitBody('c', [file('sub/file.txt', 'honest')]))
  expect(direct.status).toBe(200)
  expect((await send('GET', `/datasets/minji/${repo}/resolve/main/sub/file.txt`, at.token)).text).toBe(
    'honest',
  )
})
