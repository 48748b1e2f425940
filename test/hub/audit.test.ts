import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AuditEntry } from '../../src/core/audit.js'
import { newGitPerson } from '../support/git-client.js'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { lfsAddress, lfsBatch, lfsBytes, lfsFile, newRepo, sendLfs } from '../support/lfs.js'
import { onDatabase } from '../support/world.js'

const LARGE = lfsBytes('large '.repeat(1000))
const REPO = '/datasets/owner/secret'

let hub: TestHub
let owner: string
let stranger: string
let operator: string
beforeAll(async () => {
  hub = await startHub({ trustProxy: true })
  owner = await hub.user('owner')
  stranger = await hub.user('stranger')
  await hub.app.services.accounts.create('user', 'operator', { isAdmin: true })
  operator = await hub.app.services.accounts.createToken('operator', {
    name: 'test',
    scope: { role: 'write' },
    expiresAt: null,
  })
  for (const [name, visibility] of [
    ['secret', 'private'],
    ['open', 'public'],
  ] as const) {
    await newRepo(hub, owner, name, visibility)
    await sendLfs(hub, `owner/${name}`, owner, LARGE)
    const body = commitBody('c', [file('data.csv', 'id\n1\n'), lfsFile('large.bin', LARGE)])
    const path = `/api/datasets/owner/${name}/commit/main`
    expect((await hub.call(path, { method: 'POST', token: owner, body })).status).toBe(200)
  }
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

type Entry = AuditEntry & { seq: number; hash: string }
async function entriesAfter(seq: number): Promise<Entry[]> {
  const answer = await hub.call(`/api/admin/audit?after=${seq}&limit=1000`, { token: operator })
  const { entries } = (await answer.json()) as { entries: Entry[] }
  return entries.filter(({ action }) => action !== 'audit:read')
}
async function lastSeq(): Promise<number> {
  await hub.app.services.audit.seal({ wait: true })
  return (await hub.app.metadata.audit.last())?.seq ?? 0
}
/** What is recorded while `work` runs. */
async function recorded(work: () => Promise<unknown>): Promise<Entry[]> {
  const before = await lastSeq()
  await work()
  return entriesAfter(before)
}
const get = (path: string, token?: string, headers = {}) =>
  hub.call(path, { ...(token && { token }), headers }).then(async (answer) => {
    await answer.arrayBuffer()
    return answer.status
  })
const post = (path: string, token: string, body: unknown) =>
  hub.call(path, { method: 'POST', token, body: JSON.stringify(body) })

/** Every way to the bytes of a data set of the owner. */
const DOORS: Record<string, (name: string, token: string) => Promise<unknown>> = {
  page: (name, token) => get(`/api/datasets/owner/${name}`, token),
  tree: (name, token) => get(`/api/datasets/owner/${name}/tree/main`, token),
  resolve: (name, token) => get(`/datasets/owner/${name}/resolve/main/data.csv`, token),
  raw: (name, token) => get(`/datasets/owner/${name}/raw/main/data.csv`, token),
  lfs: (name, token) => lfsBatch(hub, `owner/${name}`, token, { operation: 'download', objects: [LARGE] }),
  xet: (name, token) => get(`/api/datasets/owner/${name}/xet-read-token/main`, token),
  rows: (name, token) => get(`/rows?dataset=owner/${name}&config=default&split=train`, token),
  sql: (name, token) => post('/api/sql', token, { sql: `select * from "owner/${name}".train` }),
  subset: (name, token) =>
    get(`/api/datasets/owner/${name}/subset?config=default&split=train&format=csv`, token),
  list: (_, token) => get('/api/datasets?author=owner', token),
  search: (_, token) => get('/api/catalogue?q=secret', token),
  git: async (name, token) => {
    await using person = await newGitPerson()
    const url = `${hub.url}/datasets/owner/${name}`.replace('http://', `http://owner:${token}@`)
    await person.run(person.folder, ['clone', '-q', url, 'clone'])
  },
}

test.each(Object.keys(DOORS))('what is private leaves an entry: %s', async (door) => {
  const entries = await recorded(() => DOORS[door]?.('secret', owner) as Promise<unknown>)
  // git asks without a token first
  const [first] = entries.filter(({ actor }) => actor.kind === 'user')
  expect(first).toMatchObject({
    kind: 'decision',
    outcome: 'allow',
    actor: { kind: 'user', name: 'owner', credential: expect.stringMatching(/^token \d+$/) },
    address: expect.stringMatching(/127\.0\.0\.1/),
    repos: [{ name: 'datasets/owner/secret' }],
  })
  expect(first?.action).toMatch(/^repo:(read|download)$/)
  expect(first?.request?.id).toMatch(/^[0-9a-f-]{36}$/)
  expect(JSON.stringify(entries)).not.toContain(owner)
})

test.each(Object.keys(DOORS).filter((door) => !['list', 'search'].includes(door)))(
  'who is refused leaves an entry, and public data leaves none: %s',
  async (door) => {
    const open = DOORS[door] as (name: string, token: string) => Promise<unknown>
    const all = await recorded(() => open('secret', stranger))
    expect(all.every(({ outcome }) => outcome === 'deny')).toBe(true)
    const entries = all.filter(({ actor }) => actor.kind === 'user')
    expect(entries.length).toBeGreaterThan(0)
    for (const entry of entries) {
      expect(entry).toMatchObject({ outcome: 'deny', error: 'RepoNotFound', asked: 'datasets/owner/secret' })
      expect(entry.actor).toMatchObject({ kind: 'user', name: 'stranger' })
    }
    expect(await recorded(() => open('open', stranger))).toEqual([])
  },
)

test('a signed address leaves an entry at each use, without its signature', async () => {
  const href = (await lfsAddress(hub, 'owner/secret', owner, 'download', LARGE)) as string
  const entries = await recorded(async () => expect((await fetch(href)).status).toBe(200))
  expect(entries).toMatchObject([{ action: 'repo:download', outcome: 'allow', actor: { name: 'owner' } }])
  expect(entries[0]?.request?.path).toBe(`/api/lfs/objects/${LARGE.oid}`)
})

test('who asks, from where, with what, for what', async () => {
  const headers = { 'x-forwarded-for': '10.0.0.9, 203.0.113.7', 'user-agent': `x${'y'.repeat(400)}` }
  const path = `${REPO}/resolve/main/data.csv?token=hidden&revision=main`
  const [entry] = await recorded(() => get(path, undefined, headers))
  expect(entry).toMatchObject({
    actor: { kind: 'anonymous' },
    address: '203.0.113.7',
    outcome: 'deny',
    error: 'RepoNotFoundAnonymous',
    request: {
      method: 'GET',
      route: '/datasets/:ns/:name/resolve/*',
      path: `${REPO}/resolve/main/data.csv?revision=main`,
    },
  })
  expect(entry?.agent).toHaveLength(200)
})

test('what does not exist is recorded like what is private', async () => {
  const entries = await recorded(() => get('/datasets/owner/nothing/resolve/main/data.csv', stranger))
  expect(entries).toMatchObject([
    { outcome: 'deny', error: 'RepoNotFound', asked: 'datasets/owner/nothing', repos: [] },
  ])
})

test('a person reads what is recorded of them, and learns nothing by it that they were not told', async () => {
  await get(`${REPO}/resolve/main/data.csv`, stranger)
  await get('/datasets/owner/absents/resolve/main/data.csv', stranger)
  const answer = await hub.call('/api/settings/audit?limit=3', { token: stranger })
  const { entries } = (await answer.json()) as { entries: Entry[] }
  const [own, absent, hidden] = entries
  expect(own).toMatchObject({ action: 'audit:read-own' })
  const told = ({ at: _, request, ...rest }: Entry) => ({ ...rest, asked: '', route: request?.route })
  expect(told(hidden as Entry)).toEqual(told(absent as Entry))
  expect(hidden?.asked).toBe('datasets/owner/secret')
  expect(answer.headers.get('link')).toContain('page=1')
  expect(hidden).not.toHaveProperty('seq')
})

test('administrators of a repo read what concerns it, and nothing of other repos', async () => {
  await newRepo(hub, owner, 'second', 'private')
  await get('/api/datasets?author=owner', owner)
  const answer = await hub.call('/api/datasets/owner/second/audit', { token: owner })
  const text = await answer.text()
  const { entries } = JSON.parse(text) as { entries: Entry[] }
  expect(entries.map(({ action }) => action)).toEqual([
    'repo.created',
    'repo:read',
    'repo:admin',
    'audit:read',
  ])
  expect(text).not.toContain('owner/secret')
  expect(await get('/api/datasets/owner/second/audit', stranger)).toBe(404)
  expect(await get('/api/datasets/owner/open/audit', stranger)).toBe(403)
})

test('the record of the hub is for its administrators, and reading it is recorded', async () => {
  const reading = await hub.app.services.accounts.createToken('operator', {
    name: 'reads',
    scope: { role: 'read' },
    expiresAt: null,
  })
  const before = await lastSeq()
  expect(await get('/api/admin/audit')).toBe(401)
  expect(await get('/api/admin/audit', stranger)).toBe(403)
  expect(await get('/api/admin/audit', reading)).toBe(403)
  expect(await get(`/api/admin/audit?after=${before}`, operator)).toBe(200)
  const answer = await hub.call(`/api/admin/audit?after=${before}`, { token: operator })
  const { entries } = (await answer.json()) as { entries: Entry[] }
  expect(entries.map(({ action, outcome }) => [action, outcome])).toEqual([
    ['hub:admin', 'deny'],
    ['hub:admin', 'deny'],
    ['hub:admin', 'deny'],
    ['audit:read', 'allow'],
    ['audit:read', 'allow'],
  ])
})

test('filters, pages, CSV and JSON Lines', async () => {
  await get(`${REPO}/resolve/main/data.csv`, stranger, { 'user-agent': '=HYPERLINK("x")' })
  const read = async (query: string) =>
    (await hub.call(`/api/admin/audit?${query}`, { token: operator })).text()
  const of = async (query: string) => (JSON.parse(await read(query)) as { entries: Entry[] }).entries
  expect((await of('user=stranger')).every(({ actor }) => 'name' in actor && actor.name === 'stranger')).toBe(
    true,
  )
  const named = await of('repo=OWNER/nothing')
  expect(named.length).toBeGreaterThan(0)
  expect(named.every(({ asked }) => asked === 'datasets/owner/nothing')).toBe(true)
  expect(await of('since=2999-01-01')).toEqual([])
  expect((await of('limit=2')).map(({ seq }) => seq)).toEqual([1, 2])
  expect((await of('limit=2&after=2')).map(({ seq }) => seq)).toEqual([3, 4])
  const csv = await read('format=csv&user=stranger')
  expect(csv.split('\r\n')[0]).toMatch(/^seq,at,kind,actor/)
  expect(csv).toContain(`"'=HYPERLINK`)
  expect(csv).not.toMatch(/,=/)
  const lines = (await read('format=jsonl')).trim().split('\n')
  expect(lines.map((line) => JSON.parse(line).entry.seq)).toEqual(lines.map((_, i) => i + 1))
  for (const wrong of ['format=xml', 'since=soon', 'user=nobody', 'after=x'])
    expect(await get(`/api/admin/audit?${wrong}`, operator)).toBe(400)
})

test('administrative acts are recorded in the transaction that does them', async () => {
  const { accounts } = hub.app.services
  const entries = await recorded(async () => {
    await accounts.create('user', 'newcomer', {})
    await accounts.create('org', 'lab', {})
    await accounts.setRole('lab', 'newcomer', 'write')
    const fields = { name: 'one', scope: { role: 'read' as const }, expiresAt: null }
    const token = await accounts.createToken('newcomer', fields)
    await expect(accounts.createToken('newcomer', fields)).rejects.toMatchObject({ key: 'AlreadyExists' })
    await accounts.revokeToken('newcomer', 'one')
    const put = { method: 'PUT', token: owner }
    await hub.call('/api/datasets/owner/open/settings', { ...put, body: '{"gated": "manual"}' })
    await post('/api/datasets/owner/open/user-access-request/grant', owner, { user: 'newcomer' })
    await hub.call('/api/datasets/owner/open/settings', { ...put, body: '{"gated": false}' })
    await newRepo(hub, owner, 'brief', 'private')
    await post('/api/repos/move', owner, {
      fromRepo: 'owner/brief',
      toRepo: 'owner/moved',
      type: 'dataset',
    })
    await hub.call('/api/repos/delete', {
      method: 'DELETE',
      token: owner,
      body: JSON.stringify({ name: 'owner/moved', type: 'dataset' }),
    })
    return token
  })
  const acts = entries.filter(({ kind }) => kind === 'act')
  expect(acts.map(({ action }) => action)).toEqual([
    'user.created',
    'org.created',
    'org.member',
    'token.created',
    'token.revoked',
    'repo.settings',
    'access.decided',
    'repo.settings',
    'repo.created',
    'repo.moved',
    'repo.deleted',
  ])
  expect(acts.at(-1)).toMatchObject({
    actor: { kind: 'user', name: 'owner' },
    address: expect.stringContaining('127.0.0.1'),
    repos: [{ name: 'datasets/owner/moved' }],
    detail: { name: 'owner/moved' },
    request: { method: 'DELETE' },
  })
  expect(JSON.stringify(entries)).not.toContain('dbelt_')
})

test('no audit, no data: what cannot be recorded is not given out', async () => {
  await onDatabase(hub, 'alter table audit_inbox rename to audit_inbox_away', [])
  try {
    expect(await get(`${REPO}/resolve/main/data.csv`, owner)).toBe(503)
    expect(await get(`${REPO}/resolve/main/data.csv`, stranger)).toBe(503)
    expect(await get('/datasets/owner/nothing/resolve/main/data.csv', stranger)).toBe(503)
    expect(await get('/datasets/owner/open/resolve/main/data.csv', stranger)).toBe(200)
  } finally {
    await onDatabase(hub, 'alter table audit_inbox_away rename to audit_inbox', [])
  }
  expect(await get(`${REPO}/resolve/main/data.csv`, owner)).toBe(200)
})

test('of many at once each leaves an entry', async () => {
  const entries = await recorded(() =>
    Promise.all(
      Array.from({ length: 8 }, async (_, client) => {
        for (let i = 0; i < 25; i++)
          await get(`${REPO}/resolve/main/data.csv`, owner, { 'user-agent': `client ${client} ${i}` })
      }),
    ),
  )
  const agents = new Set(entries.map(({ agent }) => agent))
  expect(entries).toHaveLength(200)
  expect(agents.size).toBe(200)
  expect((await hub.app.services.audit.verify()).faults).toEqual([])
})
