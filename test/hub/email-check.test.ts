import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Browser, person } from '../support/browser.js'
import { startHub, type TestHub } from '../support/hub.js'
import { sender } from '../support/send.js'
import { onDatabase } from '../support/world.js'

let letters: { to: string; text: string }[] = []
let isDown = false
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo: (_address, _session, done) =>
    done(isDown ? Object.assign(new Error('down'), { responseCode: 451 }) : undefined),
  onData: async (stream, session, done) => {
    let text = ''
    for await (const piece of stream) text += piece
    letters.push({ to: session.envelope.rcptTo[0]?.address ?? '', text })
    done()
  },
})
const VERIFY = '/api/settings/email/verify'
const CODE = '/api/settings/email/code'

let hub: TestHub
let browser: Browser
let name: string
let count = 0
const send = sender(() => hub)
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.server.address() as AddressInfo
  hub = await startHub({ smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom: 'hub@example.org' })
})
afterAll(async () => {
  await hub?.[Symbol.asyncDispose]()
  await new Promise<void>((done) => server.close(() => done()))
})
beforeEach(async () => {
  letters = []
  isDown = false
  name = `minji-${count++}`
  browser = new Browser(hub)
  const password = await person(hub, name, { email: `${name}@example.org` })
  expect((await browser.signIn(name, password)).status).toBe(200)
})
const mailedCode = () => /\b\d{8}\b/.exec(letters.at(-1)?.text ?? '')?.[0] ?? ''
const state = async () => (await browser.call('GET', '/api/settings/email')).json
const later = (span: string) =>
  onDatabase(
    hub,
    `update email_codes set sent_at = sent_at - interval '${span}', first_at = first_at - interval '${span}',
       ends_at = ends_at - interval '${span}'`,
    [],
  )

test('an address is proven by the code that is mailed there, once', async () => {
  expect((await browser.call('GET', '/api/sign-in')).json.mail).toBe(true)
  expect(await state()).toEqual({ email: `${name}@example.org`, verified: false, verifiedAt: null })
  expect((await browser.call('GET', '/api/whoami-v2')).json.emailVerified).toBe(false)
  expect(await browser.call('POST', CODE)).toMatchObject({
    status: 200,
    json: { sent: `${name}@example.org` },
  })
  expect(letters.map(({ to }) => to)).toEqual([`${name}@example.org`])
  const code = mailedCode()
  const kept = JSON.stringify((await onDatabase(hub, 'select * from email_codes', [])).rows)
  expect(kept + JSON.stringify(await hub.app.metadata.events.listAfter(0, 1000))).not.toContain(code)
  expect(
    (await browser.call('POST', VERIFY, { code: ` ${code.slice(0, 4)} ${code.slice(4)} ` })).status,
  ).toBe(200)
  expect(await state()).toMatchObject({ verified: true })
  expect((await browser.call('GET', '/api/whoami-v2')).json.emailVerified).toBe(true)
  expect(await browser.call('POST', VERIFY, { code })).toMatchObject({ status: 403, code: 'EmailCodeWrong' })
  expect(await browser.call('POST', CODE)).toMatchObject({ status: 409, code: 'AlreadyExists' })
  // another address is another proof
  await onDatabase(hub, "update namespaces set email = 'new@example.org' where name = $1", [name])
  expect(await state()).toMatchObject({ email: 'new@example.org', verified: false })
})

test('a code that has ended, was replaced, is of another address or another person is one answer', async () => {
  const wrong = async (code: string) =>
    expect(await browser.call('POST', VERIFY, { code })).toMatchObject({
      status: 403,
      code: 'EmailCodeWrong',
    })
  await wrong('12345678')
  await browser.call('POST', CODE)
  const first = mailedCode()
  await later('61 seconds')
  await browser.call('POST', CODE)
  const second = mailedCode()
  await wrong(first)
  const other = new Browser(hub)
  const password = await person(hub, `other-${count}`, { email: `other-${count}@example.org` })
  await other.signIn(`other-${count}`, password)
  await other.call('POST', CODE)
  expect((await other.call('POST', VERIFY, { code: second })).code).toBe('EmailCodeWrong')
  await onDatabase(hub, "update namespaces set email = 'changed@example.org' where name = $1", [name])
  await wrong(second)
  await onDatabase(hub, 'update namespaces set email = $2 where name = $1', [name, `${name}@example.org`])
  await later('61 minutes')
  await wrong(second)
  expect(await state()).toMatchObject({ verified: false })
})

test('codes are mailed a minute apart, ten a day, and guesses are slowed', async () => {
  for (let i = 0; i < 10; i++) {
    expect((await browser.call('POST', CODE)).status).toBe(200)
    expect(await browser.call('POST', CODE)).toMatchObject({ status: 429, code: 'TooManyAttempts' })
    await later('61 seconds')
  }
  expect(await browser.call('POST', CODE)).toMatchObject({ status: 429, code: 'TooManyAttempts' })
  expect(letters).toHaveLength(10)
  const statuses: number[] = []
  for (let i = 0; i < 12; i++)
    statuses.push((await browser.call('POST', VERIFY, { code: String(10_000_000 + i) })).status)
  expect(statuses.slice(0, 5)).toEqual(Array(5).fill(403))
  expect(statuses.at(-1)).toBe(429)
})

test('a token proves no address, a server that is down is said, and so is an account without an address', async () => {
  const token = await hub.user(`bare-${count}`)
  expect(await send('POST', CODE, token)).toMatchObject({ status: 403, code: 'SessionNeeded' })
  isDown = true
  expect(await browser.call('POST', CODE)).toMatchObject({ status: 502, code: 'MailNotSent' })
  const bare = new Browser(hub)
  await bare.signIn(`none-${count}`, await person(hub, `none-${count}`))
  expect(await bare.call('POST', CODE)).toMatchObject({ status: 409, code: 'NoEmail' })
})

test('without a mail server an address stays unverified, and both sides of a request are told so', async () => {
  await using quiet = await startHub()
  const at = sender(() => quiet)
  const owner = await quiet.user('owner')
  await quiet.app.services.accounts.create('user', 'asker', { email: 'asker@example.org' })
  const scope = { role: 'write' as const }
  const asker = await quiet.app.services.accounts.createToken('asker', { name: 't', scope, expiresAt: null })
  await at('POST', '/api/repos/create', owner, { type: 'dataset', name: 'gated' })
  await at('PUT', '/api/datasets/owner/gated/settings', owner, { gated: 'manual' })
  const form = await at('GET', '/api/datasets/owner/gated/access', asker)
  expect(form.json.applicant).toEqual({ email: 'asker@example.org', emailVerified: false })
  await at('POST', '/api/datasets/owner/gated/access', asker, { fields: {}, terms: null })
  const listed = () => at('GET', '/api/datasets/owner/gated/user-access-request/pending', owner)
  const user = { email: 'asker@example.org', emailVerified: false }
  expect((await listed()).json).toMatchObject([{ user }])
  await onDatabase(quiet, "update namespaces set email_verified_at = now() where name = 'asker'", [])
  expect((await listed()).json).toMatchObject([{ user: { ...user, emailVerified: true } }])
  const password = 'correct horse of asker'
  await quiet.app.services.passwords.set('asker', password)
  const session = new Browser(quiet)
  await session.signIn('asker', password)
  expect(await session.call('POST', CODE)).toMatchObject({ status: 409, code: 'NoMailServer' })
})
