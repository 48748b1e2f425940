import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { onDatabase } from '../support/world.js'

const TERMS = 'For research only.\n'
const CARD = `---
license: other
extra_gated_prompt: "For research only.\\n"
extra_gated_fields:
  Affiliation: text
  I agree: checkbox
extra_gated_days: 30
---
# Secret
`
const ANSWERS = { Affiliation: '=HYPERLINK("x")', 'I agree': true }
const hash = (text: string) => createHash('sha256').update(text).digest('hex')

let hub: TestHub
let owner: string
let asker: string
let repo: string
let count = 0
beforeAll(async () => {
  hub = await startHub()
  owner = await hub.user('owner')
  asker = await hub.user('asker')
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const send = async (method: string, path: string, token: string | undefined, body?: unknown) => {
  const answer = await hub.call(path, {
    method,
    ...(token && { token }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    code: answer.headers.get('x-error-code'),
    text,
    json: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined,
    link: answer.headers.get('link'),
  }
}
const api = (rest: string) => `/api/datasets/owner/${repo}${rest}`
const download = (token: string | undefined) =>
  send('GET', `/datasets/owner/${repo}/resolve/main/data.csv`, token)
const ask = (fields: object = ANSWERS, terms: string | null = hash(TERMS)) =>
  send('POST', api('/access'), asker, { fields, terms })
const handle = (status: string, more: object = {}) =>
  send('POST', api('/user-access-request/handle'), owner, { user: 'asker', status, ...more })
const listed = async (state: string) =>
  (await send('GET', api(`/user-access-request/${state}`), owner)).json.map(
    (each: { user: { user: string } }) => each.user.user,
  )
const end = () =>
  onDatabase(
    hub,
    "update access_requests set granted_until = 'yesterday' where granted_until is not null",
    [],
  )

async function commit(...files: ReturnType<typeof file>[]) {
  const headers = { 'content-type': 'application/x-ndjson' }
  const body = commitBody('add', files)
  const answer = await hub.call(api('/commit/main'), { method: 'POST', token: owner, headers, body })
  expect(answer.status).toBe(200)
}
async function gate(gated: 'auto' | 'manual' | false) {
  expect((await send('PUT', api('/settings'), owner, { gated })).status).toBe(200)
}
beforeEach(async () => {
  repo = `gated-${count++}`
  await send('POST', '/api/repos/create', owner, { type: 'dataset', name: repo })
  await commit(file('README.md', CARD), file('data.csv', 'id\n1\n'))
  await gate('manual')
})

test('asked, accepted, ended, renewed, revoked: each step holds at the next request', async () => {
  expect(await download(undefined)).toMatchObject({ status: 401, code: 'GatedRepo' })
  expect(await download(asker)).toMatchObject({ status: 403, code: 'GatedRepo' })
  expect((await download(asker)).text).toContain(`Visit ${hub.url}/datasets/owner/${repo} to ask for access`)

  expect(await ask()).toMatchObject({ status: 200, json: { state: 'pending', gated: 'manual' } })
  expect((await download(asker)).text).toContain(
    `owner; ${hub.url}/datasets/owner/${repo} shows how it stands`,
  )
  expect(await listed('pending')).toEqual(['asker'])

  expect(await handle('accepted')).toMatchObject({ status: 200 })
  expect(await download(asker)).toMatchObject({ status: 200, text: 'id\n1\n' })
  expect(await listed('pending')).toEqual([])
  expect(await listed('accepted')).toEqual(['asker'])

  await end()
  expect((await download(asker)).text).toContain('Your access has ended')
  expect(await listed('accepted')).toEqual([])
  expect(await listed('expired')).toEqual(['asker'])

  expect(await ask()).toMatchObject({ json: { state: 'pending' } })
  expect(await handle('accepted', { days: 2 })).toMatchObject({ status: 200 })
  // whoever renews in time keeps what they have
  expect(await ask()).toMatchObject({ json: { state: 'accepted', request: { status: 'pending' } } })
  expect((await download(asker)).status).toBe(200)

  expect(await handle('rejected', { rejectionReason: 'the purpose has changed' })).toMatchObject({
    status: 200,
  })
  expect(await download(asker)).toMatchObject({ status: 403, code: 'GatedRepo' })
  expect((await download(asker)).text).toContain('rejected')
  expect(await ask()).toMatchObject({ status: 403, code: 'AccessRejected' })
  expect((await ask()).text).toContain('the purpose has changed')
  expect(await send('DELETE', api('/access'), asker)).toMatchObject({ status: 404, code: 'RequestNotFound' })
})

test('an automatic gate accepts whoever fills the form, for as long as the card says', async () => {
  await gate('auto')
  expect((await download(asker)).status).toBe(403)
  const answer = await ask()
  expect(answer).toMatchObject({ status: 200, json: { state: 'accepted', request: { granted: true } } })
  const days = (Date.parse(answer.json.request.grantedUntil) - Date.now()) / 86_400_000
  expect(days).toBeGreaterThan(29.9)
  expect(days).toBeLessThanOrEqual(30)
  expect((await download(asker)).status).toBe(200)
  expect(await send('DELETE', api('/access'), asker)).toMatchObject({ status: 200, json: { state: 'none' } })
  expect((await download(asker)).status).toBe(403)
})

test('who asks says for how long: reviewers see it, and it holds within what the card and the terms allow', async () => {
  const askFor = (days: unknown) =>
    send('POST', api('/access'), asker, { fields: ANSWERS, terms: hash(TERMS), days })
  const lasts = async () => {
    const { request } = (await send('GET', api('/access'), asker)).json
    return Math.ceil((Date.parse(request.grantedUntil) - Date.now()) / 86_400_000)
  }
  for (const wrong of [0, 3651, 1.5, '7']) expect((await askFor(wrong)).status, `${wrong}`).toBe(400)
  expect((await askFor(7)).json).toMatchObject({ state: 'pending', request: { days: 7 } })
  const pending = await send('GET', api('/user-access-request/pending'), owner)
  expect(pending.json).toMatchObject([{ days: 7 }])
  expect((await send('GET', api('/user-access-report?format=csv'), owner)).text).toMatch(/,7\r\n$/)
  await handle('accepted')
  expect(await lasts()).toBe(7)
  // the reviewer decides; without a word of theirs the card is the most
  await askFor(3650)
  await handle('accepted', { days: 90 })
  expect(await lasts()).toBe(90)
  await askFor(3650)
  await handle('accepted')
  expect(await lasts()).toBe(30)
  const terms = { version: 1, who: 'approved', deleteBy: 5 }
  expect((await send('PUT', api('/terms'), owner, terms)).status).toBe(200)
  await askFor(20)
  await handle('accepted')
  expect(await lasts()).toBe(5)
  await gate('auto')
  await askFor(3)
  expect(await lasts()).toBe(3)
})

test('both sides keep the terms as they were accepted', async () => {
  await ask()
  await commit(file('README.md', CARD.replace('research only', 'anything')))
  const own = await send('GET', api('/access'), asker)
  expect(own.json.request.terms).toEqual({ sha256: hash(TERMS), text: TERMS })
  expect(own.json.form.terms.text).toBe('For anything.\n')
  const [listedOne] = (await send('GET', api('/user-access-request/pending'), owner)).json
  expect(listedOne).toMatchObject({ termsSha256: hash(TERMS), fields: ANSWERS })
})

test('terms that have changed since must be read again, and answers must be complete', async () => {
  expect(await ask(ANSWERS, hash('Other terms'))).toMatchObject({ status: 409, code: 'TermsNotAccepted' })
  expect(await ask(ANSWERS, null)).toMatchObject({ status: 409, code: 'TermsNotAccepted' })
  expect((await ask({ 'I agree': true })).text).toContain('must be answered')
  expect((await ask({ ...ANSWERS, 'I agree': false })).text).toContain('must be agreed to')
  expect((await send('POST', api('/access'), asker, { fields: ANSWERS })).text).toContain(
    'SHA-256 of the terms',
  )
  expect(await listed('pending')).toEqual([])
})

test('the form of a page is taken, too', async () => {
  const body = new URLSearchParams({ Affiliation: 'A', 'I agree': 'on', terms: hash(TERMS) })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const path = `/datasets/owner/${repo}/ask-access`
  const answer = await hub.call(path, { method: 'POST', token: asker, headers, body: String(body) })
  expect(await answer.json()).toMatchObject({ state: 'pending' })
  const twice = await hub.call(path, { method: 'POST', token: asker, headers, body: `${body}&Affiliation=B` })
  expect(twice.status).toBe(400)
})

test('the form of a page says for how long, unless the card has a question of that name', async () => {
  const path = `/datasets/owner/${repo}/ask-access`
  const form = (values: object) =>
    hub.call(path, {
      method: 'POST',
      token: asker,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: String(new URLSearchParams({ Affiliation: 'A', 'I agree': 'on', terms: hash(TERMS), ...values })),
    })
  for (const days of ['0', '-1', '1.5', '3651', 'soon', '1e9'])
    expect((await form({ days })).status, days).toBe(400)
  expect(await (await form({ days: '7' })).json()).toMatchObject({ state: 'pending', request: { days: 7 } })
  expect((await send('GET', api('/user-access-request/pending'), owner)).json).toMatchObject([{ days: 7 }])
  await handle('accepted')
  const { json } = await send('GET', api('/access'), asker)
  expect(Date.parse(json.request.grantedUntil) - Date.parse(json.request.decidedAt)).toBe(7 * 86_400_000)
  // JSON, and nothing asked for
  expect((await send('DELETE', api('/access'), asker)).status).toBe(200)
  const asked = { ...ANSWERS, terms: hash(TERMS) }
  expect((await send('POST', path, asker, { ...asked, days: 9 })).json.request.days).toBe(9)
  expect((await send('DELETE', api('/access'), asker)).status).toBe(200)
  const { request: none } = (await (await form({ days: '' })).json()) as { request: object }
  expect(none).not.toHaveProperty('days')
  expect((await send('DELETE', api('/access'), asker)).status).toBe(200)

  await commit(file('README.md', CARD.replace('  Affiliation: text', '  Affiliation: text\n  days: text')))
  const { request } = (await (await form({ days: 'Mondays' })).json()) as { request: object }
  expect(request).toMatchObject({ fields: { days: 'Mondays' } })
  expect(request).not.toHaveProperty('days')
})

test('a reviewer gives access without a request, and hears what cannot be done', async () => {
  const give = (user: string) => send('POST', api('/user-access-request/grant'), owner, { user })
  expect(await give('asker')).toMatchObject({ status: 200, json: { user: 'asker', status: 'accepted' } })
  expect((await download(asker)).status).toBe(200)
  expect(await give('asker')).toMatchObject({ status: 400 })
  expect(await give('nobody')).toMatchObject({ status: 404, code: 'NamespaceNotFound' })
  expect(await handle('accepted')).toMatchObject({ status: 404, code: 'RequestNotFound' })
  expect(await handle('pending')).toMatchObject({ status: 200 })
  expect((await download(asker)).status).toBe(403)
  expect(await send('GET', api('/user-access-request/all'), owner)).toMatchObject({ status: 400 })
  expect(await handle('rejected', { rejectionReason: 'x'.repeat(201) })).toMatchObject({ status: 400 })
  await gate(false)
  expect(await handle('accepted')).toMatchObject({ status: 400, code: 'NotGated' })
  expect(await ask()).toMatchObject({ status: 400, code: 'NotGated' })
})

test('a token that may only read accepts no terms', async () => {
  const reading = await hub.app.services.accounts.createToken('asker', {
    name: `reads-${repo}`,
    scope: { role: 'read' },
    expiresAt: null,
  })
  const answer = await send('POST', api('/access'), reading, { fields: ANSWERS, terms: hash(TERMS) })
  expect(answer).toMatchObject({ status: 403, code: 'Forbidden' })
})

test('many who ask at once, and the pages of the list', async () => {
  const { accounts } = hub.app.services
  for (let i = 0; i < 105; i++) await accounts.create('user', `many-${repo}-${i}`, {})
  const users = Array.from({ length: 105 }, (_, i) => `many-${repo}-${i}`)
  for (const user of users) await send('POST', api('/user-access-request/grant'), owner, { user })
  const first = await send('GET', api('/user-access-request/accepted'), owner)
  expect(first.json).toHaveLength(100)
  const next = /<([^>]+)>/.exec(first.link ?? '')?.[1] ?? ''
  const second = await send('GET', next.replace(/^http:\/\/[^/]+/, ''), owner)
  const names = [...first.json, ...second.json].map((each: { user: { user: string } }) => each.user.user)
  expect(names).toEqual(users)
  // two decisions at the same time: one of them finds nothing to change
  const both = await Promise.all([ask(), ask()])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  const verdicts = await Promise.all([handle('accepted'), handle('accepted')])
  expect(verdicts.map(({ status }) => status).sort()).toEqual([200, 404])
})

test('what a reviewer has read or decided is not changed behind their back', async () => {
  await ask()
  expect(await ask({ ...ANSWERS, Affiliation: 'Another' })).toMatchObject({
    status: 409,
    code: 'AccessPending',
  })
  const [{ requestId }] = (await send('GET', api('/user-access-request/pending'), owner)).json
  await send('DELETE', api('/access'), asker)
  await ask({ ...ANSWERS, Affiliation: 'Another' })
  const byId = { requestId, status: 'accepted' }
  expect(await send('POST', api('/user-access-request/handle'), owner, byId)).toMatchObject({ status: 404 })

  // opened again by a reviewer, it stays with the reviewer, though the gate has become automatic
  await handle('accepted')
  await handle('pending')
  await gate('auto')
  expect(await ask()).toMatchObject({ status: 409 })
  expect(await send('DELETE', api('/access'), asker)).toMatchObject({ status: 404 })
  expect((await download(asker)).status).toBe(403)

  // and nothing of it is forgotten
  const { json } = await send('GET', api('/user-access-report'), owner)
  expect(
    json.map((each: { status: string; fields: typeof ANSWERS }) => [each.status, each.fields.Affiliation]),
  ).toEqual([
    ['pending', 'Another'],
    ['pending', ANSWERS.Affiliation],
    ['pending', 'Another'],
    ['accepted', 'Another'],
  ])
})

test('nobody learns the address of somebody by giving them access', async () => {
  await hub.app.services.accounts.create('user', `known-${repo}`, { email: 'known@example.org' })
  await send('POST', api('/user-access-request/grant'), owner, { user: `known-${repo}` })
  for (const path of [
    '/user-access-request/accepted',
    '/user-access-report',
    '/user-access-report?format=csv',
  ])
    expect((await send('GET', api(path), owner)).text).not.toContain('known@example.org')
})

test('a body that takes its time finds the rights of its end', async () => {
  await gate('auto')
  let finish = () => {}
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(`{"terms": "${hash(TERMS)}", `))
      finish = () => {
        controller.enqueue(new TextEncoder().encode(`"fields": ${JSON.stringify(ANSWERS)}}`))
        controller.close()
      }
    },
  })
  const options = { method: 'POST', token: asker, body, duplex: 'half' } as RequestInit & { token: string }
  const answer = hub.call(api('/access'), options)
  await new Promise((resolve) => setTimeout(resolve, 300))
  await gate('manual')
  finish()
  expect(await (await answer).json()).toMatchObject({ state: 'pending' })
})

test('the report holds everybody, and no formula for a spreadsheet', async () => {
  await ask()
  const csv = (await send('GET', api('/user-access-report?format=csv'), owner)).text
  expect(csv.split('\r\n')[0]).toMatch(/^requestId,user,fullname,email,status/)
  expect(csv).toContain('asker')
  expect(csv).not.toMatch(/^=|,=/m)
  const { json } = await send('GET', api('/user-access-report'), owner)
  expect(json).toMatchObject([{ user: { user: 'asker' }, status: 'pending' }])
  expect((await send('GET', api('/user-access-report?format=xml'), owner)).status).toBe(400)
  expect((await send('GET', api('/user-access-report'), asker)).status).toBe(403)
})

test('every door follows the approval: tables, SQL, git, LFS, addresses signed before', async () => {
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
  const doors = [
    () => send('GET', `/rows?dataset=owner/${repo}&config=default&split=train`, asker),
    () => send('GET', `/datasets/owner/${repo}.git/info/refs?service=git-upload-pack`, asker),
    () =>
      send(
        'GET',
        `/datasets/owner/${repo}/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet`,
        asker,
      ),
    () => send('GET', api('/subset?config=default&split=train&format=csv'), asker),
    () => send('POST', '/api/sql', asker, { sql: `select * from "owner/${repo}".train` }),
    () => send('GET', api('/auth-check'), asker),
    () => send('GET', api('/xet-read-token/main'), asker),
  ]
  const statuses = async () => Promise.all(doors.map(async (door) => (await door()).status))
  const isRefused = (status: number) => [401, 403, 404].includes(status)
  expect((await statuses()).filter((status) => !isRefused(status))).toEqual([])
  await ask()
  expect((await statuses()).filter((status) => !isRefused(status))).toEqual([])
  await handle('accepted')
  expect(await statuses()).toEqual(doors.map(() => 200))
  await end()
  expect((await statuses()).filter((status) => !isRefused(status))).toEqual([])
})

test('what happened is in the event log, without the answers of the form', async () => {
  await ask()
  await handle('accepted')
  const events = await hub.app.metadata.events.listAfter(0, 10_000)
  const mine = events.filter(({ type }) => type.startsWith('access.')).slice(-2)
  expect(mine.map(({ type, payload }) => [type, payload.status, payload.terms])).toEqual([
    ['access.requested', 'pending', hash(TERMS)],
    ['access.decided', 'accepted', hash(TERMS)],
  ])
  expect(JSON.stringify(events)).not.toContain('HYPERLINK')
})
