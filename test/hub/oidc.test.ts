import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startHub, type TestHub } from '../support/hub.js'
import {
  CLIENT,
  freePort,
  type ScriptedProvider,
  signInThere,
  startProvider,
  startScripted,
  type TestProvider,
} from '../support/openid.js'
import { Browser, type Page } from '../support/web-browser.js'
import { onDatabase } from '../support/world.js'

const PEOPLE = {
  minji: {
    preferred_username: 'minji',
    name: 'Kim Minji',
    country: 'kr',
    email: 'minji@example.org',
    email_verified: true,
  },
  'id-7': {
    preferred_username: 'Jérôme <b>!',
    name: 'Jérôme',
    country: 'Atlantis',
    email: 'boss@example.org',
  },
  api: { preferred_username: 'api', name: 'Called like a part of the hub' },
  stranger: { preferred_username: 'stranger' },
}
const SETTINGS = {
  clientId: CLIENT.id,
  clientSecret: CLIENT.secret,
  claims: { country: 'country' },
}

let hub: TestHub
let one: TestProvider
let two: TestProvider
let scripted: ScriptedProvider
let folder: string
beforeAll(async () => {
  const port = await freePort()
  const callback = (name: string) => `http://127.0.0.1:${port}/api/sign-in/oidc/${name}/callback`
  one = await startProvider([callback('one'), callback('strict')], PEOPLE)
  two = await startProvider([callback('two')], PEOPLE)
  scripted = await startScripted()
  folder = await mkdtemp(join(tmpdir(), 'databelt-oidc-'))
  const file = join(folder, 'providers.json')
  await writeFile(join(folder, 'secret'), `${CLIENT.secret}\n`)
  const { clientSecret: _, ...withoutSecret } = SETTINGS
  await writeFile(
    file,
    JSON.stringify([
      { ...SETTINGS, name: 'one', label: 'First <One>', issuer: one.issuer, createUsers: true },
      { ...withoutSecret, name: 'two', issuer: two.issuer, clientSecretFile: 'secret' },
      { ...SETTINGS, name: 'strict', issuer: one.issuer, createUsers: true, allowedDomains: ['Example.ORG'] },
      {
        ...SETTINGS,
        name: 'scripted',
        label: 'Scripted',
        issuer: scripted.issuer,
        createUsers: true,
        isTrustedForSecondFactor: true,
      },
    ]),
  )
  hub = await startHub({ port, oidcFile: file })
})
afterAll(async () => {
  await hub?.[Symbol.asyncDispose]()
  await Promise.all([one?.close(), two?.close(), scripted?.close()])
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => {
  scripted.trouble = undefined
  scripted.described = {}
  scripted.person = { sub: 'robot' }
  scripted.idToken = (asked) => tokenOf(asked.nonce)
})

const tokenOf = (nonce: string, claims: Record<string, unknown> = {}) =>
  new SignJWT({ nonce, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'one' })
    .setIssuer(scripted.issuer)
    .setAudience(CLIENT.id)
    .setSubject('robot')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(scripted.privateKey)

const begin = (name: string, next = '') => `${hub.url}/api/sign-in/oidc/${name}${next && `?next=${next}`}`
const isCallback = (url: string) => url.startsWith(hub.url) && url.includes('/callback')
const whoIs = async (browser: Browser): Promise<string | undefined> => {
  const page = await browser.ask(`${hub.url}/api/whoami-v2`, { headers: { accept: '*/*' } })
  return page.status === 200 ? JSON.parse(page.text).name : undefined
}
/** The whole way, to the page that the hub shows in the end. */
async function signIn(browser: Browser, name: string, person: string, next = ''): Promise<Page> {
  return signInThere(browser, await browser.go(begin(name, next)), person)
}
/** The way up to the callback, which is not called yet. */
async function callbackOf(browser: Browser, name: string, person: string): Promise<string> {
  const page = await browser.go(begin(name), {}, isCallback)
  if (isCallback(page.url)) return page.url
  const { url } = await signInThere(browser, page, person, isCallback)
  expect(url).toContain('/callback?')
  return url
}
const rows = async (sql: string, ...values: unknown[]) => (await onDatabase(hub, sql, values)).rows

test('whoever is new gets an account, and comes back to it', async () => {
  const browser = new Browser()
  const page = await signIn(browser, 'one', 'minji', '/api/whoami-v2')
  expect(page).toMatchObject({ status: 200, url: `${hub.url}/api/whoami-v2` })
  expect(JSON.parse(page.text)).toMatchObject({ name: 'minji', fullname: 'Kim Minji' })
  const again = new Browser()
  await signIn(again, 'one', 'minji')
  expect(await whoIs(again)).toBe('minji')
  const sessions = await rows("select how, is_strong from sessions where how = 'oidc:one'")
  expect(sessions[0]).toEqual({ how: 'oidc:one', is_strong: false })
  expect(await hub.app.services.people.attributes('minji')).toMatchObject([
    { name: 'country', value: 'KR', assertedBy: one.issuer },
  ])
  const events = await rows("select payload from events where type in ('user.created', 'identity.linked')")
  expect(events).toHaveLength(2)
  expect(JSON.stringify(events)).not.toContain('minji@example.org')
})

test('the provider is told nothing but what it must know', async () => {
  const browser = new Browser()
  const page = await browser.ask(begin('one'))
  const { searchParams } = new URL(page.headers.get('location') ?? '')
  expect(Object.fromEntries(searchParams)).toMatchObject({
    code_challenge_method: 'S256',
    response_type: 'code',
    redirect_uri: `${hub.url}/api/sign-in/oidc/one/callback`,
    scope: 'openid profile email',
  })
  for (const name of ['state', 'nonce', 'code_challenge'])
    expect(searchParams.get(name)?.length).toBeGreaterThanOrEqual(43)
  const [cookie = ''] = page.headers.getSetCookie()
  expect(cookie).toMatch(/^databelt-flow=[\w-]{43}; Max-Age=300; Path=\/; HttpOnly; SameSite=Lax$/)
  const [kept] = await rows(
    'select hash, payload::text from sign_in_challenges order by expires_at desc limit 1',
  )
  const secret = browser.cookie(hub.url, 'databelt-flow') ?? ''
  expect(`${kept.hash.toString('hex')} ${kept.payload}`).not.toContain(secret)
})

test('a name that is not legal is made so, a reserved one is not given, and an unknown country is not kept', async () => {
  const browser = new Browser()
  await signIn(browser, 'one', 'id-7')
  expect(await whoIs(browser)).toBe('Jerome-b')
  expect(await hub.app.services.people.attributes('Jerome-b')).toEqual([])
  const other = new Browser()
  await signIn(other, 'one', 'api')
  expect(await whoIs(other)).toBe('api-2')
})

test('an identity is never matched by its e-mail address or its name', async () => {
  await hub.app.services.accounts.create('user', 'boss', { email: 'boss@example.org', isAdmin: true })
  await hub.app.services.accounts.create('user', 'robot', {})
  scripted.person = {
    sub: 'robot',
    preferred_username: 'boss',
    email: 'boss@example.org',
    email_verified: true,
  }
  const browser = new Browser()
  await browser.go(begin('scripted'))
  expect(await whoIs(browser)).toBe('boss-2')
  const [made] = await rows("select email, is_admin from namespaces where name = 'boss-2'")
  expect(made).toEqual({ email: null, is_admin: false })
})

test.each([
  ['a word of trust', 'databelt', 'databelt-2'],
  ['a word of authority, disguised', 'Supp0rt', 'Supp0rt-2'],
  ['a name that looks like another one', 'look_alike', 'look_alike-2'],
  ['a name of an account that is gone', 'long-gone', 'long-gone-2'],
])('no provider gives %s', async (_, asked, given) => {
  const { accounts, users } = hub.app.services
  if (asked === 'look_alike') await accounts.create('user', 'look-alike', {})
  if (asked === 'long-gone') {
    await accounts.create('user', asked, {})
    await users.remove({ kind: 'anonymous' }, asked)
  }
  await rows("delete from identities where subject = 'robot'")
  scripted.person = {
    sub: 'robot',
    preferred_username: asked,
    email: `${asked}@example.org`,
    email_verified: true,
  }
  scripted.idToken = ({ nonce }) => tokenOf(nonce)
  const browser = new Browser()
  await browser.go(begin('scripted'))
  expect(await whoIs(browser)).toBe(given)
  const [made] = await rows('select email from namespaces where name = $1', given)
  expect(made.email).toBe(`${asked}@example.org`)
  await rows("delete from identities where subject = 'robot'")
})

test('where no accounts are made, a stranger hears what to do', async () => {
  const browser = new Browser()
  const page = await signIn(browser, 'two', 'stranger')
  expect(page.status).toBe(403)
  expect(page.headers.get('x-error-code')).toBe('NoAccount')
  expect(page.text).toContain('You have no account here that is linked with two')
  expect(await whoIs(browser)).toBeUndefined()
})

test('only checked addresses of the domains allowed may sign in', async () => {
  const minji = new Browser()
  await signIn(minji, 'strict', 'minji')
  expect(await whoIs(minji)).toBe('minji')
  for (const person of ['id-7', 'stranger']) {
    const page = await signIn(new Browser(), 'strict', person)
    expect(page, person).toMatchObject({ status: 403 })
    expect(page.text).toContain('only checked e-mail addresses at example.org')
  }
})

test('two factors are believed of a provider that is trusted with them', async () => {
  scripted.idToken = ({ nonce }) => tokenOf(nonce, { amr: ['pwd', 'mfa'] })
  await new Browser().go(begin('scripted'))
  const [session] = await rows(
    "select is_strong from sessions where how = 'oidc:scripted' order by id desc limit 1",
  )
  expect(session.is_strong).toBe(true)
})

test('a callback works once, in the browser that began, and with its own state', async () => {
  const browser = new Browser()
  const callback = await callbackOf(browser, 'one', 'minji')
  const expectEnded = async (who: Browser, url: string) => {
    const page = await who.ask(url)
    expect(page.headers.get('x-error-code'), url).toBe('FlowEnded')
    expect(page.status).toBe(400)
    expect(await whoIs(who)).toBeUndefined()
  }
  await expectEnded(new Browser(), callback)
  const victim = new Browser()
  await callbackOf(victim, 'one', 'stranger')
  // the attacker's answer in a browser that has begun a flow of its own
  await expectEnded(victim, callback)
  const changed = new URL(callback)
  changed.searchParams.set('state', 'A'.repeat(43))
  await expectEnded(browser, changed.href)
  const without = new URL(callback)
  without.searchParams.delete('state')
  await expectEnded(browser, without.href)

  expect((await browser.ask(callback)).status).toBe(302)
  expect(await whoIs(browser)).toBe('minji')
  const again = new Browser()
  again.setCookie(hub.url, 'databelt-flow', browser.cookie(hub.url, 'databelt-flow') ?? '')
  await expectEnded(again, callback)
})

test('two pages of one browser do not disturb each other', async () => {
  const browser = new Browser()
  const first = await callbackOf(browser, 'one', 'minji')
  await browser.ask(begin('one'))
  expect((await browser.ask(first)).status).toBe(302)
  expect(await whoIs(browser)).toBe('minji')
})

test('a flow ends after five minutes', async () => {
  const browser = new Browser()
  const callback = await callbackOf(browser, 'one', 'minji')
  await onDatabase(hub, "update sign_in_challenges set expires_at = now() - interval '1 second'", [])
  expect((await browser.ask(callback)).headers.get('x-error-code')).toBe('FlowEnded')
  expect((await hub.app.services.flows.sweep()).swept).toBeGreaterThanOrEqual(0)
  expect(await rows('select 1 from sign_in_challenges')).toEqual([])
})

test('mix-up: the answer of one provider is not taken for that of another', async () => {
  const browser = new Browser()
  const callback = await callbackOf(browser, 'one', 'minji')
  const page = await browser.ask(callback.replace('/oidc/one/', '/oidc/two/'))
  expect(page.headers.get('x-error-code')).toBe('FlowEnded')
  const iss = new URL(await callbackOf(new Browser(), 'one', 'minji'))
  expect(iss.searchParams.get('iss')).toBe(one.issuer)
  for (const value of [two.issuer, `${one.issuer}/`, undefined]) {
    const other = new Browser()
    const url = new URL(await callbackOf(other, 'one', 'minji'))
    if (value) url.searchParams.set('iss', value)
    else url.searchParams.delete('iss')
    expect((await other.ask(url.href)).headers.get('x-error-code'), String(value)).toBe('ProviderRefused')
    expect(await whoIs(other)).toBeUndefined()
  }
})

test('a code is worth nothing to another flow: PKCE and nonce bind it', async () => {
  const thief = new Browser()
  const victim = new Browser()
  const stolen = new URL(await callbackOf(victim, 'one', 'minji')).searchParams.get('code') ?? ''
  const own = new URL(await callbackOf(thief, 'one', 'stranger'))
  own.searchParams.set('code', stolen)
  expect((await thief.ask(own.href)).headers.get('x-error-code')).toBe('ProviderRefused')
  expect(await whoIs(thief)).toBeUndefined()
  // the provider may not check, so the nonce does
  scripted.idToken = () => tokenOf('of another flow')
  const other = new Browser()
  expect((await other.go(begin('scripted'))).headers.get('x-error-code')).toBe('ProviderRefused')
  // and what was kept is the verifier of the challenge that was sent
  const tampered = await callbackOf(victim, 'one', 'minji')
  await onDatabase(
    hub,
    `update sign_in_challenges set payload = payload || '{"verifier": "${'x'.repeat(43)}"}'`,
    [],
  )
  expect((await victim.ask(tampered)).headers.get('x-error-code')).toBe('ProviderRefused')
})

test('who says no at the provider is not signed in, and hears the reason without markup', async () => {
  const browser = new Browser()
  const back = new URL(await callbackOf(browser, 'one', 'minji'))
  back.searchParams.delete('code')
  back.searchParams.set('error', 'access_denied<script>')
  const page = await browser.ask(back.href)
  expect(page.status).toBe(403)
  expect(page.text).toContain('First &#60;One&#62;')
  expect(page.text).toContain('access_deniedscript')
  expect(page.text).not.toContain('<script>')
})

test.each([
  '//evil.example',
  'https://evil.example',
  '/\\evil.example',
  'evil',
  '/%0d%0aSet-Cookie:x=1',
  '/%09/evil.example',
])('after signing in nobody lands elsewhere: next=%s', async (next) => {
  const browser = new Browser()
  const page = await browser.go(
    begin('scripted', encodeURIComponent(decodeURIComponent(next))),
    {},
    (url) => !isCallback(url) && !url.startsWith(scripted.issuer),
  )
  const { origin, pathname } = new URL(page.url)
  expect([origin, pathname]).toEqual([hub.url, '/'])
})

test('an account is linked only from a session of its own, and the link is the way in from then on', async () => {
  const browser = new Browser()
  await signIn(browser, 'one', 'minji')
  const settings = (path: string, init: RequestInit = {}) =>
    browser.ask(`${hub.url}/api/settings/identities${path}`, { ...init, headers: { accept: '*/*' } })
  const started = await settings('/two', { method: 'POST', body: '{}' })
  const page = await browser.go(JSON.parse(started.text).url, {}, isCallback)
  const { url } = await signInThere(browser, page, 'stranger', isCallback)
  // somebody else's session does not get the link
  const other = new Browser()
  await signIn(other, 'one', 'id-7')
  other.setCookie(hub.url, 'databelt-flow', browser.cookie(hub.url, 'databelt-flow') ?? '')
  const copy = JSON.parse((await settings('/two', { method: 'POST', body: '{}' })).text).url
  const mine = await browser.go(copy, {}, isCallback)
  expect((await other.ask(mine.url)).headers.get('x-error-code')).toBe('FlowEnded')

  expect((await browser.ask(url)).status).toBe(302)
  const linked = JSON.parse((await settings('')).text)
  expect(linked.map((each: { issuer: string }) => each.issuer)).toEqual([one.issuer, two.issuer])
  const back = new Browser()
  await signIn(back, 'two', 'stranger')
  expect(await whoIs(back)).toBe('minji')

  // it is one user's; another cannot have it too
  const more = await other.ask(`${hub.url}/api/settings/identities/two`, { method: 'POST', body: '{}' })
  const there = await other.go(JSON.parse(more.text).url, {}, isCallback)
  const taken = isCallback(there.url) ? there : await signInThere(other, there, 'stranger', isCallback)
  expect((await other.ask(taken.url)).headers.get('x-error-code')).toBe('IdentityTaken')

  expect((await settings(`/${linked[0].id}`, { method: 'DELETE' })).status).toBe(204)
  expect(await hub.app.services.people.attributes('minji')).toEqual([])
  expect(await settings(`/${linked[1].id}`, { method: 'DELETE' })).toMatchObject({ status: 409 })
  expect(await settings('/999999', { method: 'DELETE' })).toMatchObject({ status: 404 })
})

test("an administrator's weak session links no account, not even one it began before", async () => {
  const { id } = await hub.app.services.accounts.create('user', 'weak-chief', {})
  const from = { address: '127.0.0.1', userAgent: 'test' }
  const open = async (strong: boolean) => {
    const { secret } = await hub.app.services.sessions.open(id, { how: 'password', strong, from })
    const browser = new Browser()
    browser.setCookie(hub.url, 'databelt-session', secret)
    return browser
  }
  const link = (browser: Browser) =>
    browser.ask(`${hub.url}/api/settings/identities/scripted`, {
      method: 'POST',
      body: '{}',
      headers: { accept: '*/*' },
    })
  const weak = await open(false)
  const begun = await link(weak)
  await rows("update namespaces set is_admin = true where name = 'weak-chief'")
  const refused = await link(weak)
  expect([refused.status, refused.headers.get('x-error-code')]).toEqual([403, 'StrongSignInNeeded'])
  const page = await weak.go(JSON.parse(begun.text).url)
  expect(page.headers.get('x-error-code')).toBe('StrongSignInNeeded')
  expect(await hub.app.services.identities.list(id)).toEqual([])
  expect((await link(await open(true))).status).toBe(200)
})

test('linking is not done by a token, nor for a page of another site', async () => {
  const token = await hub.user('tokenholder')
  const byToken = await hub.call('/api/settings/identities/two', { method: 'POST', token, body: '{}' })
  expect(byToken.headers.get('x-error-code')).toBe('SessionNeeded')
  const browser = new Browser()
  await signIn(browser, 'one', 'id-7')
  const foreign = await browser.ask(`${hub.url}/api/settings/identities/two`, {
    method: 'POST',
    body: '{}',
    headers: { origin: 'https://evil.example' },
  })
  expect(foreign.headers.get('x-error-code')).toBe('CrossSite')
})

test('what an administrator says of a person stands, whatever a provider says', async () => {
  const { people } = hub.app.services
  const browser = new Browser()
  scripted.person = { sub: 'traveller', preferred_username: 'traveller', country: 'KR' }
  scripted.idToken = ({ nonce }) => tokenOf(nonce, {})
  // the subject of token and userinfo must be one
  expect((await browser.go(begin('scripted'))).headers.get('x-error-code')).toBe('ProviderRefused')
  scripted.person = { sub: 'robot', country: 'KR' }
  await browser.go(begin('scripted'))
  const name = (await whoIs(browser)) ?? ''
  expect(await people.attributes(name)).toMatchObject([{ value: 'KR', assertedBy: scripted.issuer }])
  await people.setAttribute(name, 'country', 'fr')
  await new Browser().go(begin('scripted'))
  expect(await people.attributes(name)).toMatchObject([{ value: 'FR', assertedBy: 'administrator' }])
  await people.setAttribute(name, 'country', null)
  await new Browser().go(begin('scripted'))
  expect(await people.attributes(name)).toMatchObject([{ value: 'KR', assertedBy: scripted.issuer }])
  scripted.person = { sub: 'robot' }
  await new Browser().go(begin('scripted'))
  expect(await people.attributes(name)).toEqual([])
  await expect(people.setAttribute(name, 'country', 'XX')).rejects.toThrow('"XX" is no country')
  await expect(people.setAttribute(name, 'shoe size', '44')).rejects.toThrow('country, affiliation')
})

test('a dead or slow provider delays nobody but those who come to it', { timeout: 60_000 }, async () => {
  const browser = new Browser()
  await browser.go(begin('scripted'))
  const name = await whoIs(browser)
  expect(name).toBeDefined()
  const waiting = await callbackOf(browser, 'scripted', '')
  scripted.trouble = 'slow'
  const asked = Date.now()
  const late = browser.ask(waiting)
  const quick = Date.now()
  expect(await whoIs(browser)).toBe(name)
  expect(Date.now() - quick).toBeLessThan(2000)
  const page = await late
  expect(Date.now() - asked).toBeLessThan(9000)
  expect(page.status).toBe(503)
  expect(page.text).toContain('Scripted does not answer')
  scripted.trouble = 'down'
  // its description is known, so people are still sent there
  expect((await browser.ask(begin('scripted'))).status).toBe(302)
  expect(await whoIs(browser)).toBe(name)
})

test('a provider that is down from the start is a 503, and is found when it is back', async () => {
  const fresh = await startScripted()
  const file = join(folder, 'down.json')
  await writeFile(file, JSON.stringify([{ ...SETTINGS, name: 'late', label: 'Late', issuer: fresh.issuer }]))
  const other = await startHub({ oidcFile: file })
  try {
    fresh.trouble = 'down'
    const down = await other.call('/api/sign-in/oidc/late')
    expect(down.status).toBe(503)
    expect(await down.text()).toContain('Late does not answer')
    fresh.trouble = undefined
    fresh.described = { issuer: 'https://other.example' }
    expect((await other.call('/api/sign-in/oidc/late')).status).toBe(503)
    fresh.described = { id_token_signing_alg_values_supported: ['HS256', 'none'] }
    expect((await other.call('/api/sign-in/oidc/late')).status).toBe(503)
    fresh.described = {}
    expect((await other.call('/api/sign-in/oidc/late')).status).toBe(302)
    expect(await (await other.call('/api/sign-in/oidc')).json()).toEqual([{ name: 'late', label: 'Late' }])
    expect((await other.call('/api/sign-in/oidc/nobody')).status).toBe(404)
  } finally {
    await other[Symbol.asyncDispose]()
    await fresh.close()
  }
})

test('what a provider asks the hub to fetch elsewhere on the private network is not fetched', async () => {
  const inside = await startScripted()
  const fresh = await startScripted()
  const file = join(folder, 'inside.json')
  await writeFile(
    file,
    JSON.stringify([{ ...SETTINGS, name: 'sly', issuer: fresh.issuer, createUsers: true }]),
  )
  fresh.described = { token_endpoint: `${inside.issuer}/token` }
  const other = await startHub({ oidcFile: file })
  try {
    const browser = new Browser()
    const page = await browser.go(`${other.url}/api/sign-in/oidc/sly`)
    expect(page.status).toBe(503)
    expect(inside.hits).toEqual([])
  } finally {
    await other[Symbol.asyncDispose]()
    await Promise.all([inside.close(), fresh.close()])
  }
})
