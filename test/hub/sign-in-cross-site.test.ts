import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Route } from '../../src/http/route.js'
import { allRoutes } from '../../src/http/router.js'
import { Browser, person } from '../support/browser.js'
import { startHub, type TestHub } from '../support/hub.js'

let hub: TestHub
let userId: number
beforeAll(async () => {
  hub = await startHub()
  userId = (await hub.app.services.accounts.create('user', 'minji', {})).id
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

/** A browser with a session of its own: some routes end it. */
async function signedIn(): Promise<Browser> {
  const from = { address: '::1', userAgent: '' }
  const { secret } = await hub.app.services.sessions.open(userId, { how: 'passkey', strong: true, from })
  const own = new Browser(hub)
  own.cookies.set('databelt-session', secret)
  return own
}

const isOpen = (route: Route) => route.anonymous || route.cookieless === true || route.action === 'signed'
const changing = allRoutes()
  .filter((route) => String(route.method) !== 'GET' && String(route.method) !== 'HEAD' && !isOpen(route))
  .flatMap((route) => route.paths.map((path) => ({ route, method: String(route.method), path })))
const fill = (path: string) =>
  path.replace(':ns', 'minji').replace(':name', 'nothing').replace(/:\w+/g, '1').replace(/\*$/, 'main')

const OTHERS: [string, Record<string, string | undefined>][] = [
  ['no Origin', { origin: undefined, 'sec-fetch-site': undefined }],
  ['a foreign Origin', { origin: 'https://evil.example' }],
  ['Origin: null', { origin: 'null' }],
  ['an Origin that begins like ours', { origin: 'http://127.0.0.1.evil.example' }],
  ['a foreign Origin that claims to be none', { origin: 'https://evil.example', 'sec-fetch-site': 'none' }],
  ['no Origin, from another site', { origin: undefined, 'sec-fetch-site': 'cross-site' }],
  ['no Origin, from a neighbouring host', { origin: undefined, 'sec-fetch-site': 'same-site' }],
]
const OWN: [string, Record<string, string | undefined>][] = [
  ['our own Origin', {}],
  ['no Origin, from the same origin', { origin: undefined, 'sec-fetch-site': 'same-origin' }],
]

async function inTurns<T>(items: T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items]
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: 6 }, worker))
}

test('every route that changes something refuses a cookie that another site sends', {
  timeout: 300_000,
}, async () => {
  expect(changing.length).toBeGreaterThan(50)
  const wrong: string[] = []
  await inTurns(changing, async ({ method, path }) => {
    const own = await signedIn()
    for (const [name, headers] of OTHERS) {
      const { status, code } = await own.call(method, fill(path), '{}', headers)
      if (status !== 403 || code !== 'CrossSite') wrong.push(`${method} ${path}, ${name}: ${status} ${code}`)
    }
    for (const [name, headers] of OWN) {
      const { code } = await (await signedIn()).call(method, fill(path), '{}', headers)
      if (code === 'CrossSite') wrong.push(`${method} ${path}, ${name}: refused`)
    }
  })
  expect(wrong).toEqual([])
})

test('login CSRF: a page of another site signs nobody in, though no cookie is there', async () => {
  const password = await person(hub, 'victim')
  const body = { user: 'victim', password }
  const givers = changing.filter(({ route }) => route.givesCookie)
  expect(givers.map(({ path }) => path)).toEqual(expect.arrayContaining(['/api/sign-in', '/api/sign-up']))
  for (const { method, path } of givers)
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }]) {
      const answer = await new Browser(hub).call(method, fill(path), body, headers)
      expect(answer, path).toMatchObject({ status: 403, code: 'CrossSite' })
      expect(answer.headers.getSetCookie()).toEqual([])
    }
  // a program has no Origin, and no cookies of anybody
  expect((await new Browser(hub).call('POST', '/api/sign-in', body, { origin: undefined })).status).toBe(200)
})

test('reading by a link from another site works; the answer is for no other page and no shared cache', async () => {
  const own = await signedIn()
  const answer = await own.call('GET', '/api/whoami-v2', undefined, { origin: 'https://evil.example' })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
  expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  expect(answer.headers.get('vary')).toContain('Cookie')
  expect(answer.headers.get('cache-control')).toContain('private')
})

test('a token needs no Origin, also beside a cookie; a cookie that has ended is nobody', async () => {
  const token = await hub.user('by-token')
  const own = await signedIn()
  const body = JSON.stringify({ name: 'made', type: 'dataset' })
  const headers = { origin: 'https://app.example', authorization: `Bearer ${token}` }
  expect((await own.call('POST', '/api/repos/create', body, headers)).status).toBe(200)
  const ended = new Browser(hub)
  ended.cookies.set('databelt-session', 'x'.repeat(43))
  const answer = await ended.call('POST', '/api/repos/create', body, { origin: 'https://evil.example' })
  expect(answer).toMatchObject({ status: 401, code: 'NotSignedIn' })
})
