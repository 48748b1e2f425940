import type { RunSqlInput } from '../../sandbox/sql/run-types.js'
import type { QueryLimits } from './queries.js'

export type SqlFormat = RunSqlInput['format']
export interface SqlLimits extends QueryLimits {
  seconds: number
  rows: number
  bytes: number
  tempBytes: number
}
export interface SqlRequest {
  sql: string
  format: SqlFormat
  /** Rows that are wanted. */
  limit?: number | undefined
  /** A column to have beside those of each table; see `RunSqlInput`. Not for callers: they do not know which names are free. */
  rowColumn?: string | undefined
  /** A UUID of the caller's choice, to ask for and cancel the query by. */
  id?: string | undefined
}
