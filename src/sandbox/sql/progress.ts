import type { DuckDBConnection } from '@duckdb/node-api'
import type { SqlProgress } from './run-types.js'

const EVERY_MS = 500

/** Tells how far a query is, until the returned function is called. */
export function watch(
  connection: DuckDBConnection,
  tell: (progress: SqlProgress) => void,
  made: () => { rows: number; bytes: number },
): () => void {
  const timer = setInterval(() => {
    const { percentage } = connection.progress
    tell({ ...made(), percent: percentage >= 0 ? percentage : undefined })
  }, EVERY_MS)
  return () => clearInterval(timer)
}
