import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { onDatabase } from '../support/world.js'

const KIB = 1024
const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const filled = (size: number, seed: string) => Buffer.alloc(size, seed)

let hub: TestHub
let admin: string
let writer: string
let count = 0
let repo: string
beforeAll(async () => {
  hub = await startHub({ gcGraceHours: 0 })
  writer = await hub.user('writer')
  await hub.app.services.accounts.create('user', 'chief', { isAdmin: true })
  admin = await hub.app.services.accounts.createToken('chief', {
    name: 'test',
    scope: { role: 'write' },
    expiresAt: null,
  })
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const send = async (method: string, path: string, token: string | undefined, body?: unknown) => {
  const answer = await hub.call(path, {
    method,
    ...(token && { token }),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  const isJson = text.startsWith('{') || text.startsWith('[')
  return {
    status: answer.status,
    code: answer.headers.get('x-error-code'),
    text,
    json: isJson && !text.includes('\n{') ? JSON.parse(text) : undefined,
  }
}
const create = (name: string, organization = 'writer', token = writer) =>
  send('POST', '/api/repos/create', token, { type: 'dataset', name, organization })
const commit = (name: string, files: Record<string, Buffer>, token = writer, owner = 'writer') =>
  send(
    'POST',
    `/api/datasets/${owner}/${name}/commit/main`,
    token,
    commitBody(
      'add',
      Object.entries(files).map(([path, content]) => file(path, content)),
    ),
  )
const used = async (name: string) =>
  (await send('GET', `/api/datasets/writer/${name}/quota`, writer)).json.used
const ownUse = async () => (await send('GET', '/api/settings/quota', writer)).json
const limit = (body: object) => send('PUT', '/api/admin/quotas', admin, body)
const batch = (name: string, objects: { oid: string; size: number }[], token = writer) =>
  send('POST', `/datasets/writer/${name}.git/info/lfs/objects/batch`, token, {
    operation: 'upload',
    transfers: ['basic'],
    objects,
  })
/** Sends LFS content and commits its pointer. */
async function addLfs(name: string, path: string, content: Buffer) {
  const object = { oid: sha(content), size: content.length }
  const answer = await batch(name, [object])
  const href = answer.json.objects[0].actions?.upload.href.replace(/^http:\/\/[^/]+/, '')
  if (href) expect((await hub.call(href, { method: 'PUT', body: content })).status).toBe(200)
  const value = { path, algo: 'sha256', ...object }
  return send(
    'POST',
    `/api/datasets/writer/${name}/commit/main`,
    writer,
    commitBody('add', [{ key: 'lfsFile', value }]),
  )
}
const isWhole = async () => expect(await hub.app.services.quotas.faults(10)).toEqual([])

beforeEach(async () => {
  repo = `quota-${count++}`
  expect((await create(repo)).status).toBe(200)
})

test('a repo holds what its limit says and not a byte more; the error says what to do', async () => {
  const { bytes } = await used(repo)
  await limit({ repo: `writer/${repo}`, storage: bytes + 10 * KIB })
  expect((await commit(repo, { a: filled(10 * KIB, 'a') })).status).toBe(200)
  const over = await commit(repo, { b: Buffer.from('b') })
  expect(over).toMatchObject({ status: 413, code: 'QuotaExceeded' })
  expect(over.json.error).toContain(`writer/${repo} holds`)
  expect(over.json.error).toContain('garbage collection')
  expect(over.json.quota).toMatchObject({ unit: 'bytes', more: 1, limit: bytes + 10 * KIB })
  // the same content again is nothing new, and what is deleted stays in history
  expect((await commit(repo, { c: filled(10 * KIB, 'a') })).status).toBe(200)
  expect(await used(repo)).toEqual({ bytes: bytes + 10 * KIB, files: 2 })
  await isWhole()
})

test('files count, too; and 0 takes a limit away', async () => {
  await limit({ repo: `writer/${repo}`, files: 3 })
  expect((await commit(repo, { a: Buffer.from('a'), b: Buffer.from('b') })).status).toBe(200)
  expect(await commit(repo, { c: Buffer.from('c') })).toMatchObject({ status: 413 })
  await limit({ repo: `writer/${repo}`, files: 0 })
  expect((await commit(repo, { c: Buffer.from('c') })).status).toBe(200)
})

test('the files of an owner count over all of their repos', async () => {
  await create(`${repo}-more`)
  const { files } = (await ownUse()).used
  await limit({ namespace: 'writer', files: files + 2 })
  expect((await commit(repo, { a: Buffer.from('a'), b: Buffer.from('b') })).status).toBe(200)
  const over = await commit(`${repo}-more`, { c: Buffer.from('c') })
  expect(over).toMatchObject({
    status: 413,
    code: 'QuotaExceeded',
    json: { quota: { of: 'writer', unit: 'files', more: 1, limit: files + 2 } },
  })
  await limit({ namespace: 'writer', files: null })
  expect((await commit(`${repo}-more`, { c: Buffer.from('c') })).status).toBe(200)
  await isWhole()
})

test('LFS is refused before its bytes come, and bytes on their way count', async () => {
  const { bytes } = await used(repo)
  await limit({ repo: `writer/${repo}`, storage: bytes + 100 * KIB })
  const [a, b] = [filled(80 * KIB, `a${repo}`), filled(80 * KIB, `b${repo}`)]
  const objects = [a, b].map((content) => ({ oid: sha(content), size: content.length }))
  expect(await batch(repo, objects)).toMatchObject({ status: 413, json: { message: /holds/ } })
  const first = await batch(repo, objects.slice(0, 1))
  const href = first.json.objects[0].actions.upload.href.replace(/^http:\/\/[^/]+/, '')
  expect((await hub.call(href, { method: 'PUT', body: a })).status).toBe(200)
  expect(await batch(repo, objects.slice(1))).toMatchObject({ status: 413 })
  expect(await batch(repo, objects.slice(0, 1))).toMatchObject({ status: 200 })
  expect((await addLfs(repo, 'a.bin', a)).status).toBe(200)
  expect(await used(repo)).toMatchObject({ bytes: bytes + 80 * KIB })
  const plan = { files: [{ path: 'c.bin', size: 50 * KIB, sample: '' }] }
  expect(await send('POST', `/api/datasets/writer/${repo}/preupload/main`, writer, plan)).toMatchObject({
    status: 413,
    code: 'QuotaExceeded',
  })
  await isWhole()
})

test('sixteen commits at once into four repos: the owner never passes the limit', async () => {
  const repos = Array.from({ length: 4 }, (_, i) => `${repo}-${i}`)
  for (const name of repos) await create(name)
  const { used: before } = await ownUse()
  await limit({ namespace: 'writer', storage: before.bytes + 50 * KIB })
  const answers = await Promise.all(
    Array.from({ length: 16 }, (_, i) =>
      commit(repos[i % 4] as string, { [`f${i}`]: Buffer.alloc(10 * KIB, `${repo}${i}`) }),
    ),
  )
  const statuses = answers.map(({ status }) => status)
  expect(statuses.filter((status) => status === 200)).toHaveLength(5)
  expect(new Set(statuses)).toEqual(new Set([200, 413]))
  const after = await ownUse()
  expect(after.used.bytes).toBe(before.bytes + 50 * KIB)
  expect(after.limit.bytes).toBe(after.used.bytes)
  await limit({ namespace: 'writer', storage: null })
  await isWhole()
})

test('what is collected or deleted is given back, what moves counts elsewhere', async () => {
  await hub.org(`org-${repo}`, { writer: 'admin' })
  const before = (await ownUse()).used
  await commit(repo, { a: filled(20 * KIB, repo) })
  await send('POST', `/api/datasets/writer/${repo}/super-squash/main`, writer, {})
  await send(
    'POST',
    `/api/datasets/writer/${repo}/commit/main`,
    writer,
    commitBody('drop', [{ key: 'deletedFile', value: { path: 'a' } }]),
  )
  await send('POST', `/api/datasets/writer/${repo}/super-squash/main`, writer, {})
  await hub.app.services.garbage.mark()
  expect((await ownUse()).used).toEqual(before)
  await isWhole()

  await commit(repo, { b: filled(30 * KIB, repo) })
  const there = `/api/organizations/org-${repo}/quota`
  await limit({ namespace: `org-${repo}`, storage: 10 * KIB })
  const move = () =>
    send('POST', '/api/repos/move', writer, {
      fromRepo: `writer/${repo}`,
      toRepo: `org-${repo}/${repo}`,
      type: 'dataset',
    })
  expect(await move()).toMatchObject({ status: 413, code: 'QuotaExceeded' })
  await limit({ namespace: `org-${repo}`, storage: 100 * KIB })
  const mine = (await ownUse()).used
  expect((await move()).status).toBe(200)
  const moved = (await send('GET', there, writer)).json.used
  expect(moved.bytes).toBeGreaterThan(30 * KIB)
  expect((await ownUse()).used.bytes).toBe(mine.bytes - moved.bytes)
  await isWhole()
  const gone = { name: repo, organization: `org-${repo}`, type: 'dataset' }
  expect((await send('DELETE', '/api/repos/delete', writer, gone)).status).toBe(200)
  expect((await send('GET', there, writer)).json.used).toEqual({ bytes: 0, files: 0 })
  await isWhole()
})

test('tables that the hub makes are not charged', async () => {
  await commit(repo, { 'data.csv': Buffer.from('a,b\n1,2\n') })
  const before = await used(repo)
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
  const refs = await send('GET', `/api/datasets/writer/${repo}/refs?include_prs=1`, writer)
  expect(refs.text).toContain('refs/convert/parquet')
  expect(await used(repo)).toEqual(before)
  await isWhole()
})

test('a quota does not tell whether somebody else has the bytes', async () => {
  const content = filled(40 * KIB, `secret ${repo}`)
  const own = await hub.user(`spy-${repo}`)
  const spyRepo = `spy-${repo}`
  await create(spyRepo, `spy-${repo}`, own)
  const base = (await send('GET', '/api/settings/quota', own)).json.used.bytes
  await limit({ namespace: `spy-${repo}`, storage: base + 10 * KIB })
  const ask = () =>
    send('POST', `/datasets/spy-${repo}/${spyRepo}.git/info/lfs/objects/batch`, own, {
      operation: 'upload',
      objects: [{ oid: sha(content), size: content.length }],
    })
  const before = await ask()
  await addLfs(repo, 'secret.bin', content)
  const after = await ask()
  const plain = ({ status, json }: typeof before) => ({ status, message: json.message })
  expect(plain(after)).toEqual(plain(before))
  expect(before.status).toBe(413)
})

test('the sum of an owner is not told to a token that knows one repo of it', async () => {
  const { accounts } = hub.app.services
  const scope = {
    role: 'fineGrained' as const,
    grants: [{ entity: `writer/${repo}`, role: 'write' as const }],
  }
  const narrow = await accounts.createToken('writer', { name: repo, scope, expiresAt: null })
  const { bytes } = (await ownUse()).used
  await limit({ namespace: 'writer', storage: bytes })
  const refused = await commit(repo, { x: Buffer.from('x') }, narrow)
  expect(refused).toMatchObject({ status: 413, code: 'QuotaExceeded' })
  expect(refused.text).not.toContain(String(bytes))
  expect(refused.json.quota).toBeUndefined()
  expect((await send('GET', '/api/settings/quota', narrow)).status).toBe(403)
  await limit({ namespace: 'writer', storage: null })
})

test('the sum of an owner is not told to whoever writes in one repo of it', async () => {
  const org = `sum-${repo}`
  const [creator, whole] = [await hub.user(`part-${repo}`), await hub.user(`whole-${repo}`)]
  await hub.org(org, { [`part-${repo}`]: 'contributor', [`whole-${repo}`]: 'write' })
  expect((await create('one', org, creator)).status).toBe(200)
  const { bytes } = (await send('GET', `/api/organizations/${org}/quota`, whole)).json.used
  await limit({ namespace: org, storage: bytes })
  // who created a repo writes to it, and knows no other
  const refused = await commit('one', { x: Buffer.from('x') }, creator, org)
  expect(refused).toMatchObject({ status: 413, code: 'QuotaExceeded' })
  expect(refused.json.quota).toBeUndefined()
  expect(refused.json.error).toContain('Ask its administrators')
  const told = await commit('one', { x: Buffer.from('x') }, whole, org)
  expect(told).toMatchObject({ status: 413, json: { quota: { of: org, limit: bytes } } })
})

test('a voucher extends the quota while it is valid', async () => {
  const { bytes } = (await ownUse()).used
  await limit({ namespace: 'writer', storage: bytes })
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString()
  expect(await commit(repo, { x: Buffer.from('x') })).toMatchObject({ status: 413 })
  const body = { to: 'writer', kind: 'storage', budget: 5 * KIB, expiresAt }
  const given = await send('POST', '/api/admin/vouchers', admin, body)
  expect(given).toMatchObject({ status: 200, json: { kind: 'storage', spent: 0, grantedBy: 'chief' } })
  expect((await commit(repo, { x: filled(4 * KIB, 'x') })).status).toBe(200)
  await send('DELETE', `/api/admin/vouchers/${given.json.id}`, admin)
  expect(await commit(repo, { y: Buffer.from('y') })).toMatchObject({ status: 413 })
  // what is there stays
  expect((await hub.call(`/datasets/writer/${repo}/resolve/main/x`)).status).toBe(200)
  await limit({ namespace: 'writer', storage: null })
})

test('fsck finds sums that are wrong, and repair mends them', async () => {
  await onDatabase(
    hub,
    'update repo_usage set bytes = bytes + 7 where repo_id = (select max(repo_id) from repo_usage)',
    [],
  )
  const report = await hub.app.services.integrity.fsck({ fast: true })
  expect(report.faults).toMatchObject([{ what: 'quota-differs' }])
  await hub.app.services.quotas.repair()
  expect((await hub.app.services.integrity.fsck({ fast: true })).faults).toEqual([])
})

test('only administrators of the hub change limits, with a token that writes', async () => {
  const reads = await hub.app.services.accounts.createToken('chief', {
    name: `reads-${repo}`,
    scope: { role: 'read' },
    expiresAt: null,
  })
  for (const token of [writer, reads])
    expect(await send('PUT', '/api/admin/quotas', token, { namespace: 'writer', storage: 1 })).toMatchObject({
      status: 403,
      code: 'Forbidden',
    })
  expect((await send('PUT', '/api/admin/quotas', undefined, {})).status).toBe(401)
  for (const body of [
    {},
    { namespace: 'writer', storage: -1 },
    { namespace: 'nobody' },
    { repo: 'x', namespace: 'y' },
  ])
    expect((await limit(body)).status).toBe(400)
})
