import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Engine, openEngine } from '../engine.js'
import { makeView } from './views.js'

let folder: string
let engine: Engine
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'databelt-views-'))
  engine = await openEngine(folder)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function numbersOf(name: string, column: string): Promise<unknown[][]> {
  const paths = ['0, 250', '250, 300'].map((range) => ({
    range,
    path: join(folder, `${name}-${range}.parquet`),
  }))
  for (const { range, path } of paths)
    await engine.connection.run(
      `copy (select i as ${column} from range(${range}) t(i)) to '${path}' (format parquet, row_group_size 100)`,
    )
  await makeView(engine, { schema: 'a/b', name, paths: paths.map(({ path }) => path) }, 'row number')
  const sql = `select ${column}::int, "row number"::int from "a/b"."${name}" where ${column} in (0, 101, 249, 250, 299) order by 2`
  return (await engine.connection.runAndReadAll(sql)).getRows()
}

test.each([
  ['plain', 'id'],
  ['shadowed', 'File_Index'],
])('rows are numbered through all files of a table: %s', async (name, column) => {
  const numbers = [0, 101, 249, 250, 299]
  expect(await numbersOf(name, column)).toEqual(numbers.map((number) => [number, number]))
})

test('without a name for it there is no number', async () => {
  const path = join(folder, 'plain-0, 250.parquet')
  await makeView(engine, { schema: '', name: 'bare', paths: [path] }, undefined)
  expect((await engine.connection.run('from bare limit 0')).columnNames()).toEqual(['id'])
})
