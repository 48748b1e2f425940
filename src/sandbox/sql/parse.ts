import type { DuckDBConnection } from '@duckdb/node-api'
import { SqlFailure } from './failures.js'

/** The tree of a text that is one SELECT. Nothing is run. Throws SqlFailure, or DuckDB's own error. */
export async function parseSelect(connection: DuckDBConnection, sql: string): Promise<unknown> {
  // DuckDB reads statements to the first NUL, and texts to their end
  if (sql.includes('\0')) throw new SqlFailure('refused', 'The SQL holds a NUL character.')
  const { count } = await connection.extractStatements(sql)
  if (count !== 1) throw new SqlFailure('refused', count === 0 ? 'There is no SQL.' : ONE)
  const answer = await connection.runAndReadAll('select json_serialize_sql($1::varchar)', [sql])
  const tree = JSON.parse(String(answer.getRows()[0]?.[0]))
  if (tree.error_type === 'parser') throw new SqlFailure('sql', `Parser Error: ${tree.error_message}`)
  if (tree.error) throw new SqlFailure('refused', `Only a SELECT can be asked here. ${tree.error_message}`)
  if (tree.statements?.length !== 1) throw new SqlFailure('refused', ONE)
  return tree.statements[0]
}

const ONE = 'Send one statement, and no more. (PIVOT is one when its values are listed: on x in (...).)'
