import { SqlFailure } from './failures.js'
import { isFunction, isTableFunction, lower } from './functions.js'

/** A table as a statement names it; '' where it names no schema. */
export interface TableName {
  schema: string
  name: string
}
type Node = Record<string, unknown>
/** Names of WITH that can be seen where we are. */
type Scope = ReadonlySet<string>

const TABLE_KINDS = [
  ...['BASE_TABLE', 'SUBQUERY', 'JOIN', 'TABLE_FUNCTION', 'EXPRESSION_LIST', 'EMPTY', 'PIVOT', 'SHOW_REF'],
]
const QUERY_KINDS = ['SELECT_NODE', 'SET_OPERATION_NODE', 'RECURSIVE_CTE_NODE']

/**
 * The tables that a SELECT reads, from the tree that DuckDB makes of its text. Every node is looked at, also of kinds
 * nobody thought of. A name is taken for one of WITH only where it surely is one: else it counts as a table, which may
 * refuse too much and never too little. Throws SqlFailure for what is not allowed.
 */
export function tablesOf(statement: unknown): TableName[] {
  const found = new Map<string, TableName>()
  const visit = (value: unknown, scope: Scope): void => {
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) {
      for (const item of value) visit(item, scope)
      return
    }
    const node = value as Node
    check(node)
    if (node.type === 'BASE_TABLE') add(node, scope)
    const inner = visitWith(node, scope)
    for (const [key, child] of Object.entries(node)) if (key !== 'cte_map') visit(child, inner)
  }
  /** The queries of WITH, each of which sees those before it, and itself only when it is recursive. */
  const visitWith = (node: Node, scope: Scope): Scope => {
    let inner = scope
    for (const entry of withOf(node)) {
      const own = new Set(inner).add(lower(entry.key))
      visit(entry.value, isRecursive(entry) ? own : inner)
      inner = own
    }
    return inner
  }
  const add = (node: Node, scope: Scope): void => {
    const [catalog, schema, name] = [node.catalog_name, node.schema_name, node.table_name].map(text) as [
      string,
      string,
      string,
    ]
    if (catalog !== '') throw refused(`"${catalog}"."${schema}"."${name}" has three parts.`)
    if (schema === '' && scope.has(lower(name))) return
    found.set(`${lower(schema)}\n${lower(name)}`, { schema, name })
  }
  visit(statement, new Set())
  return [...found.values()]
}

/** What stands in the wrong place is refused; so are kinds of nodes that a later DuckDB may bring. */
function check(node: Node): void {
  const kind = text(node.type)
  if (/_NODE$/.test(kind) && !QUERY_KINDS.includes(kind)) throw refused(`${kind} is not possible here.`)
  const isTable = 'alias' in node && 'sample' in node
  if (isTable && !TABLE_KINDS.includes(kind)) throw refused(`${kind} is not possible here.`)
  if (kind === 'SHOW_REF' && !(node.query && ['DESCRIBE', 'SUMMARY'].includes(text(node.show_type))))
    throw refused('SHOW is not possible here; DESCRIBE and SUMMARIZE of a table are.')
  if (kind === 'TABLE_FUNCTION') {
    const name = text((node.function as Node | undefined)?.function_name)
    if (!isTableFunction(name)) throw refused(`${name}() cannot be read from. Only tables of the hub can.`)
  } else if ('function_name' in node && !isFunction(text(node.function_name)))
    throw refused(`The function ${text(node.function_name)}() is not possible here.`)
}

const withOf = (node: Node): { key: string; value: Node }[] =>
  (node.cte_map as { map?: { key: string; value: Node }[] } | undefined)?.map ?? []

const isRecursive = ({ key, value }: { key: string; value: Node }): boolean => {
  const query = (value.query as { node?: Node } | undefined)?.node
  return query?.type === 'RECURSIVE_CTE_NODE' && query.cte_name === key
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const refused = (why: string) => new SqlFailure('refused', why)
