import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { sender } from '../support/send.js'
import { onDatabase } from '../support/world.js'

let hub: TestHub
let operator: string
let minji: string
let cookie: string
const send = sender(() => hub)
const bySession = async (method: string, path: string, body?: unknown) => {
  const headers = { cookie, origin: hub.url, 'content-type': 'application/json' }
  const answer = await hub.call(path, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, code: answer.headers.get('x-error-code'), json: await answer.json() }
}

beforeAll(async () => {
  hub = await startHub({ signUp: true })
  await hub.app.services.accounts.create('user', 'operator', { isAdmin: true })
  const fields = { name: 't', scope: { role: 'write' as const }, expiresAt: null }
  operator = await hub.app.services.accounts.createToken('operator', fields)
  const made = await hub.call('/api/sign-up', {
    method: 'POST',
    headers: { origin: hub.url },
    body: JSON.stringify({ user: 'minji', email: 'minji@example.org', password: 'three words for a test' }),
  })
  expect(made.status).toBe(200)
  cookie = made.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
  minji = await hub.app.services.accounts.createToken('minji', fields)
  for (const name of ['open', 'closed'])
    await send('POST', '/api/repos/create', operator, { type: 'dataset', name })
  await hub.call('/api/datasets/operator/closed/commit/main', {
    method: 'POST',
    token: operator,
    body: commitBody('data', [file('data.csv', 'a\n1\n')]),
  })
  await send('PUT', '/api/datasets/operator/closed/settings', operator, { gated: 'manual' })
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const ADMIN = ['overview', 'health', 'jobs', 'traffic', 'accounts']

test('only administrators see the hub as a whole', async () => {
  for (const name of ADMIN) {
    expect((await send('GET', `/api/admin/${name}`, undefined)).status, name).toBe(401)
    expect((await send('GET', `/api/admin/${name}`, minji)).status, name).toBe(403)
    expect((await send('GET', `/api/admin/${name}`, operator)).status, name).toBe(200)
  }
  expect((await send('POST', '/api/admin/audit/verify', minji, {})).status).toBe(403)
})

test('counts, jobs and health say what is there', async () => {
  const { json } = await send('GET', '/api/admin/overview', operator)
  expect(json.counts).toMatchObject({ users: 2, suspended: 0, organisations: 0, datasets: 2, models: 0 })
  expect(json.jobs).toEqual({ pending: 2, running: 0, ready: 0, failed: 0 })
  const jobs = await send('GET', '/api/admin/jobs?state=pending', operator)
  expect(jobs.json).toMatchObject([
    { repo: 'operator/closed', state: 'pending', problems: [] },
    { repo: 'operator/open', state: 'pending' },
  ])
  expect((await send('GET', '/api/admin/jobs?state=odd', operator)).status).toBe(400)
  const health = await send('GET', '/api/admin/health', operator)
  expect(health.json.map(({ part }: { part: string }) => part)).toEqual([
    'database',
    'disk',
    'sandbox',
    'mail',
    'audit',
  ])
  expect(health.json[1]).toMatchObject({ value: expect.any(Number), detail: null })
  expect(health.json[0]).toMatchObject({ isGood: true, value: expect.any(Number) })
})

test('pages that show names of repos and addresses of people are recorded, with the repos', async () => {
  await send('PUT', '/api/datasets/operator/open/settings', operator, { private: true })
  await send('GET', '/api/admin/jobs?state=pending', operator)
  await send('GET', '/api/admin/accounts', operator)
  await send('PUT', '/api/datasets/operator/open/settings', operator, { private: false })
  const { json } = await send('GET', '/api/admin/audit?repo=operator/open&limit=1000', operator)
  const shown = json.entries.filter((entry: { action: string }) => entry.action === 'hub:admin')
  expect(shown.at(-1)).toMatchObject({ outcome: 'allow', request: { path: '/api/admin/jobs' } })
  const all = await send('GET', '/api/admin/audit?limit=1000', operator)
  expect(all.text).toContain('/api/admin/accounts')
})

test('answers are counted by hour and class, also over a second flush', async () => {
  for (let i = 0; i < 3; i++) await send('GET', '/api/datasets/operator/nothing', operator)
  await hub.app.services.answers.flush()
  await send('GET', '/api/datasets/operator/nothing', operator)
  await hub.app.services.answers.flush()
  const { json } = await send('GET', '/api/admin/traffic', operator)
  const refused = json.hours.filter((row: { class: number }) => row.class === 4)
  expect(
    refused.reduce((sum: number, row: { requests: number }) => sum + row.requests, 0),
  ).toBeGreaterThanOrEqual(4)
})

test('accounts are found by a part of the name or address; signs of LIKE stand for themselves', async () => {
  const names = async (query: string) =>
    (await send('GET', `/api/admin/accounts?${query}`, operator)).json.map(
      ({ name }: { name: string }) => name,
    )
  expect(await names('search=INJ')).toEqual(['minji'])
  expect(await names('search=example.org')).toEqual(['minji'])
  expect(await names('search=%25')).toEqual([])
  expect(await names('kind=org')).toEqual([])
  await send('PUT', '/api/admin/users/minji', operator, { suspended: true })
  expect(await names('suspended=true')).toEqual(['minji'])
  await send('PUT', '/api/admin/users/minji', operator, { suspended: false })
})

test('the record proves whole, and a change in it is named', async () => {
  const { json } = await send('POST', '/api/admin/audit/verify', operator, {})
  expect(json).toMatchObject({ whole: true, faults: [] })
  expect(json.entries).toBeGreaterThan(0)
  await onDatabase(hub, 'alter table audit_log disable trigger all', [])
  await onDatabase(hub, `update audit_log set entry = replace(entry, '"allow"', '"deny"') where seq = 1`, [])
  const after = await send('POST', '/api/admin/audit/verify', operator, {})
  expect(after.json.whole).toBe(false)
  expect(after.json.faults[0].seq).toBe(1)
})

test('a person sees how all their requests stand; a name they may not know is not told', async () => {
  const asked = await bySession('POST', '/api/datasets/operator/closed/access', { fields: {}, terms: null })
  expect(asked.status).toBe(200)
  const mine = await bySession('GET', '/api/settings/access-requests')
  expect(mine.json).toMatchObject([{ repo: 'operator/closed', state: 'pending', granted: false }])
  await send('PUT', '/api/datasets/operator/closed/settings', operator, { private: true })
  expect((await bySession('GET', '/api/settings/access-requests')).json).toMatchObject([{ repo: null }])
  await send('PUT', '/api/datasets/operator/closed/settings', operator, { private: false })
  expect((await send('GET', '/api/settings/access-requests', minji)).code).toBe('SessionNeeded')
})

test('gates are listed to those who decide at them, with counts', async () => {
  expect((await bySession('GET', '/api/settings/reviews')).json).toEqual([])
  await send('PUT', '/api/datasets/operator/closed/collaborators/minji', operator, { role: 'read' })
  expect((await bySession('GET', '/api/settings/reviews')).json).toEqual([])
  await send('PUT', '/api/datasets/operator/closed/collaborators/minji', operator, { role: 'write' })
  expect((await bySession('GET', '/api/settings/reviews')).json).toEqual([
    {
      type: 'dataset',
      repo: 'operator/closed',
      gated: 'manual',
      pending: 1,
      accepted: 0,
      expired: 0,
      rejected: 0,
    },
  ])
})

test('people change their name and address, and not where they live', async () => {
  const saved = await bySession('PATCH', '/api/settings/profile', {
    fullname: ' 김민지 ',
    email: 'kim@example.org',
  })
  expect(saved.json).toMatchObject({
    user: 'minji',
    fullname: '김민지',
    email: 'kim@example.org',
    attributes: [],
  })
  expect((await bySession('PATCH', '/api/settings/profile', { country: 'KR' })).status).toBe(400)
  expect((await bySession('PATCH', '/api/settings/profile', { email: 'no address' })).status).toBe(400)
  expect((await send('PATCH', '/api/settings/profile', minji, { fullname: 'x' })).code).toBe('SessionNeeded')
  const signIn = { user: 'kim@example.org', password: 'three words for a test' }
  expect((await bySession('POST', '/api/sign-in', signIn)).json).toMatchObject({ user: 'minji' })
})

/** Without the cookie, whose session a sign-in would end. */
const signIn = (user: string, password: string) =>
  hub.call('/api/sign-in', {
    method: 'POST',
    headers: { origin: hub.url },
    body: JSON.stringify({ user, password }),
  })

test('nobody takes an address that is another person’s, whatever its case', async () => {
  const fields = { user: 'jisoo', email: 'jisoo@example.org', password: 'four words for a test' }
  const made = { method: 'POST', headers: { origin: hub.url }, body: JSON.stringify(fields) }
  expect((await hub.call('/api/sign-up', made)).status).toBe(200)
  cookie = (await signIn('minji', 'three words for a test')).headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
  const took = await bySession('PATCH', '/api/settings/profile', { email: 'Jisoo@Example.org' })
  expect([took.status, took.code]).toEqual([409, 'AlreadyExists'])
  expect(await (await signIn(fields.email, fields.password)).json()).toMatchObject({ user: 'jisoo' })
  // one’s own in other letters is one’s own
  const own = await bySession('PATCH', '/api/settings/profile', { email: 'Kim@example.org' })
  expect(own.json).toMatchObject({ email: 'Kim@example.org' })
})

test('two changes of a profile at once do not undo each other', async () => {
  const patch = (wish: object) => bySession('PATCH', '/api/settings/profile', wish)
  await Promise.all([patch({ fullname: 'Minji Kim' }), patch({ email: 'minji.kim@example.org' })])
  expect((await bySession('GET', '/api/settings/profile')).json).toMatchObject({
    fullname: 'Minji Kim',
    email: 'minji.kim@example.org',
  })
})

test('whoever tries many addresses is slowed', async () => {
  const codes: (string | null)[] = []
  for (let i = 0; i < 8; i++)
    codes.push((await bySession('PATCH', '/api/settings/profile', { email: `a${i}@example.org` })).code)
  expect(codes.at(-1)).toBe('TooManyAttempts')
})
