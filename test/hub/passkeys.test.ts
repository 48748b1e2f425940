import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Authenticator, type Twist } from '../support/authenticator.js'
import { startHub, type TestHub } from '../support/hub.js'
import { freePort } from '../support/openid.js'
import { Browser } from '../support/web-browser.js'
import { onDatabase } from '../support/world.js'

let hub: TestHub
let origin: string
let count = 0
let name: string
let browser: Browser
let key: Authenticator
beforeAll(async () => {
  const port = await freePort()
  origin = `http://localhost:${port}`
  hub = await startHub({ port, host: 'localhost', publicUrl: origin })
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

interface Answer {
  status: number
  code: string | null
  error: string
  // biome-ignore lint/suspicious/noExplicitAny: any answer of any route
  json: any
}
async function send(who: Browser, method: string, path: string, body?: unknown): Promise<Answer> {
  const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) }
  const page = await who.ask(origin + path, { ...init, headers: { accept: '*/*' } })
  const json = page.text.startsWith('{') || page.text.startsWith('[') ? JSON.parse(page.text) : undefined
  return { status: page.status, code: page.headers.get('x-error-code'), error: json?.error ?? '', json }
}
/** A browser with a session of the user, made without a password. */
async function sessionOf(user: string, signedIn = 'now()'): Promise<Browser> {
  const { id } = await hub.app.services.accounts.find('user', user)
  const from = { address: '127.0.0.1', userAgent: 'test' }
  const { secret } = await hub.app.services.sessions.open(id, { how: 'password', strong: false, from })
  await onDatabase(hub, `update sessions set signed_in_at = ${signedIn} where user_id = $1`, [id])
  const made = new Browser()
  made.setCookie(origin, 'databelt-session', secret)
  return made
}
const whoIs = async (who: Browser) =>
  (await send(who, 'GET', '/api/whoami-v2')).json?.name as string | undefined
async function register(who: Browser, authenticator: Authenticator, twist: Twist = {}): Promise<Answer> {
  const options = await send(who, 'POST', '/api/settings/passkeys/options')
  expect(options.status).toBe(200)
  const response = authenticator.register(options.json, twist)
  return send(who, 'POST', '/api/settings/passkeys', { name: 'My phone', response })
}
const optionsFor = async (who: Browser) => (await send(who, 'POST', '/api/sign-in/passkey/options')).json
async function signIn(who: Browser, authenticator: Authenticator, twist: Twist = {}): Promise<Answer> {
  return send(who, 'POST', '/api/sign-in/passkey', authenticator.signIn(await optionsFor(who), twist))
}
const refused = { status: 403, code: 'PasskeyRefused' }

beforeEach(async () => {
  name = `user${count++}`
  await hub.app.services.accounts.create('user', name, {})
  browser = await sessionOf(name)
  key = new Authenticator(origin)
  expect(await register(browser, key)).toMatchObject({ status: 201, json: { name: 'My phone' } })
})

test('a passkey signs in without a name, with a strong session', async () => {
  const fresh = new Browser()
  const options = await optionsFor(fresh)
  expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' })
  expect(options.allowCredentials ?? []).toEqual([])
  expect(await send(fresh, 'POST', '/api/sign-in/passkey', key.signIn(options))).toMatchObject({
    status: 200,
  })
  expect(await whoIs(fresh)).toBe(name)
  const { rows } = await onDatabase(hub, "select is_strong from sessions where how = 'passkey'", [])
  expect(rows[0].is_strong).toBe(true)
  const [listed] = (await send(fresh, 'GET', '/api/settings/passkeys')).json
  expect(listed).toMatchObject({ name: 'My phone', backedUp: false, transports: ['internal'] })
  expect(Date.parse(listed.lastUsedAt)).toBeGreaterThan(Date.now() - 60_000)
})

test('options for registering ask for what is needed, and name the keys there are', async () => {
  const { json } = await send(browser, 'POST', '/api/settings/passkeys/options')
  expect(json).toMatchObject({
    rp: { id: 'localhost' },
    attestation: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: [{ id: key.id.toString('base64url') }],
    pubKeyCredParams: [{ alg: -8 }, { alg: -7 }, { alg: -257 }],
  })
  expect(Buffer.from(json.challenge, 'base64url')).toHaveLength(32)
  expect(Buffer.from(json.user.id, 'base64url').toString()).not.toContain(name)
})

test('an assertion works once', async () => {
  const fresh = new Browser()
  const assertion = key.signIn(await optionsFor(fresh))
  expect(await send(fresh, 'POST', '/api/sign-in/passkey', assertion)).toMatchObject({ status: 200 })
  const flow = fresh.cookie(origin, 'databelt-flow') ?? ''
  const thief = new Browser()
  thief.setCookie(origin, 'databelt-flow', flow)
  for (const who of [fresh, thief, new Browser()])
    expect(await send(who, 'POST', '/api/sign-in/passkey', assertion)).toMatchObject({
      status: 400,
      code: 'FlowEnded',
    })
  // nor is it the answer to another challenge
  await optionsFor(thief)
  expect(await send(thief, 'POST', '/api/sign-in/passkey', assertion)).toMatchObject({ code: 'FlowEnded' })
  expect(await whoIs(thief)).toBeUndefined()
})

test('a challenge is of one browser, and one purpose', async () => {
  const options = await optionsFor(new Browser())
  const other = new Browser()
  await optionsFor(other)
  expect(await send(other, 'POST', '/api/sign-in/passkey', key.signIn(options))).toMatchObject({
    code: 'FlowEnded',
  })
  const { json } = await send(browser, 'POST', '/api/settings/passkeys/options')
  const forRegistering = key.signIn({ challenge: json.challenge, rpId: 'localhost' })
  expect(await send(browser, 'POST', '/api/sign-in/passkey', forRegistering)).toMatchObject({
    code: 'FlowEnded',
  })
  const fresh = new Browser()
  const made = key.signIn({ challenge: randomBytes(32).toString('base64url'), rpId: 'localhost' })
  await optionsFor(fresh)
  expect(await send(fresh, 'POST', '/api/sign-in/passkey', made)).toMatchObject({ code: 'FlowEnded' })
})

const evil = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
test.each<[string, Twist, RegExp]>([
  ['of another origin', { origin: 'http://localhost.evil.example' }, /origin/],
  ['of another port', { origin: 'http://localhost:1' }, /origin/],
  ['of another scheme', { origin: 'https://localhost' }, /origin/],
  ['for another relying party', { rpId: 'evil.example' }, /RP ID/i],
  ['without the person verified', { flags: 1 }, /verif/i],
  ['without a person present', { flags: 4 }, /present/i],
  ['signed by another key', { key: evil }, /signature is wrong/],
  ['of a credential nobody has', { credentialId: randomBytes(32) }, /not known here/],
  ['with no handle of its user', { userHandle: randomBytes(32).toString('base64url') }, /another user/],
  ['made for registering', { type: 'webauthn.create' }, /type/i],
])('an assertion %s is refused', async (_, twist, why) => {
  const fresh = new Browser()
  const answer = await signIn(fresh, key, twist)
  expect(answer).toMatchObject(refused)
  expect(answer.error).toMatch(why)
  expect(await whoIs(fresh)).toBeUndefined()
})

test("another user's credential does not become one's own by its handle", async () => {
  const victim = key
  await hub.app.services.accounts.create('user', `${name}-thief`, {})
  const thief = await sessionOf(`${name}-thief`)
  const own = new Authenticator(origin)
  expect((await register(thief, own)).status).toBe(201)
  const { userHandle } = victim.signIn({ challenge: 'x' }).response
  // the thief's key under the victim's handle, and the victim's credential under the thief's key
  expect(await signIn(new Browser(), own, { userHandle })).toMatchObject(refused)
  expect(await signIn(new Browser(), own, { userHandle, credentialId: victim.id })).toMatchObject(refused)
  // a credential that is registered cannot be registered again, with whomever
  const copy = await register(thief, own, { credentialId: victim.id })
  expect(copy).toMatchObject({ status: 409, code: 'AlreadyExists' })
  const fresh = new Browser()
  expect((await signIn(fresh, victim)).status).toBe(200)
  expect(await whoIs(fresh)).toBe(name)
})

test('a counter that goes back lets nobody in, and is in the events', async () => {
  expect((await signIn(new Browser(), key, { counter: 10 })).status).toBe(200)
  for (const counter of [10, 9, 0]) {
    const answer = await signIn(new Browser(), key, { counter })
    expect(answer, String(counter)).toMatchObject(refused)
    expect(answer.error).toContain('a copy of it')
  }
  const { rows } = await onDatabase(hub, "select payload from events where type = 'passkey.refused'", [])
  expect(rows).toHaveLength(3)
  expect(rows[0].payload).toMatchObject({ why: 'counter' })
  expect((await signIn(new Browser(), key, { counter: 11 })).status).toBe(200)
})

test('of two uses with one count, at once, one is let in', async () => {
  const browsers = [new Browser(), new Browser(), new Browser(), new Browser()]
  const answers = await Promise.all(browsers.map((who) => signIn(who, key, { counter: 50 })))
  expect(answers.map((each) => each.status).sort()).toEqual([200, 403, 403, 403])
})

test('an authenticator that does not count may stay at zero', async () => {
  const still = new Authenticator(origin)
  expect((await register(browser, still, { counter: 0 })).status).toBe(201)
  expect((await signIn(new Browser(), still, { counter: 0 })).status).toBe(200)
  expect((await signIn(new Browser(), still, { counter: 0 })).status).toBe(200)
})

test.each<[string, Twist]>([
  ['of another origin', { origin: 'https://evil.example' }],
  ['for another relying party', { rpId: 'evil.example' }],
  ['without the person verified', { flags: 65 }],
  ['with a challenge of its own', { challenge: randomBytes(32).toString('base64url') }],
  ['made for signing in', { type: 'webauthn.get' }],
])('a new passkey %s is refused', async (_, twist) => {
  const answer = await register(browser, new Authenticator(origin), twist)
  expect(['PasskeyRefused', 'FlowEnded']).toContain(answer.code)
  expect((await send(browser, 'GET', '/api/settings/passkeys')).json).toHaveLength(1)
})

test('a registration is of the session that began it, and works once', async () => {
  const other = await sessionOf(name)
  const another = new Authenticator(origin)
  const options = (await send(browser, 'POST', '/api/settings/passkeys/options')).json
  const body = { name: 'x', response: another.register(options) }
  expect(await send(other, 'POST', '/api/settings/passkeys', body)).toMatchObject({ code: 'FlowEnded' })
  await hub.app.services.accounts.create('user', `${name}-other`, {})
  const foreign = await sessionOf(`${name}-other`)
  foreign.setCookie(origin, 'databelt-flow', browser.cookie(origin, 'databelt-flow') ?? '')
  expect(await send(foreign, 'POST', '/api/settings/passkeys', body)).toMatchObject({ code: 'FlowEnded' })
  // whoever tried it has used it up
  expect(await send(browser, 'POST', '/api/settings/passkeys', body)).toMatchObject({ code: 'FlowEnded' })
})

test('passkeys are renamed and removed by their own person, but for the last way in', async () => {
  const [{ id }] = (await send(browser, 'GET', '/api/settings/passkeys')).json
  const path = `/api/settings/passkeys/${id}`
  expect(await send(browser, 'PATCH', path, { name: 'Old \u202ephone\n' })).toMatchObject({
    status: 200,
    json: { name: 'Old phone' },
  })
  expect(await send(browser, 'PATCH', path, { name: ' \n' })).toMatchObject({ status: 400 })
  await hub.app.services.accounts.create('user', `${name}-other`, {})
  const other = await sessionOf(`${name}-other`)
  for (const [method, body] of [['GET'], ['PATCH', { name: 'mine' }], ['DELETE']] as const)
    expect(await send(other, method, path, body)).toMatchObject({ status: 404, code: 'PasskeyNotFound' })
  expect(await send(browser, 'DELETE', path)).toMatchObject({ status: 409, code: 'LastWayIn' })
  expect((await signIn(new Browser(), key)).status).toBe(200)

  const second = new Authenticator(origin)
  await register(browser, second)
  expect((await send(browser, 'DELETE', path)).status).toBe(204)
  expect(await signIn(new Browser(), key)).toMatchObject(refused)
  expect((await signIn(new Browser(), second)).status).toBe(200)
})

test('of two passkeys removed at once, one stays', async () => {
  await register(browser, new Authenticator(origin))
  const ids = (await send(browser, 'GET', '/api/settings/passkeys')).json.map(
    (each: { id: number }) => each.id,
  )
  const answers = await Promise.all(
    ids.map((id: number) => send(browser, 'DELETE', `/api/settings/passkeys/${id}`)),
  )
  expect(answers.map((each) => each.status).sort()).toEqual([204, 409])
})

test('changing passkeys needs a session that is fresh, and no token will do', async () => {
  const stale = await sessionOf(name, "now() - interval '31 minutes'")
  const [{ id }] = (await send(stale, 'GET', '/api/settings/passkeys')).json
  for (const [method, path] of [
    ['POST', '/options'],
    ['DELETE', `/${id}`],
  ] as const)
    expect(await send(stale, method, `/api/settings/passkeys${path}`)).toMatchObject({
      status: 403,
      code: 'FreshSignInNeeded',
    })
  const scope = { role: 'write' } as const
  const token = await hub.app.services.accounts.createToken(name, { name: 't', scope, expiresAt: null })
  const byToken = await hub.call('/api/settings/passkeys/options', { method: 'POST', token })
  expect(byToken.headers.get('x-error-code')).toBe('SessionNeeded')
  expect(await send(new Browser(), 'GET', '/api/settings/passkeys')).toMatchObject({ status: 401 })
})

test("an administrator's weak session adds the first passkey, and after it none, nor takes it away", async () => {
  const admin = `${name}-admin`
  const { id } = await hub.app.services.accounts.create('user', admin, { isAdmin: true })
  const weak = await sessionOf(admin)
  // begun while there was none
  const late = await sessionOf(admin)
  const begun = (await send(late, 'POST', '/api/settings/passkeys/options')).json
  const first = new Authenticator(origin)
  expect((await register(weak, first)).status).toBe(201)
  const strongNeeded = { status: 403, code: 'StrongSignInNeeded' }
  expect(await send(weak, 'POST', '/api/settings/passkeys/options')).toMatchObject(strongNeeded)
  const response = new Authenticator(origin).register(begun)
  expect(await send(late, 'POST', '/api/settings/passkeys', { name: 'x', response })).toMatchObject(
    strongNeeded,
  )
  const [own] = (await send(weak, 'GET', '/api/settings/passkeys')).json
  expect(await send(weak, 'DELETE', `/api/settings/passkeys/${own.id}`)).toMatchObject(strongNeeded)
  // nor does another factor come by
  expect(await send(weak, 'POST', '/api/settings/second-factor')).toMatchObject(strongNeeded)
  const strong = new Browser()
  await signIn(strong, first)
  expect((await register(strong, new Authenticator(origin))).status).toBe(201)
  expect(await hub.app.services.passkeys.list(id)).toHaveLength(2)
  expect((await send(strong, 'DELETE', `/api/settings/passkeys/${own.id}`)).status).toBe(204)
})

test('a page of another site signs nobody in', async () => {
  const headers = { origin: 'https://evil.example' }
  const answer = await hub.call('/api/sign-in/passkey/options', { method: 'POST', headers })
  expect(answer.headers.get('x-error-code')).toBe('CrossSite')
})

test('where the hub has no name, passkeys say so', async () => {
  const nameless = await startHub()
  try {
    const answer = await nameless.call('/api/sign-in/passkey/options', { method: 'POST' })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('DATABELT_PUBLIC_URL')
  } finally {
    await nameless[Symbol.asyncDispose]()
  }
})

test.each([
  ['{}'],
  ['[]'],
  [
    '{"id":"AA","rawId":"AA","type":"public-key","clientExtensionResults":{},"response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA"}}',
  ],
  ['{"id":"é","rawId":"AA","type":"public-key","clientExtensionResults":{},"response":{}}'],
])('what is no assertion is refused, not tripped over: %s', async (body) => {
  const answer = await hub.call('/api/sign-in/passkey', { method: 'POST', body })
  expect(answer.status).toBe(400)
})
