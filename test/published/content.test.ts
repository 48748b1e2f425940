import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitTo, type Send, sender } from '../support/attack.js'
import { file, startHub, type TestHub } from '../support/hub.js'
import { lfsAddress, lfsBytes, lfsFile, newRepo, sendLfs } from '../support/lfs.js'

/** Published weaknesses of sites that show what strangers have sent. */
let hub: TestHub
let send: Send
let token: string
const SCRIPT = '<script>alert(1)</script>'
const IMAGE = '<img src=x onerror=alert(1)>'
const NAMES = [
  'page.html',
  'page.HTM',
  'picture.svg',
  'data.xml',
  'page.xhtml',
  'doc.pdf',
  'noext',
  'x.mht',
  'x.swf',
  'x.js',
  'a.html.txt',
]
beforeAll(async () => {
  hub = await startHub()
  send = sender(hub)
  token = await hub.user('minji')
  await newRepo(hub, token, 'data')
  const card = `---\ntags: ['${SCRIPT}']\npretty_name: '${IMAGE}'\n---\n# ${IMAGE}\n\n[x](javascript:alert(1)) ${SCRIPT} canary\n`
  const cells = `word\n"${SCRIPT}"\n"=cmd|' /C calc'!A0"\nplain\n`
  await commitTo(
    send,
    'minji/data',
    token,
    file('README.md', card),
    file('data.csv', cells),
    ...NAMES.map((name) => file(`web/${name}`, SCRIPT)),
  )
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

/** What a browser would run if it were opened by its address. */
const ACTIVE = /html|svg|xml|pdf|javascript|flash|ecmascript|x-mimearchive|multipart/i
function expectHarmless(headers: Headers, what: string): void {
  expect(headers.get('content-type') ?? '', what).not.toMatch(ACTIVE)
  expect(headers.get('content-type'), what).toBeTruthy()
  expect(headers.get('x-content-type-options'), what).toBe('nosniff')
}

test.each(['CKAN CVE-2021-25967', 'CKAN CVE-2025-24372'])(
  '%s: a page or an SVG that was uploaded runs nowhere',
  async () => {
    for (const name of NAMES)
      for (const door of ['resolve', 'raw']) {
        const answer = await send('GET', `/datasets/minji/data/${door}/main/web/${name}`)
        expect([answer.status, answer.text], name).toEqual([200, SCRIPT])
        expectHarmless(answer.headers, `${door} ${name}`)
        expect(answer.headers.get('content-security-policy'), name).toMatch(/sandbox.*default-src 'none'/)
      }
    await commitTo(send, 'minji/data', token, file('web/photo.png', 'png'))
    const honest = await send('GET', '/datasets/minji/data/resolve/main/web/photo.png')
    expect(honest.headers.get('content-type')).toBe('image/png')
  },
)

test('lakeFS GHSA-9phh-r37v-34wh: nor does it by the direct address of its bytes', async () => {
  const page = lfsBytes(`<!doctype html>${SCRIPT}`)
  await sendLfs(hub, 'minji/data', token, page)
  await commitTo(send, 'minji/data', token, lfsFile('big.html', page))
  const address = (await lfsAddress(hub, 'minji/data', token, 'download', page)) ?? ''
  for (const more of ['', '&response-content-type=text/html', '&content-type=text/html']) {
    const answer = await fetch(address + more)
    expectHarmless(answer.headers, more)
    expect(answer.status).toBe(more === '' ? 200 : 403)
  }
  const resolved = await fetch(
    `${hub.url}/datasets/minji/data/resolve/main/big.html?response-content-type=text/html`,
  )
  expect(await resolved.text()).toContain(SCRIPT)
  expectHarmless(resolved.headers, 'resolve')
  expect(resolved.headers.get('content-security-policy')).toContain('sandbox')
})

test('lakeFS GHSA-9phh-r37v-34wh: a file name is no header and no markup', async () => {
  const names = [
    'a"; filename="evil.html',
    "a'b<script>.txt",
    '한글 이름.csv',
    'semi;colon.txt',
    'percent%0d%0aset-cookie: x=1.txt',
  ]
  for (const name of names) {
    await commitTo(send, 'minji/data', token, file(`names/${name}`, 'x'))
    const answer = await send('GET', `/datasets/minji/data/resolve/main/names/${encodeURIComponent(name)}`)
    expect(answer.status, name).toBe(200)
    const disposition = answer.headers.get('content-disposition') ?? ''
    // one quoted name without quotes in it, one encoded name that is the whole name
    const parts =
      /^(?:inline|attachment); filename\*=UTF-8''([\w.!#$&+^`|~%-]+); filename="([^"\\\r\n]*)";?$/.exec(
        disposition,
      )
    expect(parts, disposition).not.toBeNull()
    expect(decodeURIComponent(parts?.[1] ?? '')).toBe(name)
    expect(answer.headers.get('set-cookie')).toBeNull()
  }
  const control = await send(
    'POST',
    '/api/datasets/minji/data/commit/main',
    token,
    [
      JSON.stringify({ key: 'header', value: { summary: 'c' } }),
      JSON.stringify({
        key: 'file',
        value: { path: 'a\r\nset-cookie: x=1', content: '', encoding: 'utf-8' },
      }),
    ].join('\n'),
  )
  expect(control.status).toBe(400)
})

test('CKAN CVE-2025-54384: Markdown of a card or a comment becomes no markup', async () => {
  const found = await send('GET', '/api/catalogue?q=canary')
  expect(found.json.results).toHaveLength(1)
  expectHarmless(found.headers, 'catalogue')
  expect(found.headers.get('content-type')).toMatch(/^application\/json/)
  const raw = `${IMAGE}\n\n[x](javascript:alert(1)) ${SCRIPT} <svg/onload=alert(1)> &lt;b&gt; <!-- --> \u2028`
  const { num } = (
    await send('POST', '/api/datasets/minji/data/discussions', token, { title: SCRIPT, description: raw })
  ).json
  const edit = await send('GET', `/api/datasets/minji/data/discussions/${num}`)
  const id = edit.json.events[0].id
  await send('POST', `/api/datasets/minji/data/discussions/${num}/comment/${id}/edit`, token, {
    content: `${raw} again`,
  })
  const { events, title } = (await send('GET', `/api/datasets/minji/data/discussions/${num}`)).json
  const { latest, history } = events[0].data
  expect([latest.raw, history[0].raw, title]).toEqual([`${raw} again`, raw, SCRIPT])
  for (const { html } of [latest, ...history]) {
    expect(html.replace(/^<p>|<\/p>$/g, '')).not.toMatch(/[<>"']/)
    expect(html).toMatch(/^<p>.*alert\(1\)/s)
  }
  const page = await send('GET', `/datasets/minji/data/discussions/${num}`)
  expectHarmless(page.headers, 'page')
})

test('CKAN CVE-2024-41675: a cell is a value, in every preview', async () => {
  const asked = 'dataset=minji/data&config=default&split=train'
  for (const path of [
    `/rows?${asked}`,
    `/first-rows?${asked}`,
    `/search?${asked}&query=alert`,
    `/statistics?${asked}`,
  ]) {
    const answer = await send('GET', path)
    expect(answer.status, answer.text).toBe(200)
    expect(answer.headers.get('content-type'), path).toMatch(/^application\/json/)
    expectHarmless(answer.headers, path)
  }
  const rows = (await send('GET', `/rows?${asked}`)).json.rows.map(
    (each: { row: { word: string } }) => each.row.word,
  )
  expect(rows).toEqual([SCRIPT, "=cmd|' /C calc'!A0", 'plain'])
  const saved = await send('GET', '/api/datasets/minji/data/subset?split=train&format=csv')
  expect(saved.status).toBe(200)
  expectHarmless(saved.headers, 'csv')
  expect(saved.headers.get('content-disposition')).toMatch(/^attachment; filename="subset.csv"/)
})

test('CKAN CVE-2024-41674: an error tells nothing of the inside, and is no page', async () => {
  const wrong = [
    ['GET', `/api/datasets/minji/data/tree/${SCRIPT}`],
    ['GET', `/datasets/minji/data/resolve/main/${IMAGE}`],
    ['GET', `/${SCRIPT}/${SCRIPT}`],
    ['GET', `/api/datasets?sort=${SCRIPT}`],
    ['GET', '/api/datasets?cursor=xyz'],
    ['POST', '/api/datasets/minji/data/discussions', '{'],
    ['POST', '/api/sql', { sql: `select ${SCRIPT}` }],
    ['GET', '/rows?dataset=minji/data&config=default&split=nope'],
  ] as const
  for (const [method, path, body] of wrong) {
    const { status, text, headers } = await send(method, encodeURI(path), token, body)
    expect(status, path).toBeGreaterThanOrEqual(400)
    expect(status, path).toBeLessThan(500)
    expect(headers.get('content-type'), path).toMatch(/json/)
    expectHarmless(headers, path)
    const all = text + JSON.stringify([...headers])
    expect(all, path).not.toMatch(/postgres(ql)?:\/\/|node_modules|at .*\.[jt]s:\d+|password|kysely/i)
    expect(all).not.toContain(hub.folder)
  }
  expect((await send('GET', '/api/datasets/minji/data/tree/main')).status).toBe(200)
})

test('CKAN CVE-2026-41255: what a browser sends by itself, from another site, changes nothing', async () => {
  for (const cookie of [
    `token=${token}`,
    `session=${token}`,
    `auth_tkt=${token}`,
    `authorization=Bearer ${token}`,
  ])
    for (const [method, path, body] of [
      ['POST', '/api/datasets/minji/data/like', ''],
      ['POST', '/api/datasets/minji/data/discussions', '{"title":"A question"}'],
      ['DELETE', '/api/repos/delete', '{"name":"data","type":"dataset"}'],
      ['POST', '/api/users/minji/follow', ''],
    ] as const) {
      const headers = { cookie, origin: 'https://evil.example', 'content-type': 'text/plain' }
      expect((await send(method, path, undefined, body, headers)).status, path).toBe(401)
    }
  const cors = await hub.call('/api/datasets/minji/data/like', {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example' },
  })
  expect(cors.headers.get('access-control-allow-credentials')).toBeNull()
  expect((await send('GET', '/api/datasets/minji/data')).json.likes).toBe(0)
  expect((await send('POST', '/api/datasets/minji/data/like', token)).status).toBe(200)
})

test('distribution CVE-2023-2253: no list is longer than the hub wants it', async () => {
  for (const path of [
    '/api/datasets/minji/data/likers',
    '/api/users/minji/likes',
    '/api/users/minji/followers',
    '/api/datasets/minji/data/discussions',
    '/api/catalogue',
  ]) {
    for (const limit of ['1000000000', '-1', '0', '2147483648'])
      expect((await send('GET', `${path}?limit=${limit}`)).status, path).toBe(200)
    for (const limit of ['1e9', 'NaN', '99999999999999999999'])
      if (!path.endsWith('discussions'))
        expect((await send('GET', `${path}?limit=${limit}`)).status, path).toBe(400)
  }
  expect((await send('GET', '/api/datasets/minji/data/discussions?p=999999999')).json.discussions).toEqual([])
})
