import { createHash } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type GitHub, startGitHub } from '../support/git-hub.js'
import { commitBody, file } from '../support/hub.js'

let at: GitHub
beforeAll(async () => {
  at = await startGitHub()
})
afterAll(async () => at?.[Symbol.asyncDispose]())

const put = async (repo: string, files: Record<string, string>, rev = 'main') => {
  const body = commitBody(
    'By API',
    Object.entries(files).map(([path, content]) => file(path, content)),
  )
  const answer = await at.hub.call(`/api/datasets/minji/${repo}/commit/${rev}`, {
    method: 'POST',
    token: at.token,
    body,
  })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { commitOid: string }).commitOid
}
const clone = (repo: string, ...options: string[]) => at.person.clone(at.url(repo), ...options)
const head = (folder: string, what = 'HEAD') => at.person.git(folder, ['rev-parse', what])
const isWhole = (folder: string) => at.person.git(folder, ['fsck', '--strict', '--full'])

describe('clone', () => {
  test.each(['0', '1', '2'])('by protocol version %s', async (version) => {
    const repo = await at.newRepo()
    const oid = await put(repo, { 'a.txt': 'a', 'data/나.csv': '나\n' })
    const folder = await clone(repo, '-c', `protocol.version=${version}`)
    expect(await head(folder)).toBe(oid)
    expect(await readFile(join(folder, 'data/나.csv'), 'utf8')).toBe('나\n')
    await isWhole(folder)
    const listed = await at.person.git(folder, ['-c', `protocol.version=${version}`, 'ls-remote', 'origin'])
    expect(listed.split('\n')).toEqual([`${oid}\tHEAD`, `${oid}\trefs/heads/main`])
  })

  test('by an address that ends in .git, without a token', async () => {
    const repo = await at.newRepo()
    await put(repo, { a: 'a' })
    const folder = await at.person.clone(`${at.url(repo, null)}.git`)
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('a')
  })

  test('with files that are in the blob store, and folders of many pages', async () => {
    const repo = await at.newRepo()
    const big = createHash('sha512').update(repo).digest('hex').repeat(2000)
    await put(repo, Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`many/${i}.txt`, `${i}`])))
    const oid = await put(repo, { 'big.txt': big, 'many/700.txt': 'changed' })
    const folder = await clone(repo)
    expect(await head(folder)).toBe(oid)
    expect(await readFile(join(folder, 'big.txt'), 'utf8')).toBe(big)
    await isWhole(folder)
  })

  test('shallow, deepened, and without blobs', async () => {
    const repo = await at.newRepo()
    for (let i = 0; i < 4; i++) await put(repo, { n: String(i) })
    const folder = await clone(repo, '--depth', '1')
    const count = () => at.person.git(folder, ['rev-list', '--count', 'HEAD'])
    expect(await count()).toBe('1')
    await at.person.git(folder, ['fetch', '-q', '--deepen', '2'])
    expect(await count()).toBe('3')
    await at.person.git(folder, ['fetch', '-q', '--unshallow'])
    expect(await count()).toBe('5')
    const partial = await clone(repo, '--filter=blob:none')
    expect(await readFile(join(partial, 'n'), 'utf8')).toBe('3')
  })
})

describe('fetch', () => {
  test('brings what the API has committed since, and its tags and pull requests', async () => {
    const repo = await at.newRepo()
    const folder = await clone(repo)
    for (let i = 0; i < 3; i++) {
      const oid = await put(repo, { [`d/${i}`]: String(i) })
      await at.person.git(folder, ['pull', '-q'])
      expect(await head(folder)).toBe(oid)
    }
    const tag = { method: 'POST', token: at.token, body: JSON.stringify({ tag: 'v1', message: 'One' }) }
    expect((await at.hub.call(`/api/datasets/minji/${repo}/tag/main`, tag)).status).toBe(200)
    const pull = commitBody('Proposed', [file('p', 'p')])
    await at.hub.call(`/api/datasets/minji/${repo}/commit/main?create_pr=1`, {
      method: 'POST',
      token: at.token,
      body: pull,
    })
    await at.person.git(folder, ['fetch', '-q', '--tags', 'origin', 'refs/pr/1:pr/1'])
    expect(await at.person.git(folder, ['show', 'pr/1:p'])).toBe('p')
    expect(await at.person.git(folder, ['cat-file', '-t', 'v1'])).toBe('tag')
    expect(await head(folder, 'v1^{commit}')).toBe(await head(folder, 'origin/main'))
    await isWhole(folder)
  })

  test('goes on after the cache was damaged or emptied', async () => {
    const repo = await at.newRepo()
    const oid = await put(repo, Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${i}`, `${i}`])))
    await clone(repo)
    const root = join(at.hub.folder, 'cache', 'git')
    const [work = ''] = await readdir(root)
    for (const name of await readdir(join(root, work, 'cache'))) {
      await rm(join(root, work, 'cache', name, 'objects', 'pack'), { recursive: true })
    }
    // the first to meet the damage may fail; it is not met twice
    await at.person.run(at.person.folder, ['clone', '-q', at.url(repo), 'unlucky'])
    expect(await head(await clone(repo))).toBe(oid)
    await rm(join(root, work), { recursive: true })
    expect(await head(await clone(repo))).toBe(oid)
  })

  test('many at once, while commits land', async () => {
    const repo = await at.newRepo()
    const commits = (async () => {
      for (let i = 0; i < 8; i++) await put(repo, { [`f${i}`]: String(i) })
    })()
    const folders = await Promise.all(Array.from({ length: 6 }, () => clone(repo)))
    await commits
    for (const folder of folders) await isWhole(folder)
  })
})

describe('over HTTP', () => {
  const get = (path: string, headers: Record<string, string> = {}) => at.hub.call(path, { headers })

  test('answers carry the types and cache headers that git asks for', async () => {
    const repo = await at.newRepo()
    const answer = await get(`/datasets/minji/${repo}/info/refs?service=git-upload-pack`)
    expect(answer.headers.get('content-type')).toBe('application/x-git-upload-pack-advertisement')
    expect(answer.headers.get('cache-control')).toContain('no-cache')
    expect((await answer.text()).startsWith('001e# service=git-upload-pack\n0000')).toBe(true)
    const second = await get(`/datasets/minji/${repo}/info/refs?service=git-upload-pack`, {
      'git-protocol': 'version=2',
    })
    expect((await second.text()).startsWith('000eversion 2\n')).toBe(true)
    expect(await (await get(`/datasets/minji/${repo}/HEAD`)).text()).toBe('ref: refs/heads/main\n')
  })

  test('the dumb protocol and rubbish get an explanation', async () => {
    const repo = await at.newRepo()
    const dumb = await get(`/datasets/minji/${repo}/info/refs`)
    expect([dumb.status, await dumb.text()]).toEqual([400, expect.stringContaining('smart HTTP')])
    const rubbish = await at.hub.call(`/datasets/minji/${repo}/git-upload-pack`, {
      method: 'POST',
      body: 'zzzz',
    })
    expect(rubbish.status).toBe(400)
  })

  test('packed requests are read, up to a size', async () => {
    const repo = await at.newRepo()
    const send = (body: Buffer) =>
      at.hub.call(`/datasets/minji/${repo}/git-upload-pack`, {
        method: 'POST',
        headers: { 'content-encoding': 'gzip', 'git-protocol': 'version=2' },
        body: new Uint8Array(body),
      })
    const listed = await send(gzipSync('0014command=ls-refs\n0000'))
    expect([listed.status, await listed.text()]).toEqual([200, expect.stringContaining('refs/heads/main')])
    expect((await send(Buffer.from('not gzip'))).status).toBe(400)
    expect((await send(gzipSync(`0014command=ls-refs\n${'0009x=yz\n'.repeat(9_000_000)}`))).status).not.toBe(
      200,
    )
  })

  test('a private repo asks for a password, and is absent for others', async () => {
    const repo = await at.newRepo()
    const body = JSON.stringify({ private: true })
    await at.hub.call(`/api/datasets/minji/${repo}/settings`, { method: 'PUT', token: at.token, body })
    const asked = await get(`/datasets/minji/${repo}/info/refs?service=git-upload-pack`)
    expect([asked.status, asked.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('Basic'),
    ])
    const other = await at.hub.user('jisu')
    expect((await at.person.run(at.person.folder, ['clone', at.url(repo, other), 'x'])).err).toContain(
      'not found',
    )
    expect(await head(await clone(repo))).toMatch(/^[0-9a-f]{40}$/)
  })
})
