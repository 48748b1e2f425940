import { Secret, TOTP } from 'otpauth'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { Browser, person } from '../support/browser.js'
import { startHub, type TestHub } from '../support/hub.js'
import { newRepo } from '../support/lfs.js'
import { onDatabase } from '../support/world.js'

/** What the hub writes into its log. */
const lines: string[] = []
vi.mock('pino', async (original) => {
  const real = await original<typeof import('pino')>()
  const make = (options: object) => real.default(options, { write: (line: string) => void lines.push(line) })
  return { ...real, default: Object.assign(make, { destination: () => undefined }) }
})

let hub: TestHub
const MINUTE = 60_000
beforeAll(async () => {
  hub = await startHub({ trustProxy: true, signUp: true, logLevel: 'info' })
})
afterAll(async () => hub?.[Symbol.asyncDispose]())
afterEach(() => {
  vi.useRealTimers()
})
const goTo = (at: number) => {
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime(at)
}
let networks = 0
const browser = () => new Browser(hub, { 'x-forwarded-for': `2001:db8:0:${(++networks).toString(16)}::1` })
async function signedIn(name: string, options: { isAdmin?: boolean; email?: string } = {}) {
  const own = browser()
  const password = await person(hub, name, options)
  expect((await own.signIn(name, password)).status).toBe(200)
  return { own, password }
}
const whoami = (own: Browser) => own.call('GET', '/api/whoami-v2')
const codeOf = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) }).generate()

test('CVE-2026-73804: a token neither makes tokens nor changes how its user signs in', async () => {
  const { own } = await signedIn('tok')
  const made = await own.call('POST', '/api/settings/tokens', { name: 'all', role: 'write' })
  expect(made.status).toBe(200)
  const token = { authorization: `Bearer ${made.json.token}` }
  const admin = await hub.app.services.accounts.create('user', 'tok-admin', { isAdmin: true })
  const wide = await hub.app.services.accounts.createToken(admin.name, {
    name: 't',
    scope: { role: 'write' },
    expiresAt: null,
  })
  for (const [method, path, body] of [
    ['GET', '/api/settings/tokens'],
    ['POST', '/api/settings/tokens', { name: 'more', role: 'write' }],
    ['DELETE', '/api/settings/tokens/all'],
    ['GET', '/api/settings/sessions'],
    ['DELETE', '/api/settings/sessions/1'],
    ['PUT', '/api/settings/password', { password: 'another long password' }],
    ['GET', '/api/settings/second-factor'],
    ['POST', '/api/settings/second-factor'],
    ['POST', '/api/settings/second-factor/confirm', { code: '123456' }],
    ['DELETE', '/api/settings/second-factor'],
    ['GET', '/api/device/BCDFGHJK'],
    ['POST', '/api/device', { code: 'BCDFGHJK', allow: true }],
  ] as const) {
    const answer = await own.call(method, path, body, token)
    expect(answer, `${method} ${path}`).toMatchObject({ status: 403, code: 'SessionNeeded' })
    const byAdmin = await hub.call(path, { method, token: wide, ...(body && { body: JSON.stringify(body) }) })
    expect(byAdmin.headers.get('x-error-code')).toBe('SessionNeeded')
    // nobody signed in: no token is asked to be better
    expect((await browser().call(method, path, body)).status).toBe(401)
  }
})

test('a person makes, lists and revokes tokens, each shown once and narrowed as asked', async () => {
  const { own } = await signedIn('maker')
  const token = await hub.user('elsewhere')
  await newRepo(hub, token, 'closed', 'private', 'elsewhere')
  await newRepo(hub, token, 'open', 'public', 'elsewhere')
  const make = (body: object) => own.call('POST', '/api/settings/tokens', body)
  const fine = (entity: string, role: string) => ({
    name: `${entity} ${role}`,
    role: 'fineGrained',
    grants: [{ entity, role }],
  })
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
  const made = await make({ ...fine('maker', 'write'), expiresAt })
  expect(made.json).toMatchObject({ token: expect.stringMatching(/^dbelt_/), role: 'fineGrained', expiresAt })
  expect((await hub.call('/api/whoami-v2', { token: made.json.token })).status).toBe(200)
  expect((await make(fine('elsewhere/open', 'read'))).status).toBe(200)
  // what is out of reach is not told from what is not there
  const refusals = []
  for (const entity of ['elsewhere/closed', 'elsewhere/nothing'])
    refusals.push((await make(fine(entity, 'read'))).text.replace(entity, 'X'))
  expect(refusals[0]).toBe(refusals[1])
  for (const body of [
    fine('elsewhere/open', 'write'),
    fine('elsewhere', 'write'),
    fine('no-such-place', 'read'),
    { name: 'x', role: 'fineGrained' },
    { name: 'x', role: 'write', grants: [{ entity: 'maker', role: 'read' }] },
    { name: 'x', role: 'admin' },
    { name: '', role: 'read' },
    { name: 'a\u0000b', role: 'read' },
    { name: 'x', role: 'read', expiresAt: '2001-01-01T00:00:00Z' },
    { name: 'x', role: 'read', expiresAt: 'soon' },
  ])
    expect((await make(body)).status, JSON.stringify(body)).toBe(400)
  expect((await make({ name: 'maker write', role: 'read' })).status).toBe(409)
  const list = await own.call('GET', '/api/settings/tokens')
  expect(list.json.map((each: { name: string }) => each.name)).toEqual(['maker write', 'elsewhere/open read'])
  expect(list.text).not.toContain(made.json.token)
  expect(list.json.map((each: { lastUsedAt: unknown }) => each.lastUsedAt !== null)).toEqual([true, false])
  expect((await own.call('DELETE', '/api/settings/tokens/maker%20write')).status).toBe(200)
  expect((await hub.call('/api/whoami-v2', { token: made.json.token })).status).toBe(401)
})

test('a token and a new password need a sign-in of the last 30 minutes', async () => {
  const start = Date.now()
  goTo(start)
  const { own, password } = await signedIn('stale')
  goTo(start + 30 * MINUTE + 1)
  for (const [method, path, body] of [
    ['POST', '/api/settings/tokens', { name: 't', role: 'read' }],
    ['PUT', '/api/settings/password', { current: password, password: 'another long password' }],
    ['POST', '/api/settings/second-factor'],
    ['DELETE', '/api/settings/second-factor'],
  ] as const)
    expect(await own.call(method, path, body)).toMatchObject({ status: 403, code: 'FreshSignInNeeded' })
  // what takes rights away does not wait
  expect((await own.call('GET', '/api/settings/sessions')).status).toBe(200)
  await own.signIn('stale', password)
  expect((await own.call('POST', '/api/settings/tokens', { name: 't', role: 'read' })).status).toBe(200)
})

test('a new password ends the other sessions, and this one gets a new secret', async () => {
  const { own, password } = await signedIn('changer')
  const other = browser()
  await other.signIn('changer', password)
  const before = own.cookies.get('databelt-session')
  const change = (current: string | undefined, to: string) =>
    own.call('PUT', '/api/settings/password', { current, password: to })
  expect(await change(undefined, 'another long password')).toMatchObject({
    status: 403,
    code: 'WrongPassword',
  })
  expect(await change('wrong', 'another long password')).toMatchObject({ status: 403 })
  for (const weak of ['short', 'changer2026!', 'password1234', '1234567890'])
    expect((await change(password, weak)).status, weak).toBe(400)
  expect((await whoami(other)).status).toBe(200)
  expect((await change(password, 'another long password')).status).toBe(200)
  expect((await whoami(other)).status).toBe(401)
  expect((await whoami(own)).status).toBe(200)
  expect(own.cookies.get('databelt-session')).not.toBe(before)
  expect((await browser().signIn('changer', password)).status).toBe(401)
  expect((await browser().signIn('changer', 'another long password')).status).toBe(200)
  // guesses of the present password are slowed, too
  for (let i = 0; i < 5; i++) await change('wrong', 'yet another password')
  expect((await change('wrong', 'yet another password')).status).toBe(429)
})

test('a second factor is asked for, each code works once, and recovery codes do, too', async () => {
  const start = Math.ceil(Date.now() / 30_000) * 30_000
  goTo(start)
  const { own, password } = await signedIn('totp')
  const before = own.cookies.get('databelt-session') ?? ''
  const { json } = await own.call('POST', '/api/settings/second-factor')
  expect(json.uri).toMatch(/^otpauth:\/\/totp\/Databelt:totp\?/)
  // not confirmed yet, so it is not asked for
  expect((await browser().signIn('totp', password)).status).toBe(200)
  const confirm = (code: string) => own.call('POST', '/api/settings/second-factor/confirm', { code })
  expect(await confirm('000000')).toMatchObject({ status: 401, code: 'WrongCode' })
  const confirmed = await confirm(codeOf(json.secret))
  expect(confirmed.json).toMatchObject({ on: true })
  expect(confirmed.json.recoveryCodes).toHaveLength(10)
  // rights rose, so the secret is new
  const thief = browser()
  thief.cookies.set('databelt-session', before)
  expect((await whoami(thief)).status).toBe(401)
  expect((await own.call('GET', '/api/sign-in')).json.session.isStrong).toBe(true)
  expect((await own.call('POST', '/api/settings/second-factor')).status).toBe(409)

  expect(await browser().signIn('totp', password)).toMatchObject({ status: 401, code: 'SecondFactorNeeded' })
  expect(await browser().signIn('totp', 'wrong', codeOf(json.secret))).toMatchObject({ code: 'WrongSignIn' })
  // the code of the confirmation is used up
  expect(await browser().signIn('totp', password, codeOf(json.secret))).toMatchObject({ code: 'WrongCode' })
  goTo(start + 60_000)
  const code = codeOf(json.secret)
  const both = await Promise.all([
    browser().signIn('totp', password, code),
    browser().signIn('totp', password, code),
  ])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 401])
  // an earlier one within the window does not work either
  goTo(start + 30_000)
  const earlier = codeOf(json.secret)
  goTo(start + 60_000)
  expect(await browser().signIn('totp', password, earlier)).toMatchObject({ code: 'WrongCode' })

  const [recovery] = confirmed.json.recoveryCodes
  expect((await browser().signIn('totp', password, recovery.toUpperCase())).status).toBe(200)
  expect(await browser().signIn('totp', password, recovery)).toMatchObject({ code: 'WrongCode' })
  expect((await own.call('GET', '/api/settings/second-factor')).json).toEqual({
    on: true,
    recoveryCodesLeft: 9,
  })

  const { rows } = await onDatabase(hub, 'select secret from second_factors', [])
  for (const { secret } of rows as { secret: Buffer }[]) {
    expect(secret.includes(Buffer.from(json.secret))).toBe(false)
    expect(secret.includes(Buffer.from(Secret.fromBase32(json.secret).buffer))).toBe(false)
  }
  expect((await own.call('DELETE', '/api/settings/second-factor')).json).toEqual({ removed: true })
  expect((await own.call('GET', '/api/sign-in')).json.session.isStrong).toBe(false)
  expect((await browser().signIn('totp', password)).status).toBe(200)
})

test('codes are slowed from wherever they are guessed', async () => {
  const { own, password } = await signedIn('guessed')
  const { json } = await own.call('POST', '/api/settings/second-factor')
  await own.call('POST', '/api/settings/second-factor/confirm', { code: codeOf(json.secret) })
  const statuses = []
  for (let i = 0; i < 8; i++) statuses.push((await browser().signIn('guessed', password, '000000')).status)
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(2)
  // the owner at a known device is not slowed
  const owner = browser()
  for (const [name, value] of own.cookies) owner.cookies.set(name, value)
  expect((await owner.signIn('guessed', password, '000000')).status).toBe(401)
})

test('an administrator without a second factor acts as an ordinary user, and is told so', async () => {
  const token = await hub.user('somebody')
  await newRepo(hub, token, 'private', 'private', 'somebody')
  const { own } = await signedIn('boss', { isAdmin: true })
  const read = () => own.call('GET', '/api/datasets/somebody/private')
  expect((await read()).status).toBe(404)
  expect((await own.call('GET', '/api/sign-in')).json).toMatchObject({
    user: { isAdmin: false },
    notice: expect.stringContaining('second factor'),
  })
  expect((await whoami(own)).json).toMatchObject({ isAdmin: false, isHeldBack: true })
  const { json } = await own.call('POST', '/api/settings/second-factor')
  await own.call('POST', '/api/settings/second-factor/confirm', { code: codeOf(json.secret) })
  expect((await read()).status).toBe(200)
  const standing = (await own.call('GET', '/api/sign-in')).json
  expect([standing.user.isAdmin, standing.notice]).toEqual([true, undefined])
  // the operator takes a lost factor away: at the next request the session is weak again
  const { id } = await hub.app.services.accounts.find('user', 'boss')
  await hub.app.services.secondFactor.remove(id, null)
  expect((await read()).status).toBe(404)
})

const strongNeeded = { status: 403, code: 'StrongSignInNeeded' }
/** All ways to a credential that outlives the session. */
async function tryDoors(own: Browser) {
  const form = { method: 'POST', body: new URLSearchParams({ client_id: 'a-client' }) }
  const { user_code } = (await (await hub.call('/oauth/device', form)).json()) as { user_code: string }
  return {
    token: await own.call('POST', '/api/settings/tokens', { name: `t${Math.random()}`, role: 'write' }),
    program: await own.call('POST', '/api/device', { code: user_code, allow: true }),
    removal: await own.call('DELETE', '/api/settings/second-factor'),
    passkey: await own.call('DELETE', '/api/settings/passkeys/1'),
  }
}

test('a weak session of an administrator makes no credential but the first strong factor', async () => {
  const { own, password } = await signedIn('chief', { isAdmin: true })
  for (const [door, answer] of Object.entries(await tryDoors(own)))
    expect(answer, door).toMatchObject(strongNeeded)
  const other = browser()
  await other.signIn('chief', password)
  const { json } = await own.call('POST', '/api/settings/second-factor')
  const confirmed = await own.call('POST', '/api/settings/second-factor/confirm', {
    code: codeOf(json.secret),
  })
  expect(confirmed.status).toBe(200)
  // the session that was there before is still weak, and nothing is the first any more
  for (const [door, answer] of Object.entries(await tryDoors(other)))
    expect(answer, door).toMatchObject(strongNeeded)
  expect(await other.call('POST', '/api/settings/second-factor')).toMatchObject(strongNeeded)
  const { token, program, removal } = await tryDoors(own)
  expect([token.status, program.status, removal.status]).toEqual([200, 200, 200])
})

test('whoever has a second factor makes no credential in a session without it', async () => {
  const { own, password } = await signedIn('careful')
  const weak = browser()
  await weak.signIn('careful', password)
  expect((await weak.call('POST', '/api/settings/tokens', { name: 'before', role: 'read' })).status).toBe(200)
  const { json } = await own.call('POST', '/api/settings/second-factor')
  await own.call('POST', '/api/settings/second-factor/confirm', { code: codeOf(json.secret) })
  for (const [door, answer] of Object.entries(await tryDoors(weak)))
    expect(answer, door).toMatchObject(strongNeeded)
  // to refuse a program needs nothing
  expect(await weak.call('POST', '/api/device', { code: 'BCDFGHJK', allow: false })).toMatchObject({
    status: 404,
  })
  expect((await tryDoors(own)).token.status).toBe(200)
})

test('a suspended person is nobody: public pages and the way out are open, and links set no password', async () => {
  const { own } = await signedIn('barred')
  const token = await hub.user('shower')
  await newRepo(hub, token, 'shown', 'public', 'shower')
  const link = await hub.app.services.passwords.makeLink('barred')
  await hub.app.services.users.suspend({ kind: 'anonymous' }, 'barred', true)
  expect((await own.call('GET', '/api/datasets/shower/shown')).status).toBe(200)
  expect((await own.call('GET', '/login')).status).toBe(200)
  expect((await own.call('GET', '/api/sign-in')).json.user ?? null).toBeNull()
  expect((await whoami(own)).status).toBe(401)
  expect((await own.call('GET', '/api/settings/tokens')).status).toBe(401)
  const use = () => browser().call('POST', `/api/account-links/${link}`, { password: 'a new long password' })
  expect(await use()).toMatchObject({ status: 403, code: 'AccountSuspended' })
  const left = await own.call('POST', '/api/sign-out')
  expect([left.status, own.cookies.has('databelt-session')]).toEqual([200, false])
  await hub.app.services.users.suspend({ kind: 'anonymous' }, 'barred', false)
  expect((await use()).status).toBe(200)
})

test('a link sets a password once, within a day, and ends all sessions', async () => {
  const { own } = await signedIn('linked')
  const first = await hub.app.services.passwords.makeLink('linked')
  const second = await hub.app.services.passwords.makeLink('linked')
  const use = (secret: string, password: string) =>
    browser().call('POST', `/api/account-links/${secret}`, { password })
  expect(await use(first, 'a new long password')).toMatchObject({ status: 404, code: 'LinkEnded' })
  expect((await use(second, 'weak')).status).toBe(400)
  const both = await Promise.all([use(second, 'a new long password'), use(second, 'another long password')])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 404])
  expect((await whoami(own)).status).toBe(401)
  const right = both[0]?.status === 200 ? 'a new long password' : 'another long password'
  expect((await browser().signIn('linked', right)).status).toBe(200)
  const late = await hub.app.services.passwords.makeLink('linked')
  goTo(Date.now() + 24 * 60 * MINUTE + 1)
  expect(await use(late, 'a new long password')).toMatchObject({ status: 404, code: 'LinkEnded' })
  const { rows } = await onDatabase(hub, 'select t::text as text from account_links t', [])
  for (const { text } of rows as { text: string }[]) expect(text).not.toContain(late)
})

test('where it is open, people make themselves users: of a free name and address', async () => {
  const up = (own: Browser, user: string, email: string, password = 'a long enough password') =>
    own.call('POST', '/api/sign-up', { user, email, password })
  const own = browser()
  expect(await up(own, 'newcomer', 'new@example.org')).toMatchObject({
    status: 200,
    json: { user: 'newcomer' },
  })
  expect((await whoami(own)).json).toMatchObject({ name: 'newcomer', isAdmin: false })
  expect((await up(browser(), 'NewComer', 'other@example.org')).status).toBe(409)
  expect((await up(browser(), 'another', 'NEW@example.org')).status).toBe(409)
  expect(await hub.app.services.accounts.findAny('another')).toBeUndefined()
  expect((await up(browser(), 'weakling', 'w@example.org', 'weakling123')).status).toBe(400)
  expect((await up(browser(), 'api', 'a@example.org')).status).toBe(400)
  expect((await up(browser(), 'no-address', 'nothing')).status).toBe(400)
  const racing = await Promise.all(
    ['race-a', 'race-b'].map((name) => up(browser(), name, 'race@example.org')),
  )
  expect(racing.map(({ status }) => status).sort()).toEqual([200, 409])
  const many = browser()
  const statuses = []
  for (let i = 0; i < 7; i++) statuses.push((await up(many, `many-${i}`, `many${i}@example.org`)).status)
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429])
})

test('many wrong tokens from one network are refused, and right ones beside them are not', async () => {
  const token = await hub.user('right')
  const own = browser()
  const ask = (word: string, from = own) =>
    from.call('GET', '/api/datasets', undefined, { authorization: `Bearer ${word}` })
  for (let i = 0; i < 100; i++) await ask(`dbelt_${i}`)
  const refused = await ask('dbelt_x')
  expect(refused).toMatchObject({ status: 429, code: 'TooManyBadTokens' })
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await ask(token)).status).toBe(200)
  expect((await ask('dbelt_x', browser())).status).toBe(401)
  goTo(Date.now() + MINUTE + 1)
  expect((await ask('dbelt_x')).status).toBe(401)
})

test('over https the cookie is Secure, of this host only, and the plain one is not believed', async () => {
  const password = await person(hub, 'https-user')
  const secure = { 'x-forwarded-proto': 'https', origin: hub.url.replace('http:', 'https:') }
  const own = browser()
  const answer = await own.call('POST', '/api/sign-in', { user: 'https-user', password }, secure)
  const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('__Host-databelt='))
  expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax; Secure$/)
  const ask = (name: string) =>
    own.call('GET', '/api/whoami-v2', undefined, {
      ...secure,
      cookie: `${name}=${own.cookies.get('__Host-databelt')}`,
    })
  expect((await ask('__Host-databelt')).status).toBe(200)
  expect((await ask('databelt-session')).status).toBe(401)
})

test('no secret that people sent is in the log or in an event', async () => {
  const { own, password } = await signedIn('canary', { email: 'canary@example.org' })
  const link = await hub.app.services.passwords.makeLink('canary')
  const made = await own.call('POST', '/api/settings/tokens', { name: 'canary', role: 'write' })
  const { json } = await own.call('POST', '/api/settings/second-factor')
  const confirmed = await own.call('POST', '/api/settings/second-factor/confirm', {
    code: codeOf(json.secret),
  })
  await browser().signIn('canary', 'CANARY-wrong-password', '123987')
  await browser().call('POST', `/api/account-links/${link}`, { password: 'CANARY-new-password' })
  await browser().call('GET', '/login?link=CANARY-in-query&code=CANARY-code')
  await browser().call('POST', '/api/account-links/CANARY-link', { password: 'CANARY-new-password' })
  await own.call('GET', `/api/datasets?token=CANARY-token`, undefined, {
    authorization: 'Bearer CANARY-bearer',
  })
  const secrets = [
    ...[password, link, made.json.token, json.secret, ...confirmed.json.recoveryCodes, 'CANARY'],
    ...own.cookies.values(),
  ]
  expect(lines.length).toBeGreaterThan(100)
  const log = lines.join('')
  const events = JSON.stringify(await hub.app.metadata.events.listAfter(0, 10_000))
  expect(events).toContain('user.signed-in')
  for (const secret of secrets) {
    expect(log).not.toContain(secret)
    expect(events).not.toContain(secret)
  }
})
