import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { Browser, person } from '../support/browser.js'
import { startHub, type TestHub } from '../support/hub.js'
import { onDatabase } from '../support/world.js'

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
const SECOND = 1000
const MINUTE = 60_000

let hub: TestHub
let password: string
beforeAll(async () => {
  hub = await startHub({ trustProxy: true })
  password = await person(hub, 'minji')
})
afterAll(async () => hub?.[Symbol.asyncDispose]())
afterEach(() => {
  vi.useRealTimers()
})

/** Time that stands still until it is moved on. */
function clock() {
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime(Date.now())
  return { pass: (ms: number) => vi.setSystemTime(Date.now() + ms) }
}
async function form(call: 'device' | 'token', values: Record<string, string>) {
  const headers = { 'user-agent': 'hf_hub/2.4.0; python/3.12' }
  const body = new URLSearchParams({ client_id: 'a-client', ...values })
  const answer = await hub.call(`/oauth/${call}`, { method: 'POST', headers, body })
  return {
    status: answer.status,
    cache: answer.headers.get('cache-control'),
    json: JSON.parse(await answer.text()),
  }
}
const begin = async () => (await form('device', {})).json
const poll = (code: string) => form('token', { grant_type: GRANT, device_code: code })
const refresh = (token: string) => form('token', { grant_type: 'refresh_token', refresh_token: token })
const error = (name: string) => ({
  status: 400,
  json: { error: name, error_description: expect.any(String) },
})
async function signedIn(): Promise<Browser> {
  const own = new Browser(hub)
  await own.signIn('minji', password)
  return own
}
const allow = (own: Browser, code: string, isAllowed = true) =>
  own.call('POST', '/api/device', { code, allow: isAllowed })
const works = async (token: string) => (await hub.call('/api/whoami-v2', { token })).status === 200

test('a program shows a code, a person lets it in, and it gets a token once', async () => {
  const time = clock()
  const begun = await form('device', {})
  expect(begun).toMatchObject({ status: 200, cache: 'no-store' })
  const { device_code, user_code, ...rest } = begun.json
  expect(user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
  expect(rest).toEqual({
    verification_uri: `${hub.url}/device`,
    verification_uri_complete: `${hub.url}/device?user_code=${user_code}`,
    expires_in: 900,
    interval: 5,
  })
  expect(await poll(device_code)).toMatchObject(error('authorization_pending'))
  const own = await signedIn()
  // typed as people type it
  const typed = user_code.replace('-', ' ').toLowerCase()
  expect((await own.call('GET', `/api/device/${encodeURIComponent(typed)}`)).json).toMatchObject({
    client: 'hf_hub',
    address: '127.0.0.1',
  })
  expect(await allow(own, typed)).toMatchObject({ status: 200, json: { allowed: true } })
  time.pass(5 * SECOND)
  const given = await poll(device_code)
  expect(given).toMatchObject({
    status: 200,
    cache: 'no-store',
    json: { token_type: 'bearer', expires_in: 30 * 86_400 },
  })
  const whoami = await hub.call('/api/whoami-v2', { token: given.json.access_token })
  expect(await whoami.json()).toMatchObject({
    name: 'minji',
    auth: {
      type: 'access_token',
      accessToken: { role: 'write', displayName: expect.stringMatching(/^hf_hub on 127\.0\.0\.1/) },
    },
  })
  // neither code works again
  expect(await poll(device_code)).toMatchObject(error('expired_token'))
  expect((await allow(own, user_code)).status).toBe(404)
  const { rows } = await onDatabase(hub, 'select t::text as text from refresh_tokens t', [])
  for (const { text } of rows as { text: string }[]) expect(text).not.toContain(given.json.refresh_token)
})

test('whoever asks too often is told to slow down, and waits longer from then on', async () => {
  const time = clock()
  const { device_code } = await begin()
  expect((await poll(device_code)).json.error).toBe('authorization_pending')
  time.pass(2 * SECOND)
  expect(await poll(device_code)).toMatchObject(error('slow_down'))
  time.pass(6 * SECOND)
  expect((await poll(device_code)).json.error).toBe('slow_down')
  time.pass(15 * SECOND)
  expect((await poll(device_code)).json.error).toBe('authorization_pending')
})

test('a code ends after 15 minutes, and one that was refused stays so', async () => {
  const time = clock()
  const own = await signedIn()
  const [late, refused] = [await begin(), await begin()]
  expect((await allow(own, refused.user_code, false)).json).toEqual({ allowed: false })
  expect((await allow(own, refused.user_code)).status).toBe(404)
  expect(await poll(refused.device_code)).toMatchObject(error('access_denied'))
  time.pass(15 * MINUTE + 1)
  expect((await allow(own, late.user_code)).status).toBe(404)
  expect(await poll(late.device_code)).toMatchObject(error('expired_token'))
  await hub.app.services.sweepSignIn()
  expect((await onDatabase(hub, 'select count(*)::int as n from device_logins', [])).rows[0].n).toBe(0)
})

test('a refresh token works once; when it comes again, all that came of the login ends', async () => {
  const { device_code, user_code } = await begin()
  await allow(await signedIn(), user_code)
  const first = (await poll(device_code)).json
  const second = (await refresh(first.refresh_token)).json
  expect(second.access_token).not.toBe(first.access_token)
  expect([await works(first.access_token), await works(second.access_token)]).toEqual([false, true])
  expect(await refresh(first.refresh_token)).toMatchObject(error('invalid_grant'))
  expect(await works(second.access_token)).toBe(false)
  expect(await refresh(second.refresh_token)).toMatchObject(error('invalid_grant'))
})

test('two who refresh at once with one token: one gets a token, and then both are out', async () => {
  const { device_code, user_code } = await begin()
  await allow(await signedIn(), user_code)
  const { refresh_token } = (await poll(device_code)).json
  const both = await Promise.all([refresh(refresh_token), refresh(refresh_token)])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 400])
  const given = both.find(({ status }) => status === 200)
  expect(await works(given?.json.access_token)).toBe(false)
})

test('a program gets nothing in the name of somebody who is suspended', async () => {
  const [first, second] = [await begin(), await begin()]
  const own = await signedIn()
  for (const { user_code } of [first, second]) await allow(own, user_code)
  const given = (await poll(first.device_code)).json
  const suspend = (isSuspended: boolean) =>
    hub.app.services.users.suspend({ kind: 'anonymous' }, 'minji', isSuspended)
  await suspend(true)
  try {
    expect(await poll(second.device_code)).toMatchObject(error('access_denied'))
    expect(await refresh(given.refresh_token)).toMatchObject(error('invalid_grant'))
  } finally {
    await suspend(false)
  }
  expect(await poll(second.device_code)).toMatchObject(error('expired_token'))
  expect((await refresh(given.refresh_token)).status).toBe(200)
})

test('a token that its person revokes cannot be refreshed', async () => {
  const { device_code, user_code } = await begin()
  const own = await signedIn()
  await allow(own, user_code)
  const given = (await poll(device_code)).json
  const { displayName } = (
    (await (await hub.call('/api/whoami-v2', { token: given.access_token })).json()) as {
      auth: { accessToken: { displayName: string } }
    }
  ).auth.accessToken
  expect((await own.call('DELETE', `/api/settings/tokens/${encodeURIComponent(displayName)}`)).status).toBe(
    200,
  )
  expect(await works(given.access_token)).toBe(false)
  expect(await refresh(given.refresh_token)).toMatchObject(error('invalid_grant'))
})

test('only a session that is fresh lets a program in, and codes of others are not guessed', async () => {
  const time = clock()
  const { user_code } = await begin()
  const own = await signedIn()
  const token = await hub.user('by-token')
  const byToken = await hub.call('/api/device', {
    method: 'POST',
    token,
    body: JSON.stringify({ code: user_code, allow: true }),
  })
  expect(byToken.headers.get('x-error-code')).toBe('SessionNeeded')
  for (let i = 0; i < 5; i++) expect((await own.call('GET', '/api/device/BBBBBBBB')).status).toBe(404)
  expect((await own.call('GET', `/api/device/${user_code}`)).status).toBe(429)
  time.pass(31 * MINUTE)
  expect(await allow(own, (await begin()).user_code)).toMatchObject({
    status: 403,
    code: 'FreshSignInNeeded',
  })
})

test('what is no grant of ours is answered in the words of OAuth', async () => {
  expect(await form('token', { grant_type: 'password' })).toMatchObject(error('unsupported_grant_type'))
  expect(await form('token', { grant_type: GRANT })).toMatchObject(error('invalid_request'))
  expect(await poll('nothing')).toMatchObject(error('expired_token'))
  expect(await refresh('nothing')).toMatchObject(error('invalid_grant'))
  expect(await form('token', { grant_type: GRANT, device_code: 'x'.repeat(600) })).toMatchObject(
    error('invalid_request'),
  )
  const none = await hub.call('/oauth/device', { method: 'POST', body: '' })
  expect([none.status, ((await none.json()) as { error: string }).error]).toEqual([400, 'invalid_request'])
})

test('open redirects: the page leads to paths of our own only', async () => {
  const page = async (next: string) => (await hub.call(`/login?next=${encodeURIComponent(next)}`)).text()
  expect(await page('/device?user_code=BCDF-GHJK')).toContain('data-next="/device?user_code=BCDF-GHJK"')
  for (const next of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'https:evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '/.//evil.example',
    '"><script>',
  ])
    expect(await page(next), next).toContain('data-next="/"')
})

test('the pages speak both languages, hold no script of their own, and are shown in no frame', async () => {
  const own = await signedIn()
  for (const [path, heading] of [
    ['/login', '로그인'],
    ['/device', '프로그램 연결 허용'],
  ] as const) {
    const korean = await own.call('GET', path, undefined, { 'accept-language': 'ko-KR,ko;q=0.9,en;q=0.8' })
    expect(korean.text).toMatch(new RegExp(`<h1[^>]*>${heading}</h1>`))
    expect(korean.text).toContain('<html lang="ko">')
    const english = await own.call('GET', path, undefined, { 'accept-language': 'fr, en;q=0.5, ko;q=0.1' })
    expect(english.text).toContain('<html lang="en">')
    const scripts = english.text.match(/<script.*?<\/script>/gs) ?? []
    expect(scripts[0]).toBe(`<script src="${path}/page.js" defer></script>`)
    for (const script of scripts)
      expect(script).toMatch(/^<script src="\/(login|device)\/[\w.]+" defer><\/script>$/)
    expect(english.text).not.toMatch(/ on\w+=|style=/)
    const policy = english.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'; script-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    for (const id of english.text.match(/<input id="[\w-]+"/g) ?? [])
      expect(english.text).toContain(`<label for="${id.slice(11, -1)}">`)
    const script = await own.call('GET', `${path}/page.js`)
    expect(script.headers.get('content-type')).toContain('text/javascript')
    expect(() => new Function(script.text)).not.toThrow()
  }
  const nobody = await hub.call('/device?user_code=BCDF-GHJK')
  expect([nobody.status, nobody.headers.get('location')]).toEqual([
    303,
    '/login?next=%2Fdevice%3Fuser_code%3DBCDF-GHJK',
  ])
})

test('a code in the address of the page is text, not HTML', async () => {
  const own = await signedIn()
  const { text } = await own.call('GET', `/device?user_code=${encodeURIComponent('"><img src=x>')}`)
  expect(text).toContain('value="&#34;&#62;&#60;img src=x&#62;"')
  expect(text).not.toContain('<img')
})
