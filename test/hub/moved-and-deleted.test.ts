import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { type LfsAnswer, lfsAddress, lfsBatch, lfsBytes, lfsFile, newRepo, sendLfs } from '../support/lfs.js'

let hub: TestHub
let owner: string
let stranger: string
const OBJECT = lfsBytes('large bytes')

beforeAll(async () => {
  hub = await startHub()
  owner = await hub.user('olga')
  stranger = await hub.user('stan')
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const move = (from: string, to: string, token = owner) =>
  hub.call('/api/repos/move', {
    method: 'POST',
    token,
    body: JSON.stringify({ fromRepo: from, toRepo: to, type: 'dataset' }),
  })
const remove = (name: string, token = owner) =>
  hub.call('/api/repos/delete', { method: 'DELETE', token, body: JSON.stringify({ name, type: 'dataset' }) })
const as = (token: string | undefined) => (token === undefined ? {} : { token })
async function filled(name: string, visibility: 'public' | 'private' = 'public'): Promise<string> {
  await newRepo(hub, owner, name, visibility)
  await sendLfs(hub, `olga/${name}`, owner, OBJECT)
  const body = commitBody('c', [file('a.txt', `text of ${name}`), lfsFile('x.bin', OBJECT)])
  const answer = await hub.call(`/api/datasets/olga/${name}/commit/main`, {
    method: 'POST',
    token: owner,
    body,
  })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { commitOid: string }).commitOid
}
/** Everything that a caller gets, but for the time and the request's id. */
async function whole(answer: Response): Promise<string> {
  const { date: _, 'x-request-id': __, ...headers } = Object.fromEntries(answer.headers)
  const body = (await answer.text()).replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
  return JSON.stringify({ status: answer.status, headers, body })
}

test('an old name redirects, with method, path and query, to a relative address', async () => {
  await filled('before')
  expect((await move('olga/before', 'olga/after')).status).toBe(200)
  for (const [path, method] of [
    ['/datasets/olga/before/resolve/main/a.txt?download=true', 'GET'],
    ['/datasets/olga/before/resolve/main/a.txt', 'HEAD'],
    ['/api/datasets/olga/before', 'GET'],
    ['/api/datasets/OLGA/Before/tree/main?recursive=true', 'GET'],
    ['/api/datasets/olga/before/paths-info/main', 'POST'],
    ['/datasets/olga/before.git/info/lfs/objects/batch', 'POST'],
  ] as const) {
    const answer = await hub.call(path, { method, ...(method === 'POST' && { body: '{}' }) })
    expect(answer.status, path).toBe(307)
    expect(answer.headers.get('location')).toBe(path.replace(/olga\/before/i, 'olga/after'))
  }
  const answer = await fetch(`${hub.url}/datasets/olga/before/resolve/main/a.txt`)
  expect(await answer.text()).toBe('text of before')
})

test('an old name of a private repo tells strangers nothing, not even that it was', async () => {
  await filled('hidden-a', 'private')
  await move('olga/hidden-a', 'olga/hidden-b')
  for (const token of [undefined, stranger]) {
    for (const rest of ['/resolve/main/a.txt', '/raw/main/a.txt', '.git/info/lfs/locks']) {
      const old = await whole(await hub.call(`/datasets/olga/hidden-a${rest}`, as(token)))
      const none = await whole(await hub.call(`/datasets/olga/hidden-z${rest}`, as(token)))
      expect(old.replaceAll('hidden-a', 'NAME')).toBe(none.replaceAll('hidden-z', 'NAME'))
      expect(old).not.toContain('hidden-b')
    }
  }
  expect((await hub.call('/api/datasets/olga/hidden-a', { token: owner })).status).toBe(307)
})

test('a refusal by the old name of a gated repo does not tell the new one', async () => {
  await filled('gate-a')
  const settings = JSON.stringify({ gated: 'auto' })
  await hub.call('/api/datasets/olga/gate-a/settings', { method: 'PUT', token: owner, body: settings })
  await move('olga/gate-a', 'olga/gate-b')
  const answer = await hub.call('/datasets/olga/gate-a/resolve/main/a.txt', { token: stranger })
  expect([answer.status, answer.headers.get('x-error-code')]).toEqual([403, 'GatedRepo'])
  expect(await whole(answer)).not.toContain('gate-b')
})

test('only an administrator of both places moves a repo', async () => {
  await filled('stays')
  await hub.org('orga', { olga: 'read', stan: 'write' })
  expect((await move('olga/stays', 'stan/stays', stranger)).status).toBe(403)
  expect((await move('olga/stays', 'stan/stays')).status).toBe(403)
  expect((await move('olga/stays', 'orga/stays')).status).toBe(403)
  expect((await hub.call('/api/datasets/olga/stays')).status).toBe(200)
})

test('a repo is not moved onto another, and can come back to its old name', async () => {
  await filled('chair')
  await filled('table')
  expect((await move('olga/chair', 'olga/table')).status).toBe(409)
  expect((await move('olga/chair', 'olga/stool')).status).toBe(200)
  expect((await move('olga/stool', 'olga/chair')).status).toBe(200)
  expect((await hub.call('/api/datasets/olga/chair')).status).toBe(200)
  expect((await hub.call('/api/datasets/olga/stool')).headers.get('location')).toBe(
    '/api/datasets/olga/chair',
  )
})

test('a new repo takes over a name that redirected', async () => {
  await filled('name-a')
  await move('olga/name-a', 'olga/name-b')
  await newRepo(hub, owner, 'name-a')
  expect((await hub.call('/api/datasets/olga/name-a')).status).toBe(200)
  expect((await hub.call('/datasets/olga/name-a/resolve/main/a.txt')).status).toBe(404)
  expect(await (await hub.call('/datasets/olga/name-b/resolve/main/a.txt')).text()).toBe('text of name-a')
})

test('the bytes of a deleted repo cannot be read any more, by any way', async () => {
  const sha = await filled('gone')
  const address = (await lfsAddress(hub, 'olga/gone', owner, 'download', OBJECT)) ?? ''
  const upload = (await lfsAddress(hub, 'olga/gone', owner, 'upload', lfsBytes('later'))) ?? ''
  expect((await fetch(address)).status).toBe(200)
  expect((await remove('gone')).status).toBe(200)
  expect((await fetch(address)).status).toBe(403)
  expect((await fetch(upload, { method: 'PUT', body: 'later' })).status).toBe(403)
  for (const token of [undefined, owner, stranger])
    for (const path of [`resolve/${sha}/a.txt`, `raw/${sha}/x.bin`, 'resolve/main/x.bin'])
      expect((await hub.call(`/datasets/olga/gone/${path}`, as(token))).headers.get('x-error-code')).toBe(
        'RepoNotFound',
      )
  expect((await remove('gone')).headers.get('x-error-code')).toBe('RepoNotFound')
})

test('GHSA-hh33-46q4-hwm2: a repo of a deleted one’s name inherits neither commits nor objects nor addresses', async () => {
  const sha = await filled('again', 'private')
  const address = (await lfsAddress(hub, 'olga/again', owner, 'download', OBJECT)) ?? ''
  await remove('again')
  await newRepo(hub, owner, 'again')
  expect((await fetch(address)).status).toBe(403)
  const old = await hub.call(`/datasets/olga/again/resolve/${sha}/a.txt`)
  expect([old.status, old.headers.get('x-error-code')]).toEqual([404, 'RevisionNotFound'])
  const batch = await lfsBatch(hub, 'olga/again', owner, { operation: 'download', objects: [OBJECT] })
  expect(((await batch.json()) as LfsAnswer).objects[0]?.error?.code).toBe(404)
  const body = commitBody('c', [lfsFile('x.bin', OBJECT)])
  const commit = await hub.call('/api/datasets/olga/again/commit/main', {
    method: 'POST',
    token: owner,
    body,
  })
  expect(commit.headers.get('x-error-code')).toBe('UnknownBlob')
})

test('the redirects of a deleted repo go with it', async () => {
  await filled('way-a')
  await move('olga/way-a', 'olga/way-b')
  await remove('way-b')
  expect((await hub.call('/api/datasets/olga/way-a', { token: owner })).status).toBe(404)
})

test('CVE-2026-73804: what a read token may not delete stays', async () => {
  await filled('kept')
  const scope = { role: 'read' as const }
  const read = await hub.app.services.accounts.createToken('olga', { name: 'r', scope, expiresAt: null })
  expect((await remove('kept', read)).status).toBe(403)
  expect((await move('olga/kept', 'olga/kept2', read)).status).toBe(403)
  expect((await hub.call('/api/datasets/olga/kept')).status).toBe(200)
})

test('CVE-2026-27761: lists show no private repo to those who may not know it', async () => {
  await filled('listed-public')
  await filled('listed-secret', 'private')
  const ids = async (token: string | undefined, query = '') => {
    const answer = await hub.call(`/api/datasets?search=listed${query}`, as(token))
    return ((await answer.json()) as { id: string }[]).map((row) => row.id)
  }
  expect(await ids(undefined)).toEqual(['olga/listed-public'])
  expect(await ids(stranger, '&full=true')).toEqual(['olga/listed-public'])
  expect(await ids(stranger, '&author=olga&sort=downloads')).toEqual(['olga/listed-public'])
  expect((await ids(owner)).sort()).toEqual(['olga/listed-public', 'olga/listed-secret'])
})
