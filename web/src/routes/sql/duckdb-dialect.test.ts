import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { FUNCTIONS, KEYWORDS, TYPES } from './duckdb-dialect.js'

test.each([
  ['keyword', KEYWORDS],
  ['type', TYPES],
  ['function', FUNCTIONS],
])('every %s that the editor offers is one of DuckDB', async (kind, offered) => {
  const connection = await (await DuckDBInstance.create()).connect()
  const answer = await connection.runAndReadAll(`select ${kind}_name from duckdb_${kind}s()`)
  const known = new Set(answer.getRows().map(([name]) => String(name).toLowerCase()))
  expect(offered.split(' ').filter((word) => !known.has(word))).toEqual([])
})
