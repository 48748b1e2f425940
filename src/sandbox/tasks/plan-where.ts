import { failureOf, SqlFailure } from '../sql/failures.js'
import { parseSelect } from '../sql/parse.js'
import { tablesOf } from '../sql/tables-of.js'
import type { TaskContext } from '../task-context.js'

type Node = Record<string, unknown>

/** Fails unless `where` is one expression over the columns of a row: no tables, no subqueries, nothing beside it. */
export async function planWhere({ engine }: TaskContext, { where }: { where: string }): Promise<void> {
  try {
    const tree = await parseSelect(engine.connection, `select (\n${where}\n)`)
    if (tablesOf(tree).length > 0 || !isExpression((tree as { node: Node }).node) || hasSubquery(tree))
      throw new SqlFailure('refused', '"where" must be one expression over the columns, such as label = 1.')
  } catch (error) {
    throw failureOf(error)
  }
}

/** A SELECT of one value, with no other clause: so the text did not reach beyond the brackets around it. */
function isExpression(node: Node): boolean {
  const { type, select_list: list, from_table: from, modifiers, cte_map: names, ...clauses } = node
  const absent = ['where_clause', 'having', 'qualify', 'sample'].every((key) => clauses[key] === null)
  return (
    type === 'SELECT_NODE' &&
    absent &&
    isEmpty(modifiers) &&
    isEmpty((names as Node).map) &&
    isEmpty(clauses.group_expressions) &&
    (list as unknown[]).length === 1 &&
    (from as Node).type === 'EMPTY'
  )
}
const isEmpty = (list: unknown): boolean => Array.isArray(list) && list.length === 0

function hasSubquery(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if ((value as Node).class === 'SUBQUERY') return true
  return Object.values(value).some(hasSubquery)
}
