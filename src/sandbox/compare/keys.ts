import type { DuckDBConnection } from '@duckdb/node-api'
import { identifier } from '../../core/sql-text.js'
import { type CommonColumn, type Files, rowsOf } from './columns.js'

const NAME = /(^|[^a-z])(id|ids|key|uid|uuid|guid|no|num|number|index|idx|번호|아이디)$|Id$|ID$/i
const TYPE = /^(VARCHAR|UUID|DATE|TIMESTAMP.*|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?)$/
const MOST_TRIED = 5

/**
 * The column that tells rows apart: different in every row, on both sides. Only one that is called like an identifier, or is
 * the first, is meant to do that; texts that happen to be different are not.
 */
export async function findKey(
  connection: DuckDBConnection,
  files: Files,
  common: CommonColumn[],
): Promise<CommonColumn | undefined> {
  const named = common.filter(({ name }) => NAME.test(name))
  const [first] = common
  const candidates = [...named, ...(first && !named.includes(first) ? [first] : [])]
    .filter(({ type }) => TYPE.test(type))
    .slice(0, MOST_TRIED)
  for (const candidate of candidates) {
    const isKey =
      (await isUnique(connection, files.before, candidate)) &&
      (await isUnique(connection, files.after, candidate))
    if (isKey) return candidate
  }
  return undefined
}

async function isUnique(
  connection: DuckDBConnection,
  path: string,
  { name }: CommonColumn,
): Promise<boolean> {
  const found = await connection.runAndReadAll(
    `select count(*) = count(distinct ${identifier(name)}) from ${rowsOf(path)}`,
  )
  return found.getRows()[0]?.[0] === true
}
