import { failureOf } from '../sql/failures.js'
import { parseSelect } from '../sql/parse.js'
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
    return { tables: tablesOf(await parseSelect(engine.connection, sql)) }
  } catch (error) {
    throw failureOf(error)
  }
}
