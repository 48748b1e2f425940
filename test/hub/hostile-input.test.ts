import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { newRepo } from '../support/lfs.js'

let hub: TestHub
let token: string
const API = '/api/datasets/minji/data'
beforeAll(async () => {
  hub = await startHub()
  token = await hub.user('minji')
  await newRepo(hub, token, 'data')
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const send = async (method: string, path: string, body?: string, headers: Record<string, string> = {}) => {
  const answer = await hub.call(path, { method, token, headers, ...(body !== undefined && { body }) })
  const text = await answer.text()
  return { status: answer.status, code: answer.headers.get('x-error-code'), text }
}
const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const NUL = '\\u0000'

const BAD: [string, string, string, string?][] = [
  ['a cursor that is not ours', 'GET', '/api/datasets?cursor=xyz'],
  ['a cursor with a time that is none', 'GET', `/api/datasets?cursor=${cursor(['never', 1])}`],
  ['a cursor with a number that is none', 'GET', `/api/datasets?sort=downloads&cursor=${cursor(['x', 'y'])}`],
  ['a cursor of nothing', 'GET', `/api/datasets?cursor=${cursor([])}`],
  ['a cursor of objects in a tree', 'GET', `${API}/tree/main?cursor=${cursor([{}, {}])}`],
  ['a cursor with a NUL', 'GET', `/api/datasets?sort=id&cursor=${cursor(['\0', 1])}`],
  ['a cursor of objects in a comparison', 'GET', `${API}/compare/main..main?cursor=${cursor([{}])}`],
  ['a cursor of objects in a list of members', 'GET', `/api/organizations/x/members?cursor=${cursor([{}])}`],
  ['a limit that is no number', 'GET', `${API}/tree/main?limit=many`],
  ['an unknown sort', 'GET', '/api/datasets?sort=constructor'],
  ['an unknown expand', 'GET', `${API}?expand=__proto__`],
  ['JSON that is none', 'POST', `${API}/branch/x`, '{'],
  ['a list where an object should be', 'POST', `${API}/branch/x`, '[]'],
  ['a NUL in a starting point', 'POST', `${API}/branch/x`, `{"startingPoint":"${NUL}"}`],
  ['a NUL in the name of a tag', 'POST', `${API}/tag/main`, `{"tag":"a${NUL}"}`],
  ['a NUL in the message of a tag', 'POST', `${API}/tag/main`, `{"tag":"with-nul","message":"a${NUL}"}`],
  ['a NUL in the name of a repo to delete', 'DELETE', '/api/repos/delete', `{"name":"minji/a${NUL}"}`],
  [
    'a NUL in the name of a repo to move',
    'POST',
    '/api/repos/move',
    `{"fromRepo":"minji/a${NUL}","toRepo":"minji/b"}`,
  ],
  [
    'a NUL in the organisation of a new repo',
    'POST',
    '/api/repos/create',
    `{"name":"x","organization":"${NUL}"}`,
  ],
  ['a NUL in a path to commit', 'POST', `${API}/commit/main`, commitBody('c', [file('a\0b', 'x')])],
  ['a NUL in a summary', 'POST', `${API}/commit/main`, commitBody('c\0', [file('nul-summary', 'x')])],
  [
    'a NUL in a description',
    'POST',
    `${API}/commit/main`,
    commitBody('c', [file('nul-text', 'x')], { description: '\0' }),
  ],
  ['half a surrogate pair in a path', 'POST', `${API}/commit/main`, commitBody('c', [file('a\ud800', 'x')])],
  [
    'content that is no base64',
    'POST',
    `${API}/commit/main`,
    commitBody('c', [{ key: 'file', value: { path: 'x', content: '%%%', encoding: 'base64' } }]),
  ],
  [
    'a NUL in a card',
    'POST',
    `${API}/commit/main`,
    commitBody('c', [file('README.md', '---\nlicense: "a\\0"\ntags: ["b\\0"]\n---\n')]),
  ],
  [
    'half a surrogate pair in a card',
    'POST',
    `${API}/commit/main`,
    commitBody('c', [file('README.md', '---\ndescription: "\\ud800"\ntags: ["\\udfff"]\n---\n')]),
  ],
  [
    'a parent that is no commit id',
    'POST',
    `${API}/commit/main`,
    commitBody('c', [], { parentCommit: 'main' }),
  ],
  ['a NUL among paths', 'POST', `${API}/paths-info/main`, `{"paths":["a${NUL}"],"expand":true}`],
  ['paths that are numbers', 'POST', `${API}/paths-info/main`, '{"paths":[1]}'],
  [
    'a size beyond all numbers',
    'POST',
    '/datasets/minji/data.git/info/lfs/objects/batch',
    `{"operation":"upload","objects":[{"oid":"${'a'.repeat(64)}","size":1e300}]}`,
  ],
  [
    'a size just below the largest',
    'POST',
    '/datasets/minji/data.git/info/lfs/objects/batch',
    `{"operation":"upload","objects":[{"oid":"${'a'.repeat(64)}","size":9007199254740991}]}`,
  ],
  [
    'an operation that nobody knows',
    'POST',
    '/datasets/minji/data.git/info/lfs/objects/batch',
    '{"operation":"delete","objects":[]}',
  ],
  ['a size of a part that is no number', 'PUT', '/api/lfs/parts/x/y?sig=x'],
  ['a __proto__ key', 'POST', '/api/repos/create', '{"name":"p","__proto__":{"isAdmin":true}}'],
  [
    'a constructor key',
    'POST',
    '/api/repos/create',
    '{"name":"p","constructor":{"prototype":{"isAdmin":true}}}',
  ],
  ['endless nesting', 'POST', '/api/validate-yaml', `{"content":${'['.repeat(100_000)}`],
]
test.each(BAD)("%s is the caller's mistake and not the hub's", async (_what, method, path, body) => {
  const { status, code } = await send(method, path, body)
  expect([status < 500, code === 'Internal']).toEqual([true, false])
})

test('after all of it the hub is well and nothing of it is stored under a wrong name', async () => {
  expect((await send('GET', '/readyz')).status).toBe(200)
  expect(({} as { isAdmin?: unknown }).isAdmin).toBeUndefined()
  const { text } = await send('GET', `${API}/tree/main?recursive=true`)
  for (const row of JSON.parse(text) as { path: string }[]) expect(row.path.isWellFormed()).toBe(true)
})

test('CVE-2023-2253: no page is larger than the hub wants it, whatever limit is asked for', async () => {
  const files = Array.from({ length: 1100 }, (_, i) => file(`many/f${i}`, 'x'))
  expect((await send('POST', `${API}/commit/main`, commitBody('many', files))).status).toBe(200)
  for (const limit of ['999999999', '-5', '0']) {
    const rows = JSON.parse((await send('GET', `${API}/tree/main/many?limit=${limit}`)).text) as unknown[]
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.length).toBeLessThanOrEqual(1000)
  }
})

test('CVE-2025-27100: a JSON body over the limit is refused before it is read', async () => {
  const { status } = await send(
    'POST',
    `${API}/branch/big`,
    JSON.stringify({ x: 'x'.repeat(2 * 1024 * 1024) }),
  )
  expect(status).toBe(413)
  expect(
    (
      await send(
        'POST',
        `${API}/commit/main`,
        `{"key":"header","value":{"summary":"${'x'.repeat(20 * 1024 * 1024)}"}}`,
      )
    ).status,
  ).toBe(413)
})

test('a card that would take minutes to parse takes seconds at most, from anybody', async () => {
  const bombs = [
    Array.from({ length: 60_000 }, (_, i) => `k${i}: 1`).join('\n'),
    '? '.repeat(500_000),
    '['.repeat(1_000_000),
    'x'.repeat(9 * 1024 * 1024),
  ]
  for (const yaml of bombs) {
    const before = performance.now()
    await hub.call('/api/validate-yaml', {
      method: 'POST',
      body: JSON.stringify({ content: `---\n${yaml}\n---\n` }),
    })
    expect(performance.now() - before).toBeLessThan(15_000)
  }
})

test('a path of slashes without end does not stop the hub', async () => {
  const before = performance.now()
  await send('POST', `${API}/paths-info/main`, JSON.stringify({ paths: [`a${'/'.repeat(3_000_000)}b`] }))
  expect(performance.now() - before).toBeLessThan(5000)
})
