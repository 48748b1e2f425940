import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHub, type TestHub } from '../support/hub.js'

let hub: TestHub
let token: string
beforeAll(async () => {
  hub = await startHub()
  token = await hub.user('ada')
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const post = (path: string, body: unknown, method = 'POST') =>
  hub.call(path, {
    method,
    token,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })

/** A public repo with one file that was read already. */
async function warmRepo(name: string) {
  await post('/api/repos/create', { type: 'dataset', name, private: false })
  const address = `/datasets/ada/${name}/resolve/main/a.txt`
  const write = (content: string) => {
    const lines = [
      { key: 'header', value: { summary: content } },
      { key: 'file', value: { path: 'a.txt', content, encoding: 'utf-8' } },
    ]
    return hub.call(`/api/datasets/ada/${name}/commit/main`, {
      method: 'POST',
      token,
      body: lines.map((line) => JSON.stringify(line)).join('\n'),
      headers: { 'content-type': 'application/x-ndjson' },
    })
  }
  expect((await write('one')).status).toBe(200)
  const read = (as?: string) => hub.call(address, as === undefined ? {} : { token: as })
  expect(await (await read()).text()).toBe('one')
  expect(await (await read(token)).text()).toBe('one')
  return { write, read }
}

test('a commit is seen by the next read', async () => {
  const { read, write } = await warmRepo('moving')
  const before = (await read()).headers.get('x-repo-commit')
  expect((await write('two')).status).toBe(200)
  const after = await read()
  expect(await after.text()).toBe('two')
  expect(after.headers.get('x-repo-commit')).not.toBe(before)
})

test('a repo that becomes private is gone for strangers at once', async () => {
  const { read } = await warmRepo('closing')
  expect((await post('/api/datasets/ada/closing/settings', { private: true }, 'PUT')).status).toBe(200)
  expect((await read()).status).toBe(401)
  expect((await read(token)).status).toBe(200)
})

test('a revoked token reads nothing more', async () => {
  const { read } = await warmRepo('revoked')
  const { services } = hub.app
  const other = await services.accounts.createToken('ada', {
    name: 'other',
    scope: { role: 'read' },
    expiresAt: null,
  })
  expect((await read(other)).status).toBe(200)
  await hub.app.metadata.transact(async (tx) => {
    const user = await tx.accounts.findNamespace('ada')
    await tx.accounts.removeToken(user?.id ?? 0, 'other')
  })
  expect((await read(other)).status).toBe(401)
})

test('a deleted repo is gone, and one of the same name has its own files', async () => {
  const { read } = await warmRepo('reborn')
  const gone = await post('/api/repos/delete', { type: 'dataset', name: 'reborn' }, 'DELETE')
  expect(gone.status).toBe(200)
  expect((await read(token)).status).toBe(404)
  await post('/api/repos/create', { type: 'dataset', name: 'reborn', private: false })
  const empty = await read(token)
  expect([empty.status, empty.headers.get('x-error-code')]).toEqual([404, 'EntryNotFound'])
})
