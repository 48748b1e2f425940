import type { ResultColumn, SqlResult } from '../../data/sql.js'

export const CHART_KINDS = ['bar', 'line', 'scatter', 'histogram'] as const
export type ChartKind = (typeof CHART_KINDS)[number]
export interface ChartChoice {
  kind: ChartKind
  x: string
  /** A histogram counts rows and has none. */
  y: string | undefined
}
export type ColumnKind = 'number' | 'time' | 'text' | 'other'

const NUMBER = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|REAL|DECIMAL)\b/
const TIME = /^(DATE|TIMESTAMP)/
const TEXT = /^(VARCHAR|BOOLEAN|ENUM|UUID)/

export function columnKind({ type }: Pick<ResultColumn, 'type'>): ColumnKind {
  if (/[[(]\s*\]|\[\d*\]$/.test(type)) return 'other'
  if (NUMBER.test(type)) return 'number'
  if (TIME.test(type)) return 'time'
  return TEXT.test(type) ? 'text' : 'other'
}

/** Charts that these columns allow, the most telling first. */
export function chartsOf({ columns, rows }: Pick<SqlResult, 'columns' | 'rows'>): ChartChoice[] {
  if (rows.length === 0) return []
  const named = (kind: ColumnKind) =>
    columns.filter((each) => columnKind(each) === kind).map(({ name }) => name)
  const [numbers, times, texts] = [named('number'), named('time'), named('text')]
  const [number, second] = numbers
  if (number === undefined) return []
  const found: ChartChoice[] = []
  if (times[0] !== undefined) found.push({ kind: 'line', x: times[0], y: number })
  if (texts[0] !== undefined) found.push({ kind: 'bar', x: texts[0], y: number })
  if (second !== undefined && areGroups({ columns, rows }, number))
    found.push({ kind: 'bar', x: number, y: second })
  if (second !== undefined) found.push({ kind: 'scatter', x: number, y: second })
  if (rows.length > 1) found.push({ kind: 'histogram', x: number, y: undefined })
  return found.length > 0 ? found : [{ kind: 'bar', x: number, y: number }]
}

/** Columns that may stand on each axis of a chart. */
export function axesOf(kind: ChartKind, columns: ResultColumn[]): { x: string[]; y: string[] } {
  const of = (...kinds: ColumnKind[]) =>
    columns.filter((each) => kinds.includes(columnKind(each))).map(({ name }) => name)
  const numbers = of('number')
  if (kind === 'histogram') return { x: numbers, y: [] }
  if (kind === 'bar') return { x: of('text', 'number', 'time'), y: numbers }
  if (kind === 'line') return { x: of('time', 'number'), y: numbers }
  return { x: of('number', 'time'), y: numbers }
}

/** Whether a column of whole numbers names the rows, as a class or a year does where something was counted by it. */
function areGroups({ columns, rows }: Pick<SqlResult, 'columns' | 'rows'>, name: string): boolean {
  const at = columns.findIndex((each) => each.name === name)
  const values = rows.map((row) => row[at])
  return rows.length <= 50 && values.every(Number.isInteger) && new Set(values).size === rows.length
}
