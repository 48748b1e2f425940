import { expect, test } from 'vitest'
import { networkOf } from '../../src/core/network.js'
import type { Principal } from '../../src/core/policy.js'
import { bucketOf, parseRates } from '../../src/core/rate.js'
import type { Grant } from '../../src/services/grants.js'
import { createRates } from '../../src/services/quotas/rates.js'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { onDatabase } from '../support/world.js'

const ANONYMOUS: Principal = { kind: 'anonymous' }
const LIMITS = { rateAnonymous: '5/8/3', rateUsers: '50/80/30' }

async function withRepo(hub: TestHub) {
  const token = await hub.user('owner')
  const create = { type: 'dataset', name: 'data' }
  await hub.call('/api/repos/create', { method: 'POST', token, body: JSON.stringify(create) })
  const body = commitBody('add', [file('a.txt', 'hello')])
  await hub.call('/api/datasets/owner/data/commit/main', { method: 'POST', token, body })
  return token
}
const left = (answer: Response) => Number(/;r=(\d+)/.exec(answer.headers.get('ratelimit') ?? '')?.[1])

test('three buckets, counted for each caller, in the headers of the Hugging Face Hub', async () => {
  await using hub = await startHub({ ...LIMITS, trustProxy: true })
  const token = await withRepo(hub)
  const resolve = '/datasets/owner/data/resolve/main/a.txt'
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })
  const answers = []
  for (let i = 0; i < 7; i++) answers.push(await hub.call('/api/datasets/owner/data', from('192.0.2.1')))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429])
  expect(answers.map(left)).toEqual([4, 3, 2, 1, 0, 0, 0])
  const [first, , , , , over] = answers as Response[]
  expect(first?.headers.get('ratelimit')).toMatch(/^"api";r=4;t=\d{1,3}$/)
  expect(first?.headers.get('ratelimit-policy')).toBe('"fixed window";"api";q=5;w=300')
  const wait = Number(over?.headers.get('retry-after'))
  expect(wait).toBeGreaterThan(0)
  expect(wait).toBeLessThanOrEqual(300)
  expect(over?.headers.get('x-error-code')).toBe('RateLimited')
  expect(await over?.json()).toMatchObject({
    error: expect.stringContaining('Requests with a token have more'),
  })

  // another bucket, another address, somebody with a token
  expect(left(await hub.call(resolve, { method: 'HEAD', ...from('192.0.2.1') }))).toBe(7)
  expect(left(await hub.call('/api/datasets/owner/data', from('192.0.2.2')))).toBe(4)
  const mine = await hub.call('/api/datasets/owner/data', { token, ...from('192.0.2.1') })
  expect(mine.headers.get('ratelimit-policy')).toContain('q=50')
  // who says many addresses is the one that the proxy saw
  const liar = await hub.call('/api/datasets/owner/data', from('203.0.113.9, 192.0.2.1'))
  expect(liar.status).toBe(429)
  // a wrong token is no way around
  const wrong = await hub.call('/api/datasets/owner/data', { token: 'dbelt_x', ...from('192.0.2.1') })
  expect(wrong.status).toBe(429)
  // a network of IPv6 is one caller
  expect(left(await hub.call('/api/datasets/owner/data', from('2001:db8:1:2::1')))).toBe(4)
  expect(left(await hub.call('/api/datasets/owner/data', from('2001:db8:1:2:ffff::9')))).toBe(3)
  expect(left(await hub.call('/api/datasets/owner/data', from('2001:db8:1:3::1')))).toBe(4)
  for (let i = 0; i < 20; i++) expect((await hub.call('/healthz', from('192.0.2.1'))).status).toBe(200)
  for (let i = 0; i < 3; i++) expect((await hub.call('/', from('192.0.2.1'))).status).toBe(200)
  expect((await hub.call('/', from('192.0.2.1'))).headers.get('ratelimit')).toContain('"pages";r=0')
})

test('a signed address counts for whoever it was given to', async () => {
  await using hub = await startHub({ ...LIMITS, rateAnonymous: '5/1/3' })
  const token = await withRepo(hub)
  const info = await hub.call('/api/datasets/owner/data/xet-read-token/main', { token })
  const { accessToken, casUrl } = (await info.json()) as { accessToken: string; casUrl: string }
  const path = `${casUrl.replace(hub.url, '')}/v1/reconstructions/${'a'.repeat(64)}`
  const own = await hub.call(path, { headers: { authorization: `Bearer ${accessToken}` } })
  expect(own.headers.get('ratelimit-policy')).toBe('"fixed window";"resolvers";q=80;w=300')
  const bad = () => hub.call(path, { headers: { authorization: 'Bearer xet_AAAA' } })
  expect((await bad()).status).toBe(401)
  expect((await bad()).status).toBe(429)
})

const headersOf = ({ status, headers }: Response) => [
  status,
  headers.get('ratelimit')?.replace(/;t=\d+/, ''),
  headers.get('ratelimit-policy'),
]

async function withAdmin(hub: TestHub) {
  await hub.app.services.accounts.create('user', 'chief', { isAdmin: true })
  const scope = { role: 'write' as const }
  const token = await hub.app.services.accounts.createToken('chief', { name: 't', scope, expiresAt: null })
  return async (limits: object) => {
    const answer = await hub.call('/api/admin/quotas', {
      method: 'PUT',
      token,
      body: JSON.stringify(limits),
    })
    expect(answer.status).toBe(200)
  }
}

test('a repo and an owner have limits of their own, which others than members use up', async () => {
  await using hub = await startHub({
    rateAnonymous: '100/100/100',
    rateUsers: '100/100/100',
    trustProxy: true,
  })
  const owner = await withRepo(hub)
  const create = { type: 'dataset', name: 'second' }
  await hub.call('/api/repos/create', { method: 'POST', token: owner, body: JSON.stringify(create) })
  const set = await withAdmin(hub)
  await set({ repo: 'owner/data', requests: 3 })
  await set({ namespace: 'owner', requests: 5 })
  let address = 0
  // everybody from an address of their own
  const ask = (path: string, options: { token?: string; method?: string } = {}) =>
    hub.call(path, { ...options, headers: { 'x-forwarded-for': `192.0.2.${++address}` } })
  const policy = (name: string, most: number) => `"fixed window";"${name}";q=${most};w=300`
  const resolve = '/datasets/owner/data/resolve/main/a.txt'
  // files, pages and the API together
  expect(headersOf(await ask('/api/datasets/owner/data'))).toEqual([200, '"repo";r=2', policy('repo', 3)])
  expect(headersOf(await ask(resolve, { method: 'HEAD' }))).toEqual([200, '"repo";r=1', policy('repo', 3)])
  // what is refused is not counted
  expect((await ask('/api/datasets/owner/data/settings', { method: 'PUT' })).status).toBe(401)
  expect(headersOf(await ask('/is-valid?dataset=owner/data'))).toEqual([200, '"repo";r=0', policy('repo', 3)])
  const over = await ask(resolve)
  expect(headersOf(over)).toEqual([429, '"repo";r=0', policy('repo', 3)])
  expect(over.headers.get('x-error-code')).toBe('RateLimited')
  const wait = Number(over.headers.get('retry-after'))
  expect(wait).toBe(Number(/t=(\d+)/.exec(over.headers.get('ratelimit') ?? '')?.[1]))
  expect(wait).toBeGreaterThan(0)
  // a repo that is used up takes nothing of its owner's, who has two left
  expect(headersOf(await ask('/api/datasets/owner/second'))).toEqual([200, '"owner";r=1', policy('owner', 5)])
  const stranger = await hub.user('stranger')
  const last = await ask('/api/datasets/owner/second', { token: stranger })
  expect(headersOf(last)).toEqual([200, '"owner";r=0', policy('owner', 5)])
  const shut = await ask('/api/datasets/owner/second', { token: stranger })
  expect(headersOf(shut)).toEqual([429, '"owner";r=0', policy('owner', 5)])
  expect(await shut.json()).toMatchObject({ error: expect.stringContaining('the repositories of owner') })
  // members are neither counted nor refused, and see how they stand themselves
  expect(headersOf(await ask(resolve, { token: owner }))[0]).toBe(200)
  expect((await ask('/api/datasets/owner/second', { token: owner })).headers.get('ratelimit')).toContain(
    '"api"',
  )
  // 0 and null are no limit, at once
  await set({ namespace: 'owner', requests: 0 })
  await set({ repo: 'owner/data', requests: null })
  expect(headersOf(await ask(resolve))[1]).toBe('"resolvers";r=99')
})

test('the limit that is nearest to its end is told; a request that asks twice for a repo is one', async () => {
  await using hub = await startHub({ rateAnonymous: '3/4/3', rateUsers: '50/80/30' })
  const owner = await withRepo(hub)
  const set = await withAdmin(hub)
  await set({ repo: 'owner/data', requests: 5 })
  const info = () => hub.call('/api/datasets/owner/data')
  expect(headersOf(await info())[1]).toBe('"api";r=2')
  await info()
  expect(headersOf(await info())[1]).toBe('"api";r=0')
  // the caller is at the end: nothing more is counted for the repo
  expect((await info()).headers.get('x-error-message')).toContain('You have made 3 requests')
  expect(headersOf(await hub.call('/datasets/owner/data/resolve/main/a.txt'))[1]).toBe('"repo";r=1')

  const stranger = await hub.user('stranger')
  const answer = await hub.call('/api/datasets/owner/data/xet-read-token/main', { token: stranger })
  expect(headersOf(answer)[1]).toBe('"repo";r=0')
  const { accessToken, casUrl } = (await answer.json()) as { accessToken: string; casUrl: string }
  const path = `${casUrl.replace(hub.url, '')}/v1/reconstructions/${'a'.repeat(64)}`
  const headers = { authorization: `Bearer ${accessToken}` }
  expect(headersOf(await hub.call(path, { headers }))[1]).toBe('"repo";r=0')
  await set({ repo: 'owner/data', requests: 8 })
  // signed addresses count, too
  expect(headersOf(await hub.call(path, { headers }))[1]).toBe('"repo";r=2')
  expect((await hub.call('/api/datasets/owner/data', { token: owner })).status).toBe(200)
})

test('processes share what others ask of a repo and of its owner', async () => {
  await using hub = await startHub()
  const clock = { now: () => new Date('2026-11-22T10:00:01Z') }
  const limits = { anonymous: { api: 0, resolvers: 0, pages: 0 }, users: { api: 0, resolvers: 0, pages: 0 } }
  const [a, b] = [0, 1].map(() => createRates({ metadata: hub.app.metadata, clock, limits }))
  const repo = { id: 4, namespaceId: 7, requestLimits: { repo: 10, owner: 6 } }
  const grant = { principal: ANONYMOUS, role: null, repo } as Grant
  const names = (rates: typeof a) =>
    rates?.takeTarget(grant).map(({ name, left, isOver }) => [name, left, isOver])
  for (let i = 0; i < 3; i++) names(a)
  await a?.flush()
  names(b)
  await b?.flush()
  expect(names(b)).toEqual([
    ['repo', 5, false],
    ['owner', 1, false],
  ])
  names(b)
  expect(names(b)).toEqual([
    ['repo', 4, false],
    ['owner', 0, true],
  ])
})

test('administrators have no limit, and 0 is none', async () => {
  await using hub = await startHub({ rateAnonymous: '0/0/0', rateUsers: '1/1/1' })
  await hub.app.services.accounts.create('user', 'chief', { isAdmin: true })
  const scope = { role: 'write' as const }
  const token = await hub.app.services.accounts.createToken('chief', { name: 't', scope, expiresAt: null })
  for (let i = 0; i < 3; i++) {
    const answer = await hub.call('/api/whoami-v2', { token })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('ratelimit')).toBeNull()
    expect((await hub.call('/api/datasets')).headers.get('ratelimit')).toBeNull()
  }
})

test('processes share their counts; windows end; old counts go', async () => {
  await using hub = await startHub()
  let now = new Date('2026-11-22T10:00:01Z')
  const clock = { now: () => now }
  const limits = {
    anonymous: { api: 10, resolvers: 10, pages: 10 },
    users: { api: 10, resolvers: 10, pages: 10 },
  }
  const two = [0, 1].map(() => createRates({ metadata: hub.app.metadata, clock, limits }))
  const [a, b] = two as [(typeof two)[0], (typeof two)[0]]
  const take = (rates: typeof a) => rates.take(ANONYMOUS, '192.0.2.7', 'api')
  for (let i = 0; i < 6; i++) take(a)
  await a.flush()
  take(b)
  await b.flush()
  expect(take(b)).toMatchObject({ left: 2, isOver: false, seconds: 299 })
  await b.flush()
  take(a)
  await a.flush()
  // 6 + 2 here and there, and one more that each has heard of
  expect(take(a)).toMatchObject({ left: 0, isOver: false })
  expect(take(a)).toMatchObject({ left: 0, isOver: true })
  now = new Date('2026-11-22T10:05:00Z')
  expect(take(a)).toMatchObject({ left: 9, isOver: false, seconds: 300 })
  await a.flush()
  const { rows } = await onDatabase(hub, 'select key, count from rate_counts', [])
  expect(rows).toEqual([{ key: 'api net 192.0.2.7', count: '1' }])
})

test('addresses and their buckets, networks, settings', () => {
  const buckets = {
    '/api/datasets/:ns/:name': 'api',
    '/datasets/:ns/:name/resolve/*': 'resolvers',
    '/:ns/:name/raw/*': 'resolvers',
    '/api/lfs/objects/:oid': 'resolvers',
    '/datasets/:ns/:name/git-upload-pack': 'resolvers',
    '/xet/:instance/v1/xorbs/:prefix/:xorb': 'resolvers',
    '/rows': 'api',
    '/viewer/first-rows': 'api',
    '/datasets/:ns/:name': 'pages',
    '/': 'pages',
  }
  expect(Object.fromEntries(Object.keys(buckets).map((path) => [path, bucketOf(path)]))).toEqual(buckets)
  expect(networkOf('::ffff:192.0.2.1')).toBe('192.0.2.1')
  expect(networkOf('::1')).toBe('0:0:0:0::/64')
  expect(networkOf('2001:DB8:0:2::1')).toBe(networkOf('2001:db8:0000:0002:a:b:c:d'))
  expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64')
  expect(parseRates('1/2/3')).toEqual({ api: 1, resolvers: 2, pages: 3 })
  expect(parseRates('0')).toEqual({ api: 0, resolvers: 0, pages: 0 })
  for (const wrong of ['', '1/2', '1/2/3/4', '-1/2/3', 'a/b/c', '1e9/2/3'])
    expect(parseRates(wrong)).toBeUndefined()
})
