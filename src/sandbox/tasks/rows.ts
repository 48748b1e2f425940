import type { Feature, Features } from '../../core/features.js'
import { literal } from '../../core/sql-text.js'
import type { Engine } from '../engine.js'
import { cellText } from '../render.js'
import type { TaskContext } from '../task-context.js'

export interface Part {
  path: string
  numRows: number
}
export interface RowsInput {
  parts: Part[]
  features: Features
  offset: number
  length: number
  /** Rows by number, ascending, instead of a run of rows. */
  indices?: number[]
  /** Cells are cut, and then rows left out, when the page would be larger. */
  mostBytes?: number
}
export interface RenderedRow {
  row_idx: number
  /** JSON of each cell, in the order of the features. */
  cells: string[]
  /** Names of columns whose cell is cut. */
  truncated: string[]
}

/** A page of rows, each cell as JSON. */
export async function rows(
  { engine }: TaskContext,
  input: RowsInput,
): Promise<{ rows: RenderedRow[]; isWhole: boolean }> {
  const rendered: RenderedRow[] = []
  let first = 0
  for (const part of input.parts) {
    const wanted = wantedOf(input, first, part.numRows)
    if (wanted !== '') rendered.push(...(await readRows(engine, { part, first, wanted }, input.features)))
    first += part.numRows
  }
  return shorten(rendered, input)
}

/** Which rows of a part are wanted, as a condition; '' for none. */
function wantedOf({ offset, length, indices }: RowsInput, first: number, numRows: number): string {
  if (indices) {
    const mine = indices.filter((index) => index >= first && index < first + numRows)
    return mine.length > 0 ? `file_row_number in (${mine.map((index) => index - first).join(', ')})` : ''
  }
  const start = Math.max(0, offset - first)
  const end = Math.min(numRows, offset + length - first)
  return end > start ? `file_row_number >= ${start} and file_row_number < ${end}` : ''
}

async function readRows(
  { connection }: Engine,
  { part, first, wanted }: { part: Part; first: number; wanted: string },
  features: Features,
): Promise<RenderedRow[]> {
  // page after page is read from the same files, and large ones have megabytes of metadata
  await connection.run('set parquet_metadata_cache = true')
  const from = `read_parquet(${literal(part.path)}, file_row_number = true)`
  const result = await connection.run(`select * from ${from} where ${wanted} order by file_row_number`)
  const columns = new Map(result.columnNames().map((name, i) => [name, i]))
  const number = columns.get('file_row_number') ?? 0
  const rendered: RenderedRow[] = []
  for (const row of await result.getRows()) {
    const cells = features.map(({ name, type }) => {
      const at = columns.get(name)
      return cellText(at === undefined ? null : (row[at] ?? null), type as Feature)
    })
    rendered.push({ row_idx: first + Number(row[number]), cells, truncated: [] })
  }
  return rendered
}

/** Long cells become short texts, the longest first, until the page fits; then rows are left out. */
function shorten(
  rendered: RenderedRow[],
  { features, mostBytes }: RowsInput,
): { rows: RenderedRow[]; isWhole: boolean } {
  if (mostBytes === undefined) return { rows: rendered, isWhole: true }
  let bytes = rendered.reduce((sum, row) => sum + sizeOf(row), 0)
  for (let limit = 10_000; bytes > mostBytes && limit >= 100; limit /= 10) {
    for (const row of rendered) cut(row, features, limit)
    bytes = rendered.reduce((sum, row) => sum + sizeOf(row), 0)
  }
  const kept: RenderedRow[] = []
  let used = 0
  for (const row of rendered) {
    used += sizeOf(row)
    if (used > mostBytes && kept.length > 0) return { rows: kept, isWhole: false }
    kept.push(row)
  }
  return { rows: kept, isWhole: true }
}

function cut(row: RenderedRow, features: Features, limit: number): void {
  for (const [i, cell] of row.cells.entries()) {
    if (cell.length <= limit) continue
    const value: unknown = JSON.parse(cell)
    const text = typeof value === 'string' ? value : cell
    row.cells[i] = JSON.stringify(text.slice(0, limit).toWellFormed())
    const name = features[i]?.name ?? ''
    if (!row.truncated.includes(name)) row.truncated.push(name)
  }
}

const sizeOf = (row: RenderedRow): number => row.cells.reduce((sum, cell) => sum + cell.length, 0)
