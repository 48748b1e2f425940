import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { newRepo } from '../support/lfs.js'
import { zipOfFiles } from '../support/zips.js'

let hub: TestHub
let token: string
const commits: string[] = []
const BASE = '/api/datasets/minji/insides'

beforeAll(async () => {
  hub = await startHub()
  token = await hub.user('minji')
  await newRepo(hub, token, 'insides')
  const files = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`f/${i}.txt`, 'x'.repeat(i)]))
  await commit({
    'a.zip': zipOfFiles(files),
    'broken.zip': 'no zip',
    't.csv': 'id,v\n1,a\n2,b\n',
    'n.txt': 'x',
  })
  await commit({ 't.csv': 'id,v\n1,a\n2,c\n3,d\n' })
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

async function commit(files: Record<string, string | Buffer>): Promise<void> {
  const body = commitBody(
    'change',
    Object.entries(files).map(([path, content]) => file(path, content)),
  )
  const answer = await hub.call(`${BASE}/commit/main`, { method: 'POST', token, body })
  commits.push(((await answer.json()) as { commitOid: string }).commitOid)
}

test('an archive is listed in pages', async () => {
  const first = await hub.call(`${BASE}/inside/main/a.zip?limit=5`)
  expect(await first.json()).toMatchObject({ kind: 'zip', total: 7, refused: 0, isCut: false })
  const next = /<([^>]+)>/.exec(first.headers.get('link') ?? '')?.[1]
  const second = await fetch(String(next))
  const { entries } = (await second.json()) as { entries: object[] }
  expect(entries).toEqual([
    { name: 'f/5.txt', size: 5 },
    { name: 'f/6.txt', size: 6 },
  ])
  expect(second.headers.get('link')).toBeNull()
})

test('what cannot be looked into is said', async () => {
  const answer = async (path: string) => {
    const { status, headers } = await hub.call(`${BASE}/inside/main/${path}`)
    return [status, headers.get('x-error-message')]
  }
  expect(await answer('broken.zip')).toEqual([422, expect.stringContaining('broken.zip is no zip file')])
  expect(await answer('n.txt')).toEqual([400, expect.stringContaining('.parquet')])
  expect(await answer('nope.zip')).toEqual([404, expect.stringContaining('nope.zip')])
})

test('rows of two revisions are compared', async () => {
  const answer = await hub.call(`${BASE}/row-changes/${commits[0]}..main?path=t.csv`)
  expect(await answer.json()).toMatchObject({
    key: 'id',
    counts: { added: 1, removed: 0, changed: 1, same: 1 },
    changes: [
      { kind: 'changed', changed: [1] },
      { kind: 'added', after: { row: 2, cells: ['3', 'd'] } },
    ],
  })
})

test('what is no table or no span is refused in words', async () => {
  const status = async (rest: string) => (await hub.call(`${BASE}/row-changes/${rest}`)).status
  expect(await status('main?path=t.csv')).toBe(400)
  expect(await status('main..main')).toBe(422)
  expect(await status('main..main?path=n.png')).toBe(404)
  expect(await status('main..main?path=n.txt')).toBe(400)
  expect(await status(`${commits[0]}..nope?path=t.csv`)).toBe(404)
})

test('a private repo has neither for others', async () => {
  await hub.call(`${BASE}/settings`, { method: 'PUT', token, body: JSON.stringify({ private: true }) })
  for (const rest of ['inside/main/a.zip', 'row-changes/main..main?path=t.csv'])
    expect((await hub.call(`${BASE}/${rest}`)).status).toBe(401)
  expect((await hub.call(`${BASE}/inside/main/a.zip`, { token })).status).toBe(200)
})

test('the history of a path leaves the other commits out, in pages that the Link joins', async () => {
  const titles = async (address: string) => {
    const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } })
    expect(answer.status).toBe(200)
    const next = /<([^>]+)>/.exec(answer.headers.get('link') ?? '')?.[1]
    return { ids: ((await answer.json()) as { id: string }[]).map(({ id }) => id), next }
  }
  const address = (query: string) => `${hub.url}${BASE}/commits/main?${query}`
  const first = await titles(address('path=t.csv&limit=1'))
  expect(first.ids).toEqual([commits[1]])
  expect(await titles(String(first.next))).toEqual({ ids: [commits[0]], next: undefined })
  expect((await titles(address('path=n.txt'))).ids).toEqual([commits[0]])
  expect((await titles(address('path=nothing/here'))).ids).toEqual([])
  expect((await hub.call(`${BASE}/commits/main?path=t.csv&cursor=W10`, { token })).status).toBe(400)
})
