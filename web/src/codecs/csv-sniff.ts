import { type Numerals, numberPattern, numeralsOf, wholePattern } from './csv-numerals.js'
import { type CsvRow, csvRows } from './csv-rows.js'
import { decodeText } from './encoding.js'

export const COLUMN_TYPES = ['empty', 'boolean', 'integer', 'number', 'date', 'text'] as const
export type ColumnType = (typeof COLUMN_TYPES)[number]

/** How a text is cut into rows, names and values. */
export interface CsvReading {
  delimiter: string
  /** Lines before the names of columns, or before the first row: a title, a note. */
  skip: number
  hasHeader: boolean
  /** What stands before the fraction of a number. */
  decimal: '.' | ','
}

/** What somebody has said of a reading; the rest is guessed. */
export type SomeReading = { [Part in keyof CsvReading]?: CsvReading[Part] | undefined }

/** What the beginning of a table of text shows of it. */
export interface CsvGuess extends CsvReading, Numerals {
  encoding: string
  columns: { name: string; type: ColumnType }[]
  rows: string[][]
  /** Rows whose number of cells is another than that of most. */
  badLines: { line: number; cells: number }[]
}

const DELIMITERS = [',', '\t', ';', '|']
const ROWS_SHOWN = 10

/** Undefined when it is no text, or has no row. `isCut`: there is more than these bytes. What is `given` is not guessed. */
export function sniffCsv(bytes: Uint8Array, isCut: boolean, given: SomeReading = {}): CsvGuess | undefined {
  const decoded = decodeText(bytes)
  if (decoded.encoding === undefined) return undefined
  const text = decoded.text.replace(/^\uFEFF/, '')
  const delimiter = given.delimiter ?? delimiterOf(text, isCut)
  const all = csvRows(text, delimiter, { isCut })
  const width = usualWidth(all)
  const skip = given.skip ?? linesBefore(all, width)
  const rows = all.filter(({ line }) => line > skip)
  const good = rows.filter(({ cells }) => cells.length === width).map(({ cells }) => cells)
  const [first] = good
  if (!first) return undefined
  const hasHeader = given.hasHeader ?? looksLikeHeader(good)
  const body = hasHeader ? good.slice(1) : good
  const cellsOf = first.map((_, i) => body.map((cells) => cells[i] ?? ''))
  const numerals = numeralsOf(cellsOf, { delimiter, decimal: given.decimal })
  const columns = cellsOf.map((cells, i) => ({
    name: hasHeader ? first[i]?.trim() || `Unnamed: ${i}` : `column ${i + 1}`,
    type: typeOf(cells, numerals),
  }))
  const badLines = rows
    .filter(({ cells }) => cells.length !== width)
    .map(({ line, cells }) => ({ line, cells: cells.length }))
  return {
    ...{ encoding: decoded.encoding, delimiter, skip, hasHeader, ...numerals, columns, badLines },
    rows: body.slice(0, ROWS_SHOWN),
  }
}

/** A title has other cells than the rows have, or leaves all but one empty. */
function linesBefore(rows: CsvRow[], width: number): number {
  const filled = (cells: string[]) => cells.filter((cell) => cell.trim() !== '').length
  const first = rows.find(({ cells }) => cells.length === width && (width < 3 || filled(cells) > 1))
  return first ? first.line - 1 : 0
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
function looksLikeHeader([first, ...body]: string[][]): boolean {
  if (!first || body.length === 0) return false
  const names = first.map((cell, i) => ({ name: cell.trim(), i })).filter(({ name }) => name !== '')
  const isWord = ({ name }: { name: string }) => name.length <= 100 && typeOf([name]) === 'text'
  // a table by years names its columns so
  const isYear = ({ name, i }: { name: string; i: number }) =>
    YEAR.test(name) && !body.every((cells) => YEAR.test(cells[i]?.trim() ?? ''))
  const areNames = names.some(isWord) && names.every((each) => isWord(each) || isYear(each))
  return (
    areNames &&
    names.length * 2 >= first.length &&
    new Set(names.map(({ name }) => name)).size === names.length
  )
}
const YEAR = /^(19|20)\d\d$/

const BOOLEAN = /^(true|false)$/i
const DATE = /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/

function typeOf(cells: string[], numerals: Numerals = { decimal: '.', thousands: '' }): ColumnType {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '')
  if (filled.length === 0) return 'empty'
  const kinds: [ColumnType, RegExp][] = [
    ['boolean', BOOLEAN],
    ['integer', wholePattern(numerals)],
    ['number', numberPattern(numerals)],
    ['date', DATE],
  ]
  return kinds.find(([, pattern]) => filled.every((cell) => pattern.test(cell)))?.[0] ?? 'text'
}
