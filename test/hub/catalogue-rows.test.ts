import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { onDatabase } from '../support/world.js'

const rows = (count: number) => `id\n${Array.from({ length: count }, (_, i) => i).join('\n')}\n`
const CARD = '---\nsize_categories: 1M<n<10M\n---\n# Rows\n'
const STATED = { size: ['1M<n<10M'], rows: undefined }

let hub: TestHub
let owner: string
let repo: string
let count = 0
beforeAll(async () => {
  hub = await startHub()
  owner = await hub.user('owner')
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

async function change(method: string, path: string, body: object) {
  const answer = await hub.call(path, { method, token: owner, body: JSON.stringify(body) })
  expect(answer.status, await answer.text()).toBe(200)
}
const api = (rest: string) => `/api/datasets/owner/${repo}${rest}`
async function commit(files: Record<string, string>) {
  const body = commitBody(
    'add',
    Object.entries(files).map(([path, content]) => file(path, content)),
  )
  expect((await hub.call(api('/commit/main'), { method: 'POST', token: owner, body })).status).toBe(200)
}
const build = async () => {
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal, ['tables']));
}
interface Answer {
  results: { id: string; rows?: number; facets: { size?: string[] } }[]
  facets: { size: { value: string; count: number }[] }
}
async function search(query: string, token?: string): Promise<Answer> {
  const answer = await hub.call(`/api/catalogue?${query}`, token === undefined ? {} : { token })
  return (await answer.json()) as Answer
}
/** What the catalogue says of the repo. */
async function told(token?: string) {
  const found = (await search(`q=owner/${repo}`, token)).results.find(({ id }) => id === `owner/${repo}`)
  return { size: found?.facets.size, rows: found?.rows }
}

beforeEach(async () => {
  repo = `rows-${count++}`
  await change('POST', '/api/repos/create', { type: 'dataset', name: repo })
})

test('the rows of all tables are counted when they are ready, and are found by their number', async () => {
  await commit({ 'train.csv': rows(1200), 'test.csv': rows(300) })
  expect(await told()).toEqual({ size: ['unknown'], rows: undefined })
  await build()
  const counted = { size: ['1K<n<10K'], rows: 1500 }
  expect(await told()).toEqual(counted)
  const found = await search(`q=owner/${repo}&size=1K<n<10K`)
  expect(found.results).toHaveLength(1)
  expect(found.facets.size).toEqual([{ value: '1K<n<10K', count: 1 }])
  // what was counted holds rather than what is stated, also while the tables are made anew
  await commit({ 'README.md': CARD })
  expect(await told()).toEqual(counted)
  await commit({ 'test.csv': rows(10) })
  expect(await told()).toEqual(counted)
  await build()
  expect(await told()).toEqual({ size: ['1K<n<10K'], rows: 1210 })
  // rows that were made by older rules
  await onDatabase(hub, 'update catalogue set rules = 1, num_rows = null', [])
  await hub.app.services.catalogue.fill()
  expect(await told()).toMatchObject({ rows: 1210 })
})

test('a file that could not be read leaves the total unknown', async () => {
  await commit({ 'README.md': CARD, 'train.csv': rows(5), 'test.parquet': 'this is no Parquet' })
  await build()
  expect(await told()).toEqual(STATED)
})

test('the number is told only where everybody may see the columns', async () => {
  await commit({ 'README.md': CARD, 'data.csv': rows(5) })
  await change('PUT', api('/settings'), { gated: 'manual' })
  await build()
  const counted = { size: ['n<1K'], rows: 5 }
  expect(await told()).toEqual(STATED)
  expect(await told(owner)).toEqual(STATED)
  await change('PUT', api('/settings'), { gated: false })
  expect(await told()).toEqual(counted)
  await change('PUT', api('/settings'), { gated: 'auto' })
  expect(await told()).toEqual(STATED)

  await change('PUT', api('/terms'), { version: 1, who: 'approved', sample: 'public' })
  expect(await told()).toEqual(counted)
  await change('PUT', api('/terms'), { version: 1, who: 'everyone', deleteBy: '2199-01-01' })
  await change('PUT', api('/settings'), { gated: false })
  expect(await told()).toEqual(STATED)
  await change('PUT', api('/terms'), { version: 1, who: 'everyone' })
  expect(await told()).toEqual(counted)

  const embargoUntil = new Date(Date.now() + 3_600_000).toISOString()
  await change('PUT', api('/opening'), { state: 'final', embargoUntil })
  expect(await told()).toEqual(STATED)
  await onDatabase(hub, "update repos set embargo_until = now() - interval '1 second'", [])
  await hub.app.services.catalogue.fill()
  expect(await told()).toEqual(counted)

  await change('PUT', api('/settings'), { private: true })
  expect(await told()).toEqual({ size: undefined, rows: undefined })
  expect(await told(owner)).toEqual(STATED)
})
