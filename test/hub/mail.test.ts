import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { followToEnd } from '../support/follow.js'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { onDatabase } from '../support/world.js'

// a follower waits for the transactions of all tests on the server
vi.setConfig({ testTimeout: 240_000 })

interface Letter {
  from: string
  to: string[]
  raw: string
  subject: string
  /** The plain part. */
  text: string
  html: string
}
let letters: Letter[] = []
/** What the server says to a receiver; undefined: it takes the mail. */
let refusal: Error | undefined
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onAuth: ({ username, password }, _session, done) =>
    username === 'hub' && password === 'pa:ss' ? done(null, { user: 'hub' }) : done(new Error('no')),
  onRcptTo: (_address, _session, done) => done(refusal),
  onData: async (stream, session, done) => {
    const pieces: Buffer[] = []
    for await (const piece of stream) pieces.push(piece)
    letters.push(read(Buffer.concat(pieces).toString(), session.envelope))
    done()
  },
})

function read(raw: string, envelope: { mailFrom: unknown; rcptTo: { address: string }[] }): Letter {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const subject = /^Subject: ((?:.|\r\n[ \t])*)/m.exec(head)?.[1] ?? ''
  const parts = rest
    .join('\r\n\r\n')
    .split(/^--.*$/m)
    .map(decodePart)
  return {
    from: (envelope.mailFrom as { address: string }).address,
    to: envelope.rcptTo.map(({ address }) => address),
    raw,
    subject: decodeWords(subject),
    text: parts.find(({ type }) => type === 'text/plain')?.body ?? '',
    html: parts.find(({ type }) => type === 'text/html')?.body ?? '',
  }
}
const decodeQuoted = (text: string): Buffer =>
  Buffer.from(
    text
      .replace(/=\r?\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
function decodePart(part: string) {
  const [head = '', ...rest] = part.trim().split('\r\n\r\n')
  const body = rest.join('\r\n\r\n')
  const coding = /Content-Transfer-Encoding: (\S+)/i.exec(head)?.[1] ?? ''
  const bytes =
    coding === 'base64'
      ? Buffer.from(body, 'base64')
      : coding === 'quoted-printable'
        ? decodeQuoted(body)
        : Buffer.from(body)
  return { type: /Content-Type: ([\w/]+)/i.exec(head)?.[1], body: bytes.toString() }
}
/** RFC 2047. */
const decodeWords = (text: string): string =>
  text
    .replace(/\r\n[ \t]/g, ' ')
    .replace(/\?= =\?/g, '?==?')
    .replace(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_, kind, word) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(word, 'base64').toString()
        : decodeQuoted(word.replaceAll('_', ' ')).toString(),
    )

let hub: TestHub
let smtpUrl: string
let owner: string
let asker: string
let repo: string
let count = 0
const CARD = '---\nextra_gated_prompt: "Be good."\nextra_gated_days: 30\n---\n'

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  smtpUrl = `smtp://hub:pa%3Ass@127.0.0.1:${(server.server.address() as AddressInfo).port}`
  hub = await startHub({ smtpUrl, mailFrom: 'Databelt <hub@example.org>' })
  owner = await hub.user('owner')
  asker = await hub.user('asker')
  await hub.user('reviewer')
  await hub.user('reader')
  await hub.org('lab', { owner: 'admin', reviewer: 'write', reader: 'read' })
  await onDatabase(hub, "update namespaces set email = name || '@example.org' where kind = 'user'", [])
})
afterAll(async () => {
  await hub?.[Symbol.asyncDispose]()
  await new Promise<void>((done) => server.close(() => done()))
})

const send = async (method: string, path: string, token: string, body?: unknown) => {
  const answer = await hub.call(path, {
    method,
    token,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, text, json: text.startsWith('{') ? JSON.parse(text) : undefined }
}
const api = (rest: string) => `/api/datasets/lab/${repo}${rest}`
async function ask() {
  const terms = (await send('GET', api('/access'), asker)).json.form.terms.sha256
  expect((await send('POST', api('/access'), asker, { fields: {}, terms })).status).toBe(200)
  return terms
}
const handle = (status: string, more: object = {}) =>
  send('POST', api('/user-access-request/handle'), owner, { user: 'asker', status, ...more })
async function post(): Promise<void> {
  const { outbox, mailing } = hub.app.services
  await followToEnd(hub, 'mail', outbox.follow)
  while (await mailing.sendNext());
}
const states = async () =>
  (await onDatabase(hub, 'select kind, state, attempts, params from mail_outbox order by id', [])).rows

beforeEach(async () => {
  repo = `gated-${count++}`
  refusal = undefined
  await send('POST', '/api/repos/create', owner, { type: 'dataset', organization: 'lab', name: repo })
  const headers = { 'content-type': 'application/x-ndjson' }
  const body = commitBody('add', [file('README.md', CARD), file('data.csv', 'id\n1\n')])
  await hub.call(api('/commit/main'), { method: 'POST', token: owner, headers, body })
  await send('PUT', api('/settings'), owner, { gated: 'manual' })
  await post()
  await onDatabase(hub, 'delete from mail_outbox', [])
  letters = []
})

test('reviewers hear of a request, the applicant of what came of it', async () => {
  const terms = await ask()
  await post()
  expect(letters.flatMap(({ to }) => to).sort()).toEqual(['owner@example.org', 'reviewer@example.org'])
  expect(letters[0]).toMatchObject({
    from: 'hub@example.org',
    subject: `asker asks for access to lab/${repo}`,
  })
  expect(letters[0]?.text).toContain(`/datasets/lab/${repo}`)
  expect(letters[0]?.raw).toMatch(/^Auto-Submitted: auto-generated/m)

  letters = []
  await handle('accepted')
  await post()
  expect(letters).toHaveLength(1)
  expect(letters[0]).toMatchObject({
    to: ['asker@example.org'],
    subject: `You have access to lab/${repo}`,
  })
  expect(letters[0]?.text).toContain(terms)
  expect(letters[0]?.text).toMatch(/Your access ends on \d{4}-\d\d-\d\d \d\d:\d\d UTC/)

  letters = []
  await handle('rejected', { rejectionReason: 'another <b>purpose</b>' })
  await post()
  expect(letters[0]?.text).toContain('Reason: another <b>purpose</b>')
  expect(letters[0]?.html).toContain('another &#60;b&#62;purpose')
  expect(letters[0]?.html).not.toContain('<b>')
  // what was needed to write it is not kept
  expect((await states()).map(({ state, params }) => [state, params])).toEqual(Array(4).fill(['sent', {}]))
})

test('a contributor hears of requests for what they created, and of nothing else', async () => {
  const maker = await hub.user(`maker-${count}`)
  await hub.app.services.accounts.setRole('lab', `maker-${count}`, 'contributor')
  await onDatabase(hub, "update namespaces set email = name || '@example.org' where kind = 'user'", [])
  await ask()
  await post()
  expect(letters.flatMap(({ to }) => to).sort()).toEqual(['owner@example.org', 'reviewer@example.org'])

  letters = []
  repo = `made-${count}`
  await send('POST', '/api/repos/create', maker, { type: 'dataset', organization: 'lab', name: repo })
  const headers = { 'content-type': 'application/x-ndjson' }
  const body = commitBody('add', [file('README.md', CARD)])
  await hub.call(api('/commit/main'), { method: 'POST', token: maker, headers, body })
  await send('PUT', api('/settings'), owner, { gated: 'manual' })
  await ask()
  await post()
  expect(letters.flatMap(({ to }) => to).sort()).toEqual([
    `maker-${count}@example.org`,
    'owner@example.org',
    'reviewer@example.org',
  ])
  await hub.app.services.accounts.setRole('lab', `maker-${count}`, null)
})

test('reviewers who want no mail take no place of those who do', async () => {
  for (let i = 0; i < 50; i++) await hub.app.services.accounts.create('user', `quiet-${i}`, {})
  await onDatabase(
    hub,
    `insert into memberships (org_id, user_id, role) select o.id, u.id, 'write' from namespaces o, namespaces u
      where o.name = 'lab' and u.name like 'quiet-%'`,
    [],
  )
  await onDatabase(
    hub,
    "update namespaces set email = name || '@example.org', mail_off = '{accessRequested}' where name like 'quiet-%'",
    [],
  )
  await hub.app.services.accounts.create('user', 'late', { email: 'late@example.org' })
  await hub.app.services.accounts.setRole('lab', 'late', 'write')
  await ask()
  await post()
  expect(letters.flatMap(({ to }) => to).sort()).toEqual([
    'late@example.org',
    'owner@example.org',
    'reviewer@example.org',
  ])
  await onDatabase(hub, "delete from namespaces where name like 'quiet-%' or name = 'late'", [])
})

test('in the language of the one who gets it, and only what they want', async () => {
  const reader = { language: 'ko', notifications: { accessRequested: true } }
  const reviewer = await hub.app.services.accounts.createToken('reviewer', {
    name: `t${count}`,
    scope: { role: 'write' },
    expiresAt: null,
  })
  const set = (body: object) => send('PATCH', '/api/settings/account', reviewer, body)
  expect((await set(reader)).json).toMatchObject({ language: 'ko', notifications: { accessDecided: true } })
  await ask()
  await post()
  const letter = letters.find(({ to }) => to[0]?.startsWith('reviewer'))
  expect(letter?.subject).toBe(`asker 님이 lab/${repo} 이용을 신청했습니다`)
  expect(letter?.text).toContain('신청을 승인하거나 거절해 주세요')

  letters = []
  expect((await set({ notifications: { accessRequested: false } })).json.notifications.accessRequested).toBe(
    false,
  )
  await send('DELETE', api('/access'), asker)
  await ask()
  await post()
  expect(letters.map(({ to }) => to[0])).toEqual(['owner@example.org'])
  for (const wrong of [
    { language: 'xx' },
    { notifications: { nonsense: true } },
    { other: 1 },
    { language: 1 },
  ])
    expect((await set(wrong)).status).toBe(400)
  const reads = await hub.app.services.accounts.createToken('reviewer', {
    name: `r${count}`,
    scope: { role: 'read' },
    expiresAt: null,
  })
  expect((await send('PATCH', '/api/settings/account', reads, { language: 'en' })).status).toBe(403)
  expect((await send('GET', '/api/settings/account', reads)).json.language).toBe('ko')
  await set({ language: 'en', notifications: { accessRequested: true } })
})

test('CVE-2026-0798: no mail about a repo to somebody who lost it while the mail waited', async () => {
  await ask()
  await followToEnd(hub, 'mail', hub.app.services.outbox.follow)
  await hub.app.services.accounts.setRole('lab', 'reviewer', 'read')
  await post()
  expect(letters.map(({ to }) => to[0])).toEqual(['owner@example.org'])
  await hub.app.services.accounts.setRole('lab', 'reviewer', 'write')

  letters = []
  await handle('accepted')
  await followToEnd(hub, 'mail', hub.app.services.outbox.follow)
  await send('PUT', api('/settings'), owner, { private: true })
  await post()
  expect(letters).toEqual([])
  expect((await states()).map(({ kind, state }) => [kind, state])).toContainEqual([
    'accessDecided',
    'dropped',
  ])
})

test('a decision that was changed before its mail went is not told', async () => {
  await ask()
  await handle('accepted')
  await handle('rejected', { rejectionReason: 'no' })
  await post()
  expect(letters.map(({ subject }) => subject)).toEqual([`About your request for lab/${repo}`])
})

test('names, reasons and addresses cannot add a header or a receiver', async () => {
  const evil = 'x\r\nBcc: victim@example.com\r\n\r\n.\r\nRCPT TO:<victim@example.com>'
  await ask()
  const row = 'update namespaces set email = $1 where name = $2'
  for (const email of [
    `asker@example.org\r\nBcc: victim@example.com`,
    'a@b.c, victim@example.com',
    '<x>@y',
    'no',
    'a b@c.d',
  ]) {
    await onDatabase(hub, row, [email, 'asker'])
    await handle('rejected', { rejectionReason: evil })
    await handle('pending')
    await post()
  }
  expect(letters.filter(({ to }) => !/^(owner|reviewer)@/.test(to[0] ?? ''))).toEqual([])
  await onDatabase(hub, row, ['asker@example.org', 'asker'])
  letters = []
  await handle('rejected', { rejectionReason: evil })
  await post()
  expect(letters.map(({ to }) => to)).toEqual([['asker@example.org']])
  expect(letters[0]?.raw.split('\r\n\r\n')[0]).not.toMatch(/^bcc/im)
  expect(letters[0]?.text).toContain('Reason: x Bcc: victim@example.com')
})

test('a server that is busy is asked again; one that refuses is not', async () => {
  await ask()
  refusal = Object.assign(new Error('busy'), { responseCode: 451 })
  await post()
  expect((await states()).map(({ state, attempts }) => [state, attempts])).toEqual(
    Array(2).fill(['waiting', 1]),
  )
  refusal = undefined
  await post()
  expect(letters).toEqual([])
  await onDatabase(hub, "update mail_outbox set next_at = now() - interval '1 second'", [])
  await post()
  expect(letters).toHaveLength(2)
  refusal = Object.assign(new Error('no such user'), { responseCode: 550 })
  await handle('accepted')
  await post()
  expect((await states()).at(-1)).toMatchObject({ state: 'failed', attempts: 1 })
})

test('a mail that was sent when the hub ended is sent again with the same id', async () => {
  await ask()
  await followToEnd(hub, 'mail', hub.app.services.outbox.follow)
  const { params } = (await states())[0]
  await post()
  // ended before it was written down: the row waits as it did, until the lease ends
  await onDatabase(
    hub,
    "update mail_outbox set state = 'waiting', params = $1, busy_until = now() + interval '2 minutes'",
    [JSON.stringify(params)],
  )
  letters = letters.slice(0, 2)
  await post()
  expect(letters).toHaveLength(2)
  await onDatabase(hub, "update mail_outbox set busy_until = now() - interval '1 second'", [])
  await post()
  const ids = letters.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw)?.[1])
  expect(ids).toHaveLength(4)
  expect(new Set(ids).size).toBe(2)
})

test('the end of an access is told once before and once after', async () => {
  await ask()
  await handle('accepted')
  await post()
  letters = []
  const { outbox } = hub.app.services
  const end = (span: string) =>
    onDatabase(
      hub,
      `update access_requests set granted_until = date_trunc('minute', now()) + interval '${span}', decided_at = now() - interval '20 days'
        where repo_id = (select id from repos where name = $1)`,
      [repo],
    )
  await end('8 days')
  await outbox.announceEndings()
  await post()
  expect(letters).toEqual([])
  await end('6 days')
  for (let i = 0; i < 3; i++) await outbox.announceEndings()
  await post()
  expect(letters.map(({ subject }) => subject)).toEqual([`Your access to lab/${repo} ends soon`])
  letters = []
  await end('-1 hour')
  for (let i = 0; i < 3; i++) await outbox.announceEndings()
  await post()
  expect(letters.map(({ subject }) => subject)).toEqual([`Your access to lab/${repo} has ended`])
  // a period that was short from the start needs no warning, and one without an end none at all
  letters = []
  await end('5 days')
  await onDatabase(hub, "update access_requests set decided_at = now() - interval '1 day'", [])
  await outbox.announceEndings()
  await onDatabase(hub, "update access_requests set granted_until = 'infinity'", [])
  await outbox.announceEndings()
  await post()
  expect(letters).toEqual([])
})

test('whoever renewed before the mail went is not told of the old end', async () => {
  await ask()
  await handle('accepted')
  await post()
  letters = []
  await onDatabase(
    hub,
    "update access_requests set granted_until = now() + interval '6 days', decided_at = now() - interval '20 days' where granted_until < 'infinity'",
    [],
  )
  await hub.app.services.outbox.announceEndings()
  await onDatabase(
    hub,
    "update access_requests set granted_until = now() + interval '90 days' where granted_until < 'infinity'",
    [],
  )
  await post()
  expect(letters).toEqual([])
})

test('the owner of a webhook that was turned off is told', async () => {
  const at = new Date()
  const userId = (await hub.app.services.accounts.find('user', 'asker')).id
  await hub.app.metadata.transact((tx) =>
    tx.events.add({
      type: 'webhook.disabled',
      at,
      repoId: null,
      actorId: null,
      payload: { webhook: 'abc', userId },
    }),
  )
  await post()
  expect(letters.map(({ to, subject }) => [to[0], subject])).toEqual([
    ['asker@example.org', 'A webhook of yours was turned off'],
  ])
})

test('the server is checked, and a wrong password is told', async () => {
  expect(await hub.app.services.mailing.check()).toBe(true)
  expect(await hub.app.services.mailing.test('minji@example.org', 'x')).toBe(true)
  expect(letters[0]).toMatchObject({ to: ['minji@example.org'] })
  await using wrong = await startHub({
    smtpUrl: smtpUrl.replace('pa%3Ass', 'wrong'),
    mailFrom: 'hub@example.org',
  })
  await expect(wrong.app.services.mailing.check()).rejects.toThrow()
})

test('without a mail server nothing is sent, kept, or fails', async () => {
  await using bare = await startHub()
  await bare.user('asker')
  const { outbox, mailing } = bare.app.services
  await followToEnd(bare, 'mail', outbox.follow)
  expect(await mailing.sendNext()).toBe(false)
  expect(await mailing.check()).toBeUndefined()
  expect(await mailing.test('a@b.c', 'x')).toBe(false)
  expect(await outbox.announceEndings()).toEqual({ ending: 0, ended: 0 })
  expect((await onDatabase(bare, 'select * from mail_outbox', [])).rows).toEqual([])
})
