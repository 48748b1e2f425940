import { failureOf, SqlFailure } from '../sql/failures.js'
import { type TableName, tablesOf } from '../sql/tables-of.js'
import type { TaskContext } from '../task-context.js'

export interface PlanSqlInput {
  sql: string
}
export interface PlanSqlResult {
  tables: TableName[]
}

/** Finds the tables that a statement names; nothing is run. Fails with `refused` for anything but one SELECT. */
export async function planSql({ engine }: TaskContext, { sql }: PlanSqlInput): Promise<PlanSqlResult> {
  try {
    // DuckDB reads statements to the first NUL, and texts to their end
    if (sql.includes('\0')) throw new SqlFailure('refused', 'The SQL holds a NUL character.')
    const { count } = await engine.connection.extractStatements(sql)
    if (count !== 1) throw new SqlFailure('refused', count === 0 ? 'There is no SQL.' : ONE)
    return { tables: tablesOf(await parse(engine.connection, sql)) }
  } catch (error) {
    throw failureOf(error)
  }
}

async function parse(connection: TaskContext['engine']['connection'], sql: string): Promise<unknown> {
  const answer = await connection.runAndReadAll('select json_serialize_sql($1::varchar)', [sql])
  const tree = JSON.parse(String(answer.getRows()[0]?.[0]))
  if (tree.error_type === 'parser') throw new SqlFailure('sql', `Parser Error: ${tree.error_message}`)
  if (tree.error) throw new SqlFailure('refused', `Only a SELECT can be asked here. ${tree.error_message}`)
  if (tree.statements?.length !== 1) throw new SqlFailure('refused', ONE)
  return tree.statements[0]
}

const ONE = 'Send one statement, and no more. (PIVOT is one when its values are listed: on x in (...).)'
