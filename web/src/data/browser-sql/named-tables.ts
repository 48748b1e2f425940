/** A table as a query names it; '' where it names no split. */
export interface NamedTable {
  dataset: string
  name: string
}

const QUOTED = '"((?:[^"]|"")+)"'
const TABLE = new RegExp(`${QUOTED}(?:\\s*\\.\\s*(?:${QUOTED}|([\\p{L}_][\\p{L}\\p{N}_$]*)))?`, 'gu')
const DATASET = /^[\w.-]+\/[\w.-]+$/

/**
 * What may be tables of the hub in a text of SQL: `"ns/name".split`, `"ns/name"."config/split"`, `"ns/name"`. It may find
 * too much, such as a name within a comment, and never too little: DuckDB has the last word.
 */
export function namedTables(sql: string): NamedTable[] {
  const found = new Map<string, NamedTable>()
  for (const [, first = '', second, plain] of sql.matchAll(TABLE)) {
    const dataset = unquoted(first)
    if (!DATASET.test(dataset)) continue
    const table = { dataset, name: unquoted(second ?? plain ?? '') }
    const key = `${dataset} ${table.name}`.toLowerCase()
    if (!found.has(key)) found.set(key, table)
  }
  return [...found.values()]
}

const unquoted = (name: string): string => name.replaceAll('""', '"')
