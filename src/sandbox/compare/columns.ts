import type { DuckDBConnection } from '@duckdb/node-api'
import { identifier, literal } from '../../core/sql-text.js'

export interface Column {
  name: string
  type: string
}
/** A column of both sides, and how a value of it is written to be compared. */
export interface CommonColumn extends Column {
  value(table: string): string
}
/** The two versions, as Parquet files. */
export interface Files {
  before: string
  after: string
}

/** A Parquet file with the number of each row. */
export const rowsOf = (path: string): string => `read_parquet(${literal(path)}, file_row_number = true)`

export async function describeColumns(connection: DuckDBConnection, path: string): Promise<Column[]> {
  const found = await connection.runAndReadAll(`describe select * from read_parquet(${literal(path)})`)
  return found.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }))
}

const NUMBER = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/

/** Columns that both have. One that became another type is compared as numbers, else as text. */
export function commonColumns(
  before: Column[],
  after: Column[],
): { common: CommonColumn[]; added: string[]; gone: string[] } {
  const types = new Map(before.map(({ name, type }) => [name, type]))
  const names = new Set(after.map(({ name }) => name))
  const common = after.flatMap(({ name, type }) => {
    const old = types.get(name)
    return old === undefined ? [] : [{ name, type, value: comparedAs(name, old, type) }]
  })
  return {
    common,
    added: after.filter(({ name }) => !types.has(name)).map(({ name }) => name),
    gone: before.filter(({ name }) => !names.has(name)).map(({ name }) => name),
  }
}

function comparedAs(name: string, old: string, now: string): (table: string) => string {
  const column = (table: string) => `${table}.${identifier(name)}`
  if (old === now) return column
  const common = NUMBER.test(old) && NUMBER.test(now) ? 'double' : 'varchar'
  return (table) => `${column(table)}::${common}`
}
