import type { Column } from './formats.js'

export interface RunSqlInput {
  sql: string
  /** Views to make, each over exactly these files. */
  tables: { schema: string; name: string; paths: string[] }[]
  /** A column that each view has beside those of its files: the number of the row in the table, from 0. */
  rowColumn?: string | undefined
  format: 'json' | 'jsonl' | 'csv' | 'arrow' | 'parquet'
  /** Rows that were asked for; a result is cut there. */
  limit: number | undefined
  /** Where the hub stops: JSON is cut and says so, other formats fail. */
  maxRows: number
  maxBytes: number
  threads: number
  tempBytes: number
}
export interface RunSqlResult {
  columns: Column[]
  rows: number
  /** Bytes on stdout. */
  bytes: number
  truncated: boolean
}
export interface SqlProgress {
  rows: number
  bytes: number
  /** Of what is read, 0 to 100; undefined when DuckDB cannot tell. */
  percent: number | undefined
}
