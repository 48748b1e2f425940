import { identifier, literal } from '../../core/sql-text.js'
import type { Engine } from '../engine.js'

/** The Parquet files of a split, as one table. */
export interface Table {
  engine: Engine
  /** What stands after FROM. */
  from: string
  rows: number
}

export async function openTable(engine: Engine, paths: string[]): Promise<Table> {
  const from = `read_parquet([${paths.map(literal).join(', ')}], union_by_name = true)`
  const rows = await one(engine, `select count(*) from ${from}`)
  return { engine, from, rows: Number(rows[0]) }
}

export async function all({ connection }: Engine, sql: string): Promise<unknown[][]> {
  return (await connection.runAndReadAll(sql)).getRowsJS() as unknown[][]
}
export const one = async (engine: Engine, sql: string): Promise<unknown[]> =>
  (await all(engine, sql))[0] ?? []

/** A column of the table, whatever it is called: names of tables and functions never meet it. */
export const column = (table: Table, name: string): string =>
  `(select ${identifier(name)} as x from ${table.from})`

export const proportion = (count: number, rows: number): number =>
  rows === 0 ? 0 : Math.round((count / rows) * 1e5) / 1e5
