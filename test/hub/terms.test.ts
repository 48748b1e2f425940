import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { allRoutes } from '../../src/http/router.js'
import { newGitPerson } from '../support/git-client.js'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { lfsBytes } from '../support/lfs.js'
import { onDatabase } from '../support/world.js'
import { chunksOf, makeXorb } from '../support/xet.js'
import { zipOfFiles } from '../support/zips.js'

const CARD = '---\npretty_name: 꽃 "2026"\n---\n# Flowers\n'
const CANARY = 'kanarienvogel'
const ROWS = Array.from({ length: 150 }, (_, i) => `${i},${i < 100 ? 'seen' : CANARY}`)

let hub: TestHub
let owner: string
let asker: string
let repo: string
let count = 0
beforeAll(async () => {
  hub = await startHub({ country: 'KR' })
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
  const json = /^[[{]/.test(text) ? JSON.parse(text) : undefined
  const { status, headers } = answer
  return { status, code: headers.get('x-error-code'), text, json, headers }
}
const api = (rest = '') => `/api/datasets/owner/${repo}${rest}`
const read = (token: string | undefined) =>
  send('GET', `/datasets/owner/${repo}/resolve/main/data.csv`, token)
const set = (document: object, token = owner) =>
  send(
    'PUT',
    api('/terms'),
    token,
    'preset' in document ? document : { version: 1, who: 'everyone', ...document },
  )
const setOk = async (document: object) => expect(await set(document)).toMatchObject({ status: 200 })
const ask = (purpose?: string) =>
  send('POST', api('/access'), asker, { fields: {}, terms: null, ...(purpose && { purpose }) })
const accept = (more: object = {}) =>
  send('POST', api('/user-access-request/handle'), owner, { user: 'asker', status: 'accepted', ...more })
const grant = (more: object = {}) =>
  send('POST', api('/user-access-request/grant'), owner, { user: 'asker', ...more })
const live = (country: string) =>
  onDatabase(
    hub,
    `insert into person_attributes (user_id, name, value, asserted_by, at)
     select id, 'country', $1, 'test', now() from namespaces where name = 'asker'
     on conflict (user_id, name) do update set value = excluded.value`,
    [country],
  )
const grantedAgo = (days: number) =>
  onDatabase(hub, 'update access_requests set granted_at = now() - make_interval(days => $1)', [days])
/** Of this test's repo only. */
const build = async () => {
  await onDatabase(hub, 'delete from dataset_views where repo_id <> (select id from repos where name = $1)', [
    repo,
  ])
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
}

beforeEach(async () => {
  repo = `terms-${count++}`
  await onDatabase(hub, 'delete from person_attributes', [])
  await send('POST', '/api/repos/create', owner, { type: 'dataset', name: repo })
  const files = [file('README.md', CARD), file('data.csv', `id,word\n${ROWS.join('\n')}\n`)]
  const headers = { 'content-type': 'application/x-ndjson' }
  const body = commitBody('add', files)
  expect((await hub.call(api('/commit/main'), { method: 'POST', token: owner, headers, body })).status).toBe(
    200,
  )
})

test('without terms nothing is asked, and the page says so', async () => {
  expect((await send('GET', api('/terms'), undefined)).json).toMatchObject({
    version: null,
    terms: null,
    odrl: null,
  })
  expect((await read(undefined)).headers.get('x-attribution')).toBeNull()
  expect((await send('GET', api('/attribution'), undefined)).json.text).toBeNull()
})

test('versions follow each other, and the newest holds', async () => {
  await setOk({ who: 'members' })
  expect(await read(asker)).toMatchObject({
    status: 403,
    code: 'GatedRepo',
    json: { reason: 'TermsMembers' },
  })
  expect(await read(undefined)).toMatchObject({ status: 401, code: 'GatedRepo' })
  await setOk({ preset: 'open' })
  expect((await read(undefined)).status).toBe(200)
  const history = await send('GET', api('/terms/history?limit=1'), asker)
  expect(history.json).toMatchObject([{ version: 2, setBy: 'owner', terms: { who: 'everyone' } }])
  const next = /<http:\/\/[^/]+([^>]+)>/.exec(history.headers.get('link') ?? '')?.[1] ?? ''
  expect((await send('GET', next, asker)).json).toMatchObject([{ version: 1, terms: { who: 'members' } }])
  expect((await set({}, asker)).status).toBe(403)
  const both = await Promise.all([set({ who: 'members' }), set({ who: 'everyone' })])
  expect(both.map(({ json }) => json.version).sort()).toEqual([3, 4])
})

test.each([
  [{ version: 2 }, '"version": it must be 1'],
  [{ nobody: true }, '"nobody": it is unknown'],
  [{ who: 'friends' }, '"who": it must be one of'],
  [{ residents: ['Korea'] }, '"residents": it must be a list of countries'],
  [{ purposes: ['research'] }, '"purposes": it needs who: "approved"'],
  [{ metadata: 'hidden' }, '"metadata": what is for everyone cannot be hidden'],
  [{ attribution: '{name}' }, '"attribution": it must be a line'],
  [{ storage: ['FR'] }, '"storage": bytes may be kept in FR, and this hub keeps them in KR'],
])('terms that cannot be held are refused: %j', async (document, said) => {
  const answer = await set(document)
  expect(answer).toMatchObject({ status: 400, code: 'TermsRefused' })
  expect(answer.json.error).toContain(said)
  expect((await send('GET', api('/terms'), owner)).json.version).toBeNull()
})

test('terms that this hub cannot read close all but to administrators', async () => {
  await onDatabase(
    hub,
    `insert into repo_terms (repo_id, version, document, set_at)
     select id, 1, '{"version": 1, "who": "everyone", "moon": "full"}', now() from repos where name = $1`,
    [repo],
  )
  expect(await read(asker)).toMatchObject({ status: 404, code: 'RepoNotFound' })
  expect((await send('GET', '/api/datasets', asker)).text).not.toContain(`owner/${repo}`)
  expect((await read(owner)).status).toBe(200)
  expect((await send('GET', api('/terms'), owner)).json.summary[0]).toContain('cannot read the terms')
  await setOk({})
  expect((await read(asker)).status).toBe(200)
})

test('people of listed countries only, as somebody else asserted it', async () => {
  await setOk({ residents: ['KR', 'JP'] })
  expect(await read(undefined)).toMatchObject({ status: 401, code: 'GatedRepo' })
  const unknown = await read(asker)
  expect(unknown).toMatchObject({ status: 403, code: 'GatedRepo', json: { reason: 'TermsCountryUnknown' } })
  expect(unknown.text).toContain('your country is not confirmed. Ask an operator')
  await live('FR')
  expect((await read(asker)).json).toMatchObject({ reason: 'TermsCountry' })
  await live('JP')
  expect((await read(asker)).status).toBe(200)
  await onDatabase(hub, 'delete from person_attributes', [])
  expect((await read(asker)).status).toBe(403)
})

test('who lives elsewhere hears so before they ask', async () => {
  await setOk({ who: 'approved', residents: ['KR'] })
  expect((await ask()).json).toMatchObject({ reason: 'TermsCountryUnknown' })
  await live('KR')
  expect(await ask()).toMatchObject({ status: 200, json: { state: 'pending' } })
  await accept()
  expect((await read(asker)).status).toBe(200)
  await live('FR')
  expect((await read(asker)).json).toMatchObject({ reason: 'TermsCountry' })
})

test('a purpose is asked, kept, and ends with the terms that named it', async () => {
  await setOk({ who: 'approved', purposes: ['research', 'education'] })
  expect((await send('GET', api('/access'), asker)).json).toMatchObject({
    gated: 'manual',
    purposes: ['research', 'education'],
  })
  expect((await ask()).text).toContain('ask for a \\"purpose\\", one of: research, education')
  expect((await ask('commercial-training')).status).toBe(400)
  expect((await ask('education')).json).toMatchObject({ request: { purpose: 'education' } })
  expect((await send('GET', api('/user-access-request/pending'), owner)).json).toMatchObject([
    { purpose: 'education' },
  ])
  await accept()
  expect((await read(asker)).status).toBe(200)
  await setOk({ who: 'approved', purposes: ['research', 'education', 'evaluation'] })
  expect((await read(asker)).status).toBe(200)
  await setOk({ who: 'approved', purposes: ['research'] })
  expect((await read(asker)).text).toContain('Your access has ended')
  // it does not come back when the terms do
  await setOk({ who: 'approved', purposes: ['research', 'education'] })
  expect((await read(asker)).status).toBe(403)
  expect((await ask('research')).status).toBe(200)
  await setOk({ who: 'approved', purposes: ['education'] })
  expect((await accept()).status).toBe(400)
  expect((await grant()).status).toBe(400)
  expect((await grant({ purpose: 'education' })).status).toBe(200)
  expect((await read(asker)).status).toBe(200)
  await onDatabase(hub, "update access_requests set granted_purpose = 'research'", [])
  expect((await read(asker)).json).toMatchObject({ reason: 'TermsPurpose' })
})

test('an approval that waits to be renewed holds for what it was given for', async () => {
  await setOk({ who: 'approved', purposes: ['research', 'education'], deleteBy: 5 })
  await ask('research')
  await accept()
  expect(await ask('education')).toMatchObject({
    json: { state: 'accepted', request: { purpose: 'education' } },
  })
  await setOk({ who: 'approved', purposes: ['education'], deleteBy: 5 })
  expect((await read(asker)).status).toBe(403)
  await accept()
  expect((await read(asker)).status).toBe(200)
})

test('the gate stays while the terms ask for approvals', async () => {
  await setOk({ who: 'approved' })
  const settings = (gated: unknown) => send('PUT', api('/settings'), owner, { gated })
  expect((await settings(false)).status).toBe(400)
  expect((await settings('auto')).status).toBe(200)
  expect((await ask()).json).toMatchObject({ state: 'accepted' })
  await setOk({})
  expect((await settings(false)).status).toBe(200)
})

test('what is hidden is known to those with a part in it', async () => {
  await setOk({ who: 'approved', metadata: 'hidden' })
  const seen = async (token: string | undefined) => {
    const answers = await Promise.all(
      ['/api/datasets', `/api/catalogue?q=${repo}`, '/api/catalogue/dcat?limit=500'].map(async (path) =>
        (await send('GET', path, token)).text.includes(`owner/${repo}`),
      ),
    )
    return [(await send('GET', api(), token)).status, ...answers]
  }
  expect(await seen(undefined)).toEqual([401, false, false, false])
  expect(await seen(asker)).toEqual([404, false, false, false])
  expect(await seen(owner)).toEqual([200, true, true, true])
  await grant()
  expect(await seen(asker)).toEqual([200, true, true, true])
  expect((await read(asker)).status).toBe(200)
  await onDatabase(hub, "update access_requests set granted_until = 'yesterday'", [])
  expect(await seen(asker)).toEqual([404, false, false, false])
})

test('a report is due after some days, and until it is filed the contents wait', async () => {
  await setOk({ who: 'approved', report: 30 })
  expect((await send('POST', api('/use-report'), asker, { text: 'early' })).code).toBe('RequestNotFound')
  await grant()
  const due = (await send('GET', api('/access'), asker)).json.report
  expect((Date.parse(due.dueAt) - Date.now()) / 86_400_000).toBeCloseTo(30, 1)
  expect((await read(asker)).status).toBe(200)
  await grantedAgo(31)
  const refused = await read(asker)
  expect(refused).toMatchObject({ status: 403, code: 'GatedRepo', json: { reason: 'ReportDue' } })
  expect(refused.json.error).toContain(`POST it as "text" to ${hub.url}${api('/use-report')}`)
  expect((await send('POST', api('/use-report'), asker, { text: ' ' })).status).toBe(400)
  expect((await send('POST', api('/use-report'), asker, { text: 'We trained a model.' })).status).toBe(200)
  expect((await read(asker)).status).toBe(200)
  expect((await send('GET', api('/access'), asker)).json.report).toMatchObject({ dueAt: null })
  expect((await send('GET', api('/use-reports'), owner)).json).toMatchObject([
    { user: 'asker', text: 'We trained a model.' },
  ])
  expect((await send('GET', api('/use-reports'), asker)).status).toBe(403)
  const events = JSON.stringify(await hub.app.metadata.events.listAfter(0, 10_000))
  expect(events).toContain('access.reported')
  expect(events).not.toContain('We trained')
})

test('another approval does not put a report off', async () => {
  await setOk({ who: 'approved', report: 30 })
  expect((await send('PUT', api('/settings'), owner, { gated: 'auto' })).status).toBe(200)
  const ask = () => send('POST', api('/access'), asker, { terms: null, days: 365 })
  expect((await ask()).json.state).toBe('accepted')
  await grantedAgo(29)
  // renewed before it is due
  expect((await ask()).json.state).toBe('accepted')
  const due = Date.parse((await send('GET', api('/access'), asker)).json.report.dueAt)
  expect((due - Date.now()) / 86_400_000).toBeCloseTo(1, 1)
  expect((await read(asker)).status).toBe(200)
  await onDatabase(hub, "update access_requests_before set granted_at = granted_at - interval '2 days'", [])
  expect((await read(asker)).json).toMatchObject({ reason: 'ReportDue' })
  // given up and asked for anew
  expect((await send('DELETE', api('/access'), asker)).status).toBe(200)
  expect((await ask()).json.state).toBe('accepted')
  expect((await read(asker)).json).toMatchObject({ reason: 'ReportDue' })
  expect((await send('POST', api('/use-report'), asker, { text: 'We trained a model.' })).status).toBe(200)
  expect((await read(asker)).status).toBe(200)
  expect((await send('GET', api('/access'), asker)).json.report).toMatchObject({ dueAt: null })
})

test('access ends on the date, or so many days after the approval', async () => {
  await setOk({ deleteBy: '2020-01-31' })
  expect(await read(undefined)).toMatchObject({ status: 401 })
  expect((await read(asker)).json.error).toContain('ended on 2020-01-31')
  await setOk({ who: 'approved' })
  await grant()
  await setOk({ who: 'approved', deleteBy: 10 })
  const until = (await send('GET', api('/access'), asker)).json.request.grantedUntil
  expect((Date.parse(until) - Date.now()) / 86_400_000).toBeCloseTo(10, 1)
  await grantedAgo(11)
  expect((await read(asker)).json).toMatchObject({ reason: 'TermsEnded' })
})

test.each(['FR', undefined])('a hub started in %s hands out nothing that stays in KR', async (country) => {
  await using elsewhere = await startHub({ country })
  const [writer, reader] = [await elsewhere.user('owner'), await elsewhere.user('asker')]
  const body = JSON.stringify({ type: 'dataset', name: 'kept' })
  await elsewhere.call('/api/repos/create', { method: 'POST', token: writer, body })
  const path = '/api/datasets/owner/kept'
  const data = commitBody('add', [file('data.csv', 'id\n1\n')])
  await elsewhere.call(`${path}/commit/main`, { method: 'POST', token: writer, body: data })
  // as they were set where the hub was before
  await onDatabase(
    elsewhere,
    `insert into repo_terms (repo_id, version, document, page, set_at)
     select id, 1, '{"version": 1, "who": "everyone", "sample": "public", "storage": ["KR"]}', 'all', now() from repos`,
    [],
  )
  const get = (token?: string) =>
    elsewhere.call('/datasets/owner/kept/resolve/main/data.csv', token ? { token } : {})
  for (const token of [undefined, reader]) {
    const refused = await get(token)
    const status = token ? 403 : 401
    expect([refused.status, refused.headers.get('x-error-code')]).toEqual([status, 'GatedRepo'])
    const { error, reason } = (await refused.json()) as { error: string; reason: string }
    expect(reason).toBe('TermsStorage')
    expect(error).toContain(
      country ? 'KR only, and this hub keeps them in FR' : 'does not say where it keeps them',
    )
    expect(error).toContain(token ? 'sets DATABELT_COUNTRY' : 'sign in')
  }
  expect((await elsewhere.call('/first-rows?dataset=owner/kept&config=default&split=train')).status).toBe(401)
  expect((await elsewhere.call(path)).status).toBe(200)
  expect((await get(writer)).status).toBe(200)

  // nor does it take more, by any way that bytes come
  const more = lfsBytes('more '.repeat(1000))
  const sent = [{ path: 'b.csv', size: 4, sample: Buffer.from('id\n2').toString('base64') }]
  const objects = [{ oid: more.oid, size: more.size }]
  const write = (path: string, body: string | Uint8Array, headers = {}) =>
    elsewhere.call(path, { method: 'POST', token: writer, body: body as string, headers })
  const xet = await elsewhere.call(`${path}/xet-write-token/main`, { token: writer })
  const { accessToken, casUrl } = (await xet.json()) as { accessToken: string; casUrl: string }
  const xorb = makeXorb(chunksOf('more', 2))
  const xorbPath = `${casUrl.replace(elsewhere.url, '')}/v1/xorbs/default/${xorb.hex}`
  const refusals = [
    await write(`${path}/preupload/main`, JSON.stringify({ files: sent })),
    await write(`${path}/commit/main`, commitBody('more', [file('b.csv', 'id\n2\n')])),
    await write(
      '/datasets/owner/kept.git/info/lfs/objects/batch',
      JSON.stringify({ operation: 'upload', objects }),
    ),
    await write(xorbPath, xorb.body, { authorization: `Bearer ${accessToken}` }),
  ]
  for (const answer of refusals) {
    const text = await answer.text()
    expect([answer.status, text], answer.url).toEqual([403, expect.stringContaining('KR only')])
  }
  await using person = await newGitPerson()
  const folder = await person.clone(
    `${elsewhere.url.replace('://', `://owner:${writer}@`)}/datasets/owner/kept`,
  )
  await person.commit(folder, { 'c.csv': 'id\n3\n' })
  const push = await person.run(folder, ['push', 'origin', 'main'])
  expect([push.ok, push.err]).toEqual([false, expect.stringContaining('KR only')])
  // what is there may go
  const remove = commitBody('less', [{ key: 'deletedFile', value: { path: 'data.csv' } }])
  expect((await write(`${path}/commit/main`, remove)).status).toBe(200)
  const back = commitBody('again', [file('data.csv', 'id\n1\n')])
  expect((await write(`${path}/commit/main`, back)).status).toBe(200)

  const open = JSON.stringify({ version: 1, who: 'everyone' })
  expect((await elsewhere.call(`${path}/terms`, { method: 'PUT', token: writer, body: open })).status).toBe(
    200,
  )
  expect((await get()).status).toBe(200)
})

test('the line of attribution comes with the bytes', async () => {
  await setOk({ attribution: '{title}, {version}, {date}, {url}' })
  const { headers } = await read(undefined)
  const line = decodeURIComponent((headers.get('x-attribution') ?? '').replace("UTF-8''", ''))
  const today = new Date().toISOString().slice(0, 10)
  expect(line).toMatch(new RegExp(`^꽃 "2026", [0-9a-f]{12}, ${today}, http://.*/datasets/owner/${repo}$`))
  const { json } = await send('GET', api('/attribution'), undefined)
  expect(json.text).toBe(line)
  expect(json.commit).toMatch(/^[0-9a-f]{40}$/)
  const head = await hub.call(`/datasets/owner/${repo}/resolve/main/data.csv`, { method: 'HEAD' })
  expect(head.headers.get('x-attribution')).toBe(headers.get('x-attribution'))
  // pages of other sites may read it, too
  expect(headers.get('access-control-expose-headers')?.split(',')).toContain('X-Attribution')
  expect(head.headers.get('cache-control')).toBe('private, no-cache')
  await build()
  const croissant = (await send('GET', api('/croissant'), undefined)).json
  expect(croissant.citeAs).toContain('꽃')
  expect(croissant['odrl:hasPolicy']['odrl:profile']).toEqual([{ '@id': `${hub.url}/ns/policy` }])
})

test('every door that speaks HTTP to people names the data', async () => {
  const content = Buffer.from('large')
  const oid = createHash('sha256').update(content).digest('hex')
  const batch = async (operation: string) => {
    const objects = [{ oid, size: content.length }]
    const answer = await send('POST', `/datasets/owner/${repo}.git/info/lfs/objects/batch`, owner, {
      ...{ operation, transfers: ['basic'], objects },
    })
    return answer.json.objects[0].actions[operation].href.replace(hub.url, '') as string
  }
  await hub.call(await batch('upload'), { method: 'PUT', body: content })
  const pointer = { key: 'lfsFile', value: { path: 'large.bin', algo: 'sha256', oid, size: content.length } }
  const files = [pointer, file('notes.zip', zipOfFiles({ 'notes.txt': 'inside' }))]
  const body = commitBody('more', files)
  expect((await hub.call(api('/commit/main'), { method: 'POST', token: owner, body })).status).toBe(200)
  await build()
  const commit = (await send('GET', api(), owner)).json.sha
  const table = `?dataset=owner/${repo}&config=default&split=train`
  const doors = [
    `/datasets/owner/${repo}/resolve/main/data.csv`,
    `/datasets/owner/${repo}/resolve/${commit}/large.bin`,
    `/datasets/owner/${repo}/raw/main/data.csv`,
    api('/card'),
    await batch('download'),
    api('/subset?split=train&format=csv'),
    api('/inside/main/notes.zip'),
    api(`/row-changes/${commit}..main?path=data.csv`),
    `/first-rows${table}`,
    `/rows${table}`,
    `/search${table}&query=seen`,
    `/filter${table}&where=%22id%22=1`,
  ]
  const lines = async () => {
    const found: [string, number, string | null][] = []
    for (const path of doors) {
      const { status, headers } = await send('GET', path, owner)
      found.push([path, status, headers.get('x-attribution')])
    }
    return found
  }
  expect(await lines()).toEqual(doors.map((path) => [path, 200, null]))
  await setOk({ attribution: 'Name 꽃, {version}' })
  const line = `UTF-8''${encodeURIComponent(`Name 꽃, ${commit.slice(0, 12)}`)}`
  expect(await lines()).toEqual(doors.map((path) => [path, 200, line]))
})

test('a public sample shows the first rows and the columns, and nothing more: no canary', async () => {
  await setOk({ who: 'approved', sample: 'public', attribution: 'Name us' })
  await build()
  const query = `?dataset=owner/${repo}&config=default&split=train`
  for (const path of ['first-rows', 'splits', 'is-valid', 'info', 'size', 'croissant'])
    expect([path, (await send('GET', `/${path}${query}`, asker)).status]).toEqual([path, 200])
  expect((await send('GET', `/first-rows${query}`, undefined)).json.rows).toHaveLength(100)
  for (const path of ['rows', 'search', 'filter', 'statistics', 'parquet'])
    expect([path, (await send('GET', `/${path}${query}&query=a&where=id=1`, asker)).status]).toEqual([
      path,
      404,
    ])
  const refused = await send('POST', '/api/sql', asker, { sql: `select * from "owner/${repo}".train` })
  expect([refused.status, refused.text.includes(CANARY)]).toEqual([403, false])

  const commit = (await send('GET', api(), owner)).json.sha
  const fill = (path: string) =>
    path
      .replace(':ns', 'owner')
      .replace(':name', repo)
      .replace(/:\w+/g, '1')
      .replace(/\*$/, /resolve|raw/.test(path) ? 'main/data.csv' : 'main')
      .replace('resolve-cache', `resolve-cache`)
  const paths = allRoutes()
    .filter(({ method }) => method === 'GET')
    .flatMap((route) => route.paths.map((path) => fill(path) + (route.named ? `${query}&query=a` : '')))
  paths.push(
    `/datasets/owner/${repo}/resolve/${commit}/data.csv`,
    `/datasets/owner/${repo}/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet`,
    `${api('/subset')}?config=default&split=train&format=csv`,
    `/datasets/owner/${repo}.git/info/refs?service=git-upload-pack`,
  )
  for (const token of [undefined, asker]) {
    for (const path of paths) {
      const answer = await send('GET', path, token)
      expect([path, answer.text.includes(CANARY)]).toEqual([path, false])
    }
  }
  // the crawl finds it where it may be seen
  expect((await read(owner)).text).toContain(CANARY)
  expect((await send('GET', `/rows${query}&offset=100`, owner)).text).toContain(CANARY)
})

test('without a public sample the rows stay closed, and without terms as well', async () => {
  await build()
  const first = () => send('GET', `/first-rows?dataset=owner/${repo}&config=default&split=train`, asker)
  expect((await first()).status).toBe(200)
  await setOk({ who: 'approved' })
  expect((await first()).status).toBe(404)
  await setOk({ who: 'approved', sample: 'public' })
  expect((await first()).status).toBe(200)
})

test('the policy is told as ODRL, in the catalogue, too, and its words are explained', async () => {
  await setOk({ preset: 'ai-hub' })
  const { json } = await send('GET', api('/terms'), undefined)
  expect(json.odrl['@type']).toBe('odrl:Set')
  expect(json.odrl['odrl:conflict']).toEqual([{ '@id': 'http://www.w3.org/ns/odrl/2/prohibit' }])
  expect(json.summary).toContain('It may not be passed on.')
  const turtle = (await send('GET', '/api/catalogue/dcat?limit=500&format=ttl', undefined)).text
  expect(turtle).toContain(`odrl:hasPolicy <${hub.url}${api('/terms')}>`)
  expect(turtle).toContain(`<${hub.url}${api('/terms')}> a odrl:Set`)
  const page = await send('GET', '/ns/policy', undefined)
  const words = [...JSON.stringify(json.odrl).matchAll(/ns\/policy#([\w-]+)/g)].map(([, word]) => word)
  expect(words.length).toBeGreaterThan(3)
  for (const word of words) expect(page.text).toContain(`id="${word}"`)
  expect((await set({ preset: 'moon' })).status).toBe(400)
})

test('nobody can take the name of the policy pages', async () => {
  await expect(hub.app.services.accounts.create('user', 'ns', {})).rejects.toMatchObject({
    key: 'InvalidName',
  })
})
