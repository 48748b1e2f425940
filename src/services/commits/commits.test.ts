import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../../../test/support/hub.js'

let hub: TestHub
let token: string
beforeAll(async () => {
  hub = await startHub()
  token = await hub.user('minji')
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

async function newRepo(name: string): Promise<string> {
  const answer = await hub.call('/api/repos/create', {
    method: 'POST',
    token,
    body: JSON.stringify({ name, type: 'dataset' }),
  })
  expect(answer.status).toBe(200)
  return `/api/datasets/minji/${name}`
}
const commit = (repo: string, body: string, rev = 'main') =>
  hub.call(`${repo}/commit/${rev}`, { method: 'POST', token, body })
const head = async (repo: string) => ((await (await hub.call(repo, { token })).json()) as { sha: string }).sha
const tree = async (repo: string, rev = 'main') => {
  const rows = (await (await hub.call(`${repo}/tree/${rev}?recursive=true`, { token })).json()) as {
    path: string
    type: string
  }[]
  return rows.filter((row) => row.type === 'file').map((row) => row.path)
}

test('a commit adds, replaces and deletes files', async () => {
  const repo = await newRepo('basic')
  expect((await commit(repo, commitBody('one', [file('a/b.txt', 'one'), file('c.txt', 'see')]))).status).toBe(
    200,
  )
  expect(
    (
      await commit(
        repo,
        commitBody('two', [file('a/b.txt', 'two'), { key: 'deletedFile', value: { path: 'c.txt' } }]),
      )
    ).status,
  ).toBe(200)
  expect(await tree(repo)).toEqual(['.gitattributes', 'a/b.txt'])
  expect(await (await hub.call('/datasets/minji/basic/resolve/main/a/b.txt', { token })).text()).toBe('two')
})

test('a commit on a parent that is no longer the head is refused with 412', async () => {
  const repo = await newRepo('parent')
  const first = await head(repo)
  expect((await commit(repo, commitBody('one', [file('a', '1')], { parentCommit: first }))).status).toBe(200)
  expect((await commit(repo, commitBody('two', [file('b', '2')], { parentCommit: first }))).status).toBe(412)
})

test('the same request again gets the first answer, even after other commits', async () => {
  const repo = await newRepo('again')
  const body = commitBody('one', [file('a', '1')], { parentCommit: await head(repo) })
  const first = (await (await commit(repo, body)).json()) as { commitOid: string }
  await commit(repo, commitBody('other', [file('b', '2')]))
  expect(await (await commit(repo, body)).json()).toMatchObject({ commitOid: first.commitOid })
})

test('of many commits on one parent exactly one lands', async () => {
  const repo = await newRepo('race')
  const parentCommit = await head(repo)
  const bodies = Array.from({ length: 8 }, (_, i) =>
    commitBody(`try ${i}`, [file(`f${i}`, String(i))], { parentCommit }),
  )
  const statuses = (await Promise.all(bodies.map((body) => commit(repo, body)))).map(
    (answer) => answer.status,
  )
  expect(statuses.filter((status) => status === 200)).toHaveLength(1)
  expect(statuses.filter((status) => status === 412)).toHaveLength(7)
})

test('concurrent commits without a parent all land', async () => {
  const repo = await newRepo('all-land')
  const bodies = Array.from({ length: 8 }, (_, i) => commitBody(`try ${i}`, [file(`f${i}`, String(i))]))
  await Promise.all(bodies.map((body) => commit(repo, body)))
  expect(await tree(repo)).toHaveLength(9)
})

test('two spellings of one path in a commit are refused with both names', async () => {
  const repo = await newRepo('clash')
  const name = '한국어.txt'
  const answer = await commit(
    repo,
    commitBody('one', [file(name.normalize('NFC'), '1'), file(name.normalize('NFD'), '2')]),
  )
  expect(answer.status).toBe(409)
  expect(((await answer.json()) as { error: string }).error).toMatch(/composed.*decomposed/)
})

test('an LFS file that was never sent is refused, and nothing changes', async () => {
  const repo = await newRepo('unsent')
  const before = await head(repo)
  const answer = await commit(
    repo,
    commitBody('one', [
      { key: 'lfsFile', value: { path: 'x.bin', algo: 'sha256', oid: 'a'.repeat(64), size: 5 } },
    ]),
  )
  expect(answer.status).toBe(400)
  expect(await head(repo)).toBe(before)
})

test('a deleted folder can be filled again in the same commit', async () => {
  const repo = await newRepo('refill')
  await commit(repo, commitBody('one', [file('d/a', '1'), file('d/b', '2')]))
  await commit(repo, commitBody('two', [{ key: 'deletedFolder', value: { path: 'd' } }, file('d/a', '3')]))
  expect(await tree(repo)).toEqual(['.gitattributes', 'd/a'])
})

test('deleting what is not there says so and changes nothing', async () => {
  const repo = await newRepo('missing')
  const answer = await commit(repo, commitBody('one', [{ key: 'deletedFile', value: { path: 'nope' } }]))
  expect([answer.status, answer.headers.get('x-error-code')]).toEqual([404, 'EntryNotFound'])
})

test('a token that is revoked while the body comes commits nothing', async () => {
  const repo = await newRepo('revoked')
  const before = await head(repo)
  const { accounts } = hub.app.services
  const short = await accounts.createToken('minji', {
    name: 'short',
    scope: { role: 'write' },
    expiresAt: null,
  })
  const [header = '', ...rest] = commitBody('late', [file('late.txt', 'late')]).split('\n')
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(`${header}\n`))
    },
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 300))
      await accounts.revokeToken('minji', 'short')
      controller.enqueue(new TextEncoder().encode(rest.join('\n')))
      controller.close()
    },
  })
  const options = { method: 'POST', token: short, body, duplex: 'half' } as RequestInit & { token: string }
  const answer = await hub.call(`${repo}/commit/main`, options)
  expect(answer.status).toBe(401)
  expect(await head(repo)).toBe(before)
})
