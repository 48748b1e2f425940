import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { onDatabase } from '../support/world.js'

let hub: TestHub
let owner: string
let stranger: string
let operator: string
let repo: string
let count = 0
beforeAll(async () => {
  hub = await startHub()
  owner = await hub.user('owner')
  stranger = await hub.user('stranger')
  await hub.user('operator')
  await onDatabase(hub, "update namespaces set is_admin = true where name = 'operator'", [])
  operator = await hub.app.services.accounts.createToken('operator', {
    name: 'more',
    scope: { role: 'write' },
    expiresAt: null,
  })
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const send = async (method: string, path: string, token: string | undefined, body?: unknown) => {
  const answer = await hub.call(path, {
    method,
    ...(token && { token }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const json = /^[[{]/.test(text) ? JSON.parse(text) : undefined
  const { status, headers } = answer
  return { status, code: headers.get('x-error-code'), text, json, link: headers.get('link') }
}
const api = (rest = '') => `/api/datasets/owner/${repo}${rest}`
const read = (token: string | undefined) =>
  send('GET', `/datasets/owner/${repo}/resolve/main/data.csv`, token)
const step = (body: object, token = owner) => send('PUT', api('/opening'), token, body)
const names = async (path: string, token: string | undefined): Promise<boolean> =>
  (await send('GET', path, token)).text.includes(`owner/${repo}`)
const commit = (token = owner) =>
  hub.call(api('/commit/main'), {
    method: 'POST',
    token,
    headers: { 'content-type': 'application/x-ndjson' },
    body: commitBody('add', [file('data.csv', 'id\n1\n'), file('README.md', '# Findable words\n')]),
  })

beforeEach(async () => {
  repo = `opened-${count++}`
  await send('POST', '/api/repos/create', owner, { type: 'dataset', name: repo })
  expect((await commit()).status).toBe(200)
})

test('a draft is there for its writers only, in every list and count', async () => {
  const lists = ['/api/datasets', `/api/catalogue?q=${repo}`, '/api/catalogue/dcat?limit=500']
  for (const path of lists) expect(await names(path, undefined)).toBe(true)
  const total = async (token: string) =>
    (await send('GET', '/api/catalogue?sort=updated', token)).json.total.value
  const before = await total(stranger)
  expect(await step({ state: 'draft' })).toMatchObject({ status: 200, json: { state: 'draft' } })
  for (const path of lists) {
    expect(await names(path, undefined)).toBe(false)
    expect(await names(path, stranger)).toBe(false)
    expect(await names(path, owner)).toBe(true)
  }
  expect(await total(stranger)).toBe(before - 1)
  expect(await read(stranger)).toMatchObject({ status: 404, code: 'RepoNotFound' })
  expect(await read(undefined)).toMatchObject({ status: 401, code: 'RepoNotFound' })
  expect((await read(owner)).text).toBe('id\n1\n')
  // also with a token that may only read
  const scope = { role: 'read' as const }
  const reads = await hub.app.services.accounts.createToken('owner', { name: repo, scope, expiresAt: null })
  expect((await read(reads)).status).toBe(200)
  expect(await names('/api/datasets', reads)).toBe(true)
})

test('the steps that may be taken, and what is kept of each', async () => {
  expect((await send('GET', api('/opening'), stranger)).json).toEqual({
    state: 'final',
    embargoUntil: null,
    isEmbargoed: false,
    reason: null,
    next: ['draft', 'beta', 'final', 'withdrawn'],
  })
  await step({ state: 'draft' })
  await step({ state: 'beta', reason: 'labels are checked' })
  expect((await send('GET', api(), stranger)).json).toMatchObject({ opening: 'beta' })
  expect((await send('GET', api(), stranger)).json.tags).toContain('opening:beta')
  await step({ state: 'final' })
  const back = await step({ state: 'draft' })
  expect(back).toMatchObject({ status: 409, code: 'OpeningStep' })
  expect(back.text).toContain('It can become: final, withdrawn.')
  expect((await step({ state: 'gone' })).status).toBe(400)
  expect((await step({ state: 'final', embargoUntil: 'tomorrow' })).status).toBe(400)
  expect((await step({ state: 'beta' }, stranger)).status).toBe(403)
  const first = await send('GET', api('/opening/history?limit=2'), stranger)
  expect(first.json).toMatchObject([
    { from: 'beta', to: 'final', by: 'owner' },
    { from: 'draft', to: 'beta', reason: 'labels are checked' },
  ])
  const next = /<http:\/\/[^/]+([^>]+)>/.exec(first.link ?? '')?.[1] ?? ''
  expect((await send('GET', next, stranger)).json).toMatchObject([{ from: 'final', to: 'draft' }])
  const events = await hub.app.metadata.events.listAfter(0, 10_000)
  expect(events.filter(({ type }) => type === 'repo.opening').slice(-3)).toMatchObject([
    { payload: { from: 'final', to: 'draft' } },
    { payload: { from: 'draft', to: 'beta', reason: 'labels are checked' } },
    { payload: { from: 'beta', to: 'final' } },
  ])
})

test('under embargo the page is open and the contents are not, until the time has come', async () => {
  const embargoUntil = new Date(Date.now() + 3_600_000).toISOString()
  await step({ state: 'final', embargoUntil })
  expect((await send('GET', api(), undefined)).json).toMatchObject({ embargoUntil })
  expect((await send('GET', api('/tree/main'), undefined)).status).toBe(200)
  expect(await read(undefined)).toMatchObject({ status: 401, code: 'GatedRepo' })
  const refused = await read(stranger)
  expect(refused).toMatchObject({ status: 403, code: 'GatedRepo', json: { reason: 'UnderEmbargo' } })
  expect(refused.text).toContain(embargoUntil)
  expect((await read(owner)).status).toBe(200)
  // a step that does not speak of the embargo leaves it
  await step({ state: 'final' })
  expect((await read(stranger)).status).toBe(403)
  await onDatabase(hub, "update repos set embargo_until = now() - interval '1 second' where name = $1", [
    repo,
  ])
  expect((await read(stranger)).status).toBe(200)
  await step({ state: 'final', embargoUntil })
  await step({ state: 'final', embargoUntil: null })
  expect((await read(undefined)).status).toBe(200)
})

test('what is withdrawn keeps page and reason, and its bytes go to nobody', async () => {
  expect((await step({ state: 'withdrawn' })).text).toContain('Say why')
  expect((await step({ state: 'withdrawn', reason: 'faces of people' })).status).toBe(200)
  for (const token of [undefined, stranger, owner, operator]) {
    const refused = await read(token)
    expect(refused).toMatchObject({ status: 403, code: 'RepoWithdrawn' })
    expect(refused.text).toContain('faces of people')
  }
  const page = await send('GET', api(), stranger)
  expect(page.json).toMatchObject({ opening: 'withdrawn', withdrawnReason: 'faces of people' })
  expect(page.json.tags).toContain('opening:withdrawn')
  expect(await names('/api/datasets', stranger)).toBe(true)
  expect(await names(`/api/catalogue?q=${repo}`, owner)).toBe(false)
  expect(await names('/api/catalogue/dcat?limit=500', stranger)).toBe(true)
  expect((await commit()).status).toBe(403)
  const git = `/datasets/owner/${repo}.git/info/refs?service=`
  expect((await send('GET', `${git}git-upload-pack`, owner)).status).toBe(403)
  expect((await send('GET', `${git}git-receive-pack`, owner)).status).toBe(403)
  expect((await send('GET', api('/user-access-request/pending'), owner)).status).toBe(403)
  expect((await step({ state: 'draft' })).status).toBe(409)
  expect((await step({ state: 'final' }, stranger)).status).toBe(403)
  expect((await step({ state: 'final', reason: 'faces are blurred' })).status).toBe(200)
  expect((await read(undefined)).status).toBe(200)
})

test('no job converts what is withdrawn; when it is opened again its tables are made', async () => {
  const build = async () => {
    while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
  }
  await step({ state: 'withdrawn', reason: 'a fault' })
  await build()
  const job = { kind: 'job', name: 'build-tables' } as const
  const id = { type: 'dataset' as const, namespace: 'owner', name: repo }
  for (const action of ['repo:download', 'repo:sample', 'repo:write'] as const)
    await expect(hub.app.services.access.authorize(job, action, id)).rejects.toMatchObject({
      key: 'RepoWithdrawn',
    })
  await step({ state: 'final' })
  expect((await send('GET', `/splits?dataset=owner/${repo}`, stranger)).json.splits).toEqual([])
  await build()
  expect(
    (await send('GET', `/first-rows?dataset=owner/${repo}&config=default&split=train`, stranger)).status,
  ).toBe(200)
  await step({ state: 'withdrawn', reason: 'a fault' })
  for (const path of ['first-rows', 'rows', 'is-valid', 'croissant', 'parquet', 'info', 'size', 'statistics'])
    expect(
      (await send('GET', `/${path}?dataset=owner/${repo}&config=default&split=train`, owner)).status,
    ).toBe(404)
  expect((await send('POST', '/api/sql', owner, { sql: `select * from "owner/${repo}".train` })).status).toBe(
    403,
  )
})
