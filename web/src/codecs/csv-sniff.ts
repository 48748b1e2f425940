import { type CsvRow, csvRows } from './csv-rows.js'
import { decodeText } from './encoding.js'

export const COLUMN_TYPES = ['empty', 'boolean', 'integer', 'number', 'date', 'text'] as const
export type ColumnType = (typeof COLUMN_TYPES)[number]

/** What the beginning of a table of text shows of it. */
export interface CsvGuess {
  encoding: string
  delimiter: string
  hasHeader: boolean
  columns: { name: string; type: ColumnType }[]
  rows: string[][]
  /** Rows whose number of cells is another than that of most. */
  badLines: { line: number; cells: number }[]
}

const DELIMITERS = [',', '\t', ';', '|']
const ROWS_SHOWN = 10

/** Undefined when it is no text, or has no row. `isCut`: there is more than these bytes. */
export function sniffCsv(bytes: Uint8Array, isCut: boolean): CsvGuess | undefined {
  const { text, encoding } = decodeText(bytes)
  if (encoding === undefined) return undefined
  const delimiter = delimiterOf(text, isCut)
  const all = csvRows(text.replace(/^\uFEFF/, ''), delimiter, { isCut })
  const width = usualWidth(all)
  const first = all[0]
  if (!first) return undefined
  const good = all.filter(({ cells }) => cells.length === width)
  const hasHeader = looksLikeHeader(good)
  const body = hasHeader ? good.slice(1) : good
  const columns = Array.from({ length: width }, (_, i) => ({
    name: (hasHeader ? good[0]?.cells[i]?.trim() : '') || `column ${i + 1}`,
    type: typeOf(body.map(({ cells }) => cells[i] ?? '')),
  }))
  const badLines = all
    .filter(({ cells }) => cells.length !== width)
    .map(({ line, cells }) => ({ line, cells: cells.length }))
  return {
    ...{ encoding, delimiter, hasHeader, columns, badLines },
    rows: body.slice(0, ROWS_SHOWN).map(({ cells }) => cells),
  }
}

/** The one that cuts the most rows into the same number of cells. */
export function delimiterOf(text: string, isCut: boolean): string {
  const scored = DELIMITERS.map((delimiter) => {
    const rows = csvRows(text, delimiter, { isCut, most: 100 })
    const width = usualWidth(rows)
    const fit = rows.filter(({ cells }) => cells.length === width).length / Math.max(1, rows.length)
    return { delimiter, score: width < 2 ? 0 : fit + Math.min(width, 50) / 1000 }
  })
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a))
  return best.score > 0 ? best.delimiter : ','
}

function usualWidth(rows: CsvRow[]): number {
  const counts = new Map<number, number>()
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [1, 0])[0]
}

/** Names are words and differ; below them is something else, or at least nothing that says otherwise. */
function looksLikeHeader([first, ...body]: CsvRow[]): boolean {
  if (!first) return false
  const names = first.cells.map((cell) => cell.trim())
  const areNames = names.every((name) => name !== '' && name.length <= 100 && typeOf([name]) === 'text')
  return areNames && new Set(names).size === names.length && body.length > 0
}

const KINDS: [ColumnType, RegExp][] = [
  ['boolean', /^(true|false|yes|no)$/i],
  ['integer', /^[+-]?(0|[1-9]\d{0,17})$/],
  ['number', /^(?=.*\d)[+-]?(\d{1,15}|\d{1,3}(,\d{3})+)?(\.\d+)?([eE][+-]?\d{1,3})?$/],
  ['date', /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/],
]

function typeOf(cells: string[]): ColumnType {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '')
  if (filled.length === 0) return 'empty'
  return KINDS.find(([, pattern]) => filled.every((cell) => pattern.test(cell)))?.[0] ?? 'text'
}
