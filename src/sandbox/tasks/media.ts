import type { DuckDBBlobValue, DuckDBStructValue } from '@duckdb/node-api'
import { identifier, literal } from '../../core/sql-text.js'
import type { TaskContext } from '../task-context.js'

/** The bytes of a picture or sound, in base64; null when the cell has none. Of films there is only the path in the repo. */
export async function media(
  { engine }: TaskContext,
  { path, row, column }: { path: string; row: number; column: string },
): Promise<{ base64: string | null; path: string | null }> {
  const from = `read_parquet(${literal(path)}, file_row_number = true)`
  const result = await engine.connection.run(
    `select ${identifier(column)} from ${from} where file_row_number = ${Number(row)}`,
  )
  const cell = (await result.getRows())[0]?.[0] as DuckDBStructValue | null | undefined
  const blob = cell?.entries?.bytes as DuckDBBlobValue | null | undefined
  const name = cell?.entries?.path
  const base64 = blob ? Buffer.from(blob.bytes).toString('base64') : null
  return { base64, path: typeof name === 'string' ? name : null }
}
