import {
  DuckDBArrayValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBUnionValue,
  type DuckDBValue,
} from '@duckdb/node-api'
import { jsonText, plainText } from './json-values.js'

/** A column of a result. */
export interface Column {
  name: string
  /** DuckDB's name of the type. */
  type: string
  /** The type as `datasets` writes it. */
  feature: unknown
}
export interface End {
  rows: number
  truncated: boolean
}
/** A format that is text, row by row. */
export interface TextFormat {
  begin(columns: Column[]): string
  /** `isFirst`: no row came before. */
  row(columns: Column[], values: DuckDBValue[], isFirst: boolean): string
  end(end: End): string
}

const json: TextFormat = {
  begin: (columns) => `{"columns":${JSON.stringify(columns)},"rows":[`,
  row: (_, values, isFirst) => `${isFirst ? '\n' : ',\n'}[${values.map(jsonText).join(',')}]`,
  end: ({ rows, truncated }) => `\n],"num_rows":${rows},"truncated":${truncated}}\n`,
}

const jsonl: TextFormat = {
  begin: () => '',
  row: (columns, values) =>
    `{${values.map((value, i) => `${JSON.stringify(columns[i]?.name)}:${jsonText(value)}`).join(',')}}\n`,
  end: () => '',
}

/** RFC 4180. Null is an empty field, the empty text is `""`. */
const csv: TextFormat = {
  begin: (columns) => `${columns.map(({ name }) => field(name)).join(',')}\r\n`,
  row: (_, values) => `${values.map(csvText).join(',')}\r\n`,
  end: () => '',
}

const field = (text: string): string =>
  text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text

const NESTED = [DuckDBListValue, DuckDBArrayValue, DuckDBStructValue, DuckDBMapValue]

function csvText(value: DuckDBValue): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'object') return field(String(value))
  if (value instanceof DuckDBUnionValue) return csvText(value.value)
  return field(NESTED.some((kind) => value instanceof kind) ? jsonText(value) : plainText(value))
}

export const TEXT_FORMATS = { json, jsonl, csv }
