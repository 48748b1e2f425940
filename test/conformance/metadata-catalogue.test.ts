import { afterAll, beforeAll, expect, test } from 'vitest'
import { viewerOf } from '../../src/services/access.js'
import type { CatalogueFilter } from '../../src/stores/metadata/catalogue.js'
import { addRepo, addUser, type OpenMetadata, openMetadata } from '../support/metadata.js'

/** Facets are counted in one look at the rows; here they are counted again one by one. */
const ROWS = 400
const DAY_MS = 86_400_000
const NOW = new Date('2026-11-22T00:00:00Z')
const LANGUAGES = ['ko', 'ja', 'th', 'fr']
const LICENCES = ['mit', 'kogl-1', 'cc0-1.0']
interface Row {
  word: string
  facets: string[]
  updatedAt: Date
}
let open: OpenMetadata
const rows: Row[] = Array.from({ length: ROWS }, (_, i) => ({
  word: i % 3 === 0 ? 'speech' : 'text',
  facets: [
    `language:${LANGUAGES[i % 4]}`,
    ...(i % 5 === 0 ? [`language:${LANGUAGES[(i + 1) % 4]}`] : []),
    `license:${LICENCES[(i >> 2) % 3]}`,
  ],
  updatedAt: new Date(NOW.getTime() - (i % 60) * DAY_MS - 1000),
}))

beforeAll(async () => {
  open = await openMetadata()
  const owner = await addUser(open.store, 'owner')
  for (const [i, row] of rows.entries()) {
    const { id } = await addRepo(open.store, owner, `repo-${i}`)
    const words = `'${row.word}':1`
    const entry = { title: '', formats: [], heading: words, document: words, body: '', words: [] }
    await open.store.transact((tx) =>
      tx.catalogue.put({ repoId: id, rules: 1, slot: i % 64, rows: null, facets: row.facets, ...entry }),
    )
    await open.pool.query('update repos set modified_at = $2 where id = $1', [id, row.updatedAt])
  }
})
afterAll(() => open?.close())

const choice = (facet: string, values: string[]) => ({
  facet,
  values: values.map((value) => `${facet}:${value}`),
})
const thirty = new Date(NOW.getTime() - 30 * DAY_MS)
const filter = (some: Partial<CatalogueFilter>): CatalogueFilter => ({
  type: undefined,
  match: undefined,
  facets: [],
  updatedSince: undefined,
  ...some,
})
const FILTERS: [string, CatalogueFilter][] = [
  ['nothing chosen', filter({})],
  ['a word', filter({ match: "'speech'" })],
  ['a facet', filter({ facets: [choice('language', ['ko'])] })],
  ['two values', filter({ facets: [choice('language', ['ko', 'fr'])] })],
  ['two facets', filter({ facets: [choice('language', ['ko']), choice('license', ['mit'])] })],
  ['a time', filter({ updatedSince: thirty })],
  ['a facet and a time', filter({ facets: [choice('license', ['cc0-1.0'])], updatedSince: thirty })],
  [
    'all at once',
    filter({
      match: "'text'",
      facets: [choice('language', ['th', 'ja']), choice('license', ['kogl-1'])],
      updatedSince: thirty,
    }),
  ],
  ['a value that no row has', filter({ facets: [choice('language', ['xx']), choice('license', ['mit'])] })],
]

const fits = (row: Row, { match, facets, updatedSince }: CatalogueFilter): boolean =>
  (match === undefined || match === `'${row.word}'`) &&
  facets.every(({ values }) => values.some((value) => row.facets.includes(value))) &&
  (updatedSince === undefined || row.updatedAt > updatedSince)

/** As the page shows it: every facet as if nothing were chosen in it. */
function counted(asked: CatalogueFilter, facet: string): Record<string, number> {
  const others =
    facet === 'updated'
      ? { ...asked, updatedSince: undefined }
      : { ...asked, facets: asked.facets.filter((each) => each.facet !== facet) }
  const found = rows.filter((row) => fits(row, others))
  const counts: Record<string, number> = {}
  const add = (value: string) => {
    counts[value] = (counts[value] ?? 0) + 1
  }
  for (const row of found) {
    if (facet !== 'updated')
      for (const value of row.facets.filter((each) => each.startsWith(`${facet}:`)))
        add(value.slice(facet.length + 1))
    else
      for (const [name, days] of [
        ['day', 1],
        ['week', 7],
        ['month', 30],
        ['year', 365],
      ] as const)
        if (row.updatedAt.getTime() > NOW.getTime() - days * DAY_MS) add(name)
  }
  return counts
}

const FACETS = ['language', 'license', 'updated']
async function asked(each: CatalogueFilter, mostRows: number) {
  const options = { facets: FACETS, mostRows, mostValues: 50, now: NOW }
  const { values, ...rest } = await open.store.catalogue.count(each, viewerOf({ kind: 'anonymous' }), options)
  const of = (facet: string) =>
    Object.fromEntries(values.filter((v) => v.facet === facet && v.count > 0).map((v) => [v.value, v.count]))
  return { ...rest, of }
}

test.each(FILTERS)('%s: every count is right', async (_what, each) => {
  const found = await asked(each, 10_000)
  expect(found).toMatchObject({ total: rows.filter((row) => fits(row, each)).length, isExact: true })
  for (const facet of FACETS) expect(found.of(facet), facet).toEqual(counted(each, facet))
})

/** As of a table so large that a part of it is counted first. */
const seemLarge = () =>
  open.pool.query("update pg_class set reltuples = 100000 where oid = 'catalogue'::regclass")

test('of few that were chosen among many the total and the other facets are exact', async () => {
  await seemLarge()
  const each = filter({ facets: [choice('language', ['ko']), choice('license', ['mit'])] })
  const right = rows.filter((row) => fits(row, each)).length
  expect(right).toBeLessThan(60)
  // more than 60 rows fit but for one of the two, so those are not counted one by one
  const found = await asked(each, 60)
  expect(found).toMatchObject({ total: right, isExact: true })
  expect(found.of('updated')).toEqual(counted(each, 'updated'))
  expect(Object.keys(found.of('language')).length).toBeGreaterThan(0)
})

test('of many the counts are of a part, times what it stands for', async () => {
  await seemLarge()
  const found = await asked(filter({}), 10)
  expect(found.isExact).toBe(false)
  expect(found.total).toBeGreaterThan(ROWS / 2)
  expect(found.total).toBeLessThan(ROWS * 2)
})
