import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TokenScope } from '../../src/core/policy.js'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { newRepo } from '../support/lfs.js'
import { onDatabase } from '../support/world.js'

let hub: TestHub
let owner: string
let member: string
beforeAll(async () => {
  hub = await startHub()
  owner = await hub.user('olga')
  member = await hub.user('mark')
  await hub.org('lab', { olga: 'admin', mark: 'write' })
  await newRepo(hub, owner, 'private', 'private', 'lab')
  await newRepo(hub, owner, 'public', 'public', 'lab')
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

let count = 0
const tokenOf = (scope: TokenScope, expiresAt: Date | null = null) =>
  hub.app.services.accounts.createToken('olga', { name: `t${count++}`, scope, expiresAt })
const whoami = async (headers: Record<string, string>) => {
  const answer = await hub.call('/api/whoami-v2', { headers })
  return [answer.status, answer.headers.get('x-error-message')]
}
const commit = async (token: string, repo = 'lab/public') => {
  const body = commitBody('c', [file('x', String(count++))])
  return (await hub.call(`/api/datasets/${repo}/commit/main`, { method: 'POST', token, body })).status
}
const read = async (token: string, repo = 'lab/private') =>
  (await hub.call(`/api/datasets/${repo}`, { token })).status
const INVALID = [401, 'Invalid credentials in Authorization header']

test('a token is taken as Bearer, and as the password of any user', async () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
  for (const authorization of [
    `Bearer ${owner}`,
    `bearer  ${owner}`,
    basic(`anyone:${owner}`),
    basic(`:${owner}`),
  ])
    expect((await whoami({ authorization }))[0], authorization).toBe(200)
})

test('what is no token of this hub is refused, whatever its form', async () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
  for (const authorization of [
    'Bearer',
    'Bearer ',
    'Bearer x',
    `Bearer ${owner}x`,
    `Bearer ${owner.slice(0, -1)}`,
    `Bearer ${owner.toUpperCase()}`,
    `Token ${owner}`,
    `Digest ${owner}`,
    owner,
    basic(`${owner}:`),
    basic('olga:password'),
    `Bearer ${'x'.repeat(10_000)}`,
    "Bearer ' or 1=1 --",
  ])
    expect(await whoami({ authorization }), authorization).toEqual(INVALID)
})

test('a token that has expired is refused from then on', async () => {
  expect(await read(await tokenOf({ role: 'read' }, new Date(Date.now() + 60_000)))).toBe(200)
  expect(await read(await tokenOf({ role: 'read' }, new Date(Date.now() - 1)))).toBe(401)
})

test('a token that is revoked is refused at once', async () => {
  const { accounts } = hub.app.services
  const token = await accounts.createToken('olga', {
    name: 'gone',
    scope: { role: 'write' },
    expiresAt: null,
  })
  expect(await read(token)).toBe(200)
  await accounts.revokeToken('olga', 'gone')
  expect(await read(token)).toBe(401)
})

test('CVE-2026-58419: a member who is taken out sees and writes nothing from the next request on', async () => {
  const { accounts } = hub.app.services
  expect([await read(member), await commit(member, 'lab/private')]).toEqual([200, 200])
  await accounts.setRole('lab', 'mark', 'read')
  expect([await read(member), await commit(member, 'lab/private')]).toEqual([200, 403])
  await accounts.setRole('lab', 'mark', null)
  expect([await read(member), await commit(member, 'lab/private')]).toEqual([404, 404])
  const list = (await (await hub.call('/api/datasets', { token: member })).json()) as { id: string }[]
  expect(list.map((row) => row.id)).toEqual(['lab/public'])
})

test('CVE-2026-56654: a read token writes nothing and makes nothing', async () => {
  const token = await tokenOf({ role: 'read' })
  expect([await read(token), await commit(token)]).toEqual([200, 403])
  for (const [method, path, body] of [
    ['POST', '/api/repos/create', { name: 'new' }],
    ['POST', '/api/repos/create', { name: 'new', organization: 'lab' }],
    ['DELETE', '/api/repos/delete', { name: 'public', organization: 'lab', type: 'dataset' }],
    ['PUT', '/api/datasets/lab/public/settings', { visibility: 'private' }],
    ['POST', '/api/datasets/lab/public/branch/x', {}],
    ['POST', '/api/datasets/lab/public/tag/main', { tag: 'v' }],
    ['POST', '/api/datasets/lab/public/super-squash/main', {}],
    ['POST', '/datasets/lab/public.git/info/lfs/objects/batch', { operation: 'upload', objects: [] }],
  ] as const)
    expect((await hub.call(path, { method, token, body: JSON.stringify(body) })).status, path).toBe(403)
})

test('GHSA-jjjj-jwhf-8rgr: a fine-grained token does what it names, and nothing beside it', async () => {
  const token = await tokenOf({ role: 'fineGrained', grants: [{ entity: 'lab/public', role: 'write' }] })
  expect([await commit(token), await commit(token, 'lab/private'), await read(token)]).toEqual([
    200, 404, 404,
  ])
  const create = (organization?: string) =>
    hub.call('/api/repos/create', {
      method: 'POST',
      token,
      body: JSON.stringify({ name: 'new', organization }),
    })
  expect([(await create()).status, (await create('lab')).status]).toEqual([403, 403])
  const settings = { method: 'PUT', token, body: '{"visibility":"private"}' }
  expect((await hub.call('/api/datasets/lab/public/settings', settings)).status).toBe(403)
})

test('only a writer of a namespace makes repos in it, and nobody in one that does not exist', async () => {
  const create = async (organization: string, token: string | undefined) => {
    const body = JSON.stringify({ name: 'n', organization })
    return (await hub.call('/api/repos/create', { method: 'POST', body, ...(token && { token }) })).status
  }
  expect(await create('lab', await hub.user('nobody'))).toBe(403)
  expect(await create('no-such-place', owner)).toBe(403)
  expect(await create('mark', owner)).toBe(403)
  expect(await create('lab', undefined)).toBe(401)
})

test('GHSA-4rgc-5g6r-2rjf: no token is in the database, nor in what whoami says of it', async () => {
  const answer = await (await hub.call('/api/whoami-v2', { token: owner })).text()
  expect(answer).not.toContain(owner)
  for (const table of ['access_tokens', 'events', 'namespaces']) {
    const { rows } = await onDatabase(hub, `select t::text as text from ${table} t`, [])
    for (const { text } of rows as { text: string }[]) {
      expect(text).not.toContain(owner)
      expect(text).not.toContain(Buffer.from(owner).toString('hex'))
    }
  }
})

test('a Host header that is no host does not get into the addresses of an answer', async () => {
  const { port } = new URL(hub.url)
  const { request } = await import('node:http')
  const ask = (host: string) =>
    new Promise<string>((resolve, reject) => {
      const call = request({ port, host: '127.0.0.1', path: '/', headers: { host } }, (answer) => {
        let text = ''
        answer.on('data', (chunk) => {
          text += chunk
        })
        answer.on('end', () => resolve(text))
      })
      call.on('error', reject)
      call.end()
    })
  expect(await ask('hub.example.org:81')).toContain('http://hub.example.org:81')
  for (const host of ['evil.org/x', 'a b', '<script>', 'a"b', 'a@b', 'x:99999999']) {
    const text = await ask(host)
    expect(text, host).toContain('http://localhost/')
    expect(text, host).not.toContain(host)
  }
})
