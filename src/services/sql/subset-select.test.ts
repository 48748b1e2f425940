import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { type Feature, type Features, value } from '../../core/features.js'
import type { Subset } from './subset.js'
import { selectOf } from './subset-select.js'

const image: Feature = { _type: 'Image' }
const FEATURES: Features = [
  { name: 'id', type: value('int64') },
  { name: 'picture', type: image },
  { name: 'more', type: { _type: 'List', feature: image } },
  { name: 'Row number', type: value('string') },
]
const ALL: Subset = {
  ...{ config: undefined, split: 'train', columns: [], where: undefined, limit: undefined },
  ...{ format: 'jsonl', media: 'cells' },
}
const select = (subset: Partial<Subset>, features = FEATURES) =>
  selectOf(
    { namespace: 'a', name: 'b' },
    { commit: 'c0', split: { config: 'default', split: 'train', features }, parts: [] },
    { ...ALL, ...subset },
    { cell: ({ column }) => `/cell?${column}&row=`, file: (commit) => `/resolve/${commit}/` },
  )

test('all columns, and some', () => {
  expect(select({}).sql).toBe('select * from "a/b"."train"')
  expect(select({ columns: ['id', 'PICTURE'], where: 'id = 1 -- one' }).sql).toBe(
    'select "id", "PICTURE" from "a/b"."train" where (\nid = 1 -- one\n)',
  )
})

test('without media, names stand for files, and lists of files are left out', () => {
  expect(select({ media: 'none', columns: ['id', 'picture', 'more'] }).sql).toBe(
    'select "id", "picture"."path" as "picture" from "a/b"."train"',
  )
  expect(() => select({ media: 'none', columns: ['more'] })).toThrow(/nothing is left of the columns more/)
})

test('a list of files numbers the rows under a name that no column has', () => {
  expect(select({ media: 'files' }).rowColumn).toBe('row number_')
  expect(() => select({ media: 'files', columns: ['more'] })).toThrow(/stand in lists or structs/)
  expect(() => select({ media: 'files', columns: ['id'] })).toThrow(/None of the columns id holds files/)
})

test('without media, their bytes are not read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'databelt-select-'))
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const path = join(folder, 'a.parquet')
  const cell = `struct_pack(bytes := 'x'::blob, path := 'x.png')`
  await connection.run(`copy (select 1 as id, ${cell} as picture, [${cell}] as more) to '${path}'`)
  await connection.run(`create schema "a/b"; create view "a/b".train as from '${path}'`)
  const { sql } = select({ media: 'none' }, FEATURES.slice(0, 3))
  const plan = String((await connection.runAndReadAll(`explain ${sql}`)).getRows()[0]?.[1])
  expect(plan).toContain('picture.path')
  expect(plan).not.toMatch(/bytes|more/)
  await rm(folder, { recursive: true })
})
