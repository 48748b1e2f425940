import { type Feature, type Features, kindOf } from '../../core/features.js'
import type { ReaderOptions } from '../../core/layout/types.js'
import { identifier, literal } from '../../core/sql-text.js'
import { asUtf8 } from '../sources/encoding.js'
import { unpacked } from '../sources/unpack.js'
import { columnTypeOf } from '../types.js'
import { type FieldRules, fieldRules, inferTypes } from './csv/inference.js'
import { innerName } from './csv/names.js'
import { type Normalized, normalizeCsv } from './csv/normalize.js'
import { dialectOf } from './csv/options.js'
import { distinctNames, renamedNote } from './names.js'
import type { ReadContext, ReadSource, SourceFile } from './reader.js'
import { Unreadable } from './unreadable.js'

const USUAL_LINE_BYTES = 2 * 1024 * 1024
/** Each thread of DuckDB has one. */
const USUAL_BUFFER_BYTES = 16 * 1024 * 1024
/** Nothing that stands in a file: empty fields must come out as empty text. */
const NO_NULL = '\u0001no null\u0002'

/**
 * CSV and TSV as pandas reads them, which is how the `datasets` library does: every file is written anew in one plain
 * dialect, read as text, and typed by the rules of pandas.
 */
export const readCsv: ReadSource = async (context, { files, options, features }) => {
  const parts = await normalizeAll(context, files, options)
  const columns = columnsOf(parts.map(({ names }) => names))
  const texts = parts.map((part) => textsOf(part, columns))
  const from = `(${texts.join(' union all ')})`
  const first = `(${
    texts[
      Math.max(
        0,
        parts.findIndex((part) => part.rows > 0),
      )
    ]
  })`
  const rules = fieldRules(options)
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  const wanted = new Map(features?.map(({ name, type }) => [name, type]))
  const inner = columns.map((_, i) => innerName(i))
  const open = inner.filter((_, i) => !wanted.has(columns[i] as string))
  const found = await inferTypes(context.engine, { first, all: from }, { columns: open, rules, rows })
  const typed: Features = columns.map((name, i) => {
    const place = open.indexOf(innerName(i))
    return { name, type: wanted.get(name) ?? (found[place] as Feature) }
  })
  const names = distinctNames(columns)
  const values = typed.map(
    ({ type }, i) => `${valueIn(innerName(i), type, rules)} as ${identifier(names[i] as string)}`,
  )
  const renamed = chosen(typed, options).map((column) => ({
    name: names[typed.indexOf(column)] as string,
    type: column.type,
  }))
  return {
    from: `(select ${values.join(', ')} from ${from})`,
    features: renamed,
    notes: { ...notesOf(parts), ...renamedNote(columns) },
  }
}

interface Part extends Normalized {
  path: string
  separator: string
  encoding?: string
}

async function normalizeAll(
  { work }: ReadContext,
  files: SourceFile[],
  options: ReaderOptions,
): Promise<Part[]> {
  const parts: Part[] = []
  for (const file of files) {
    const dialect = dialectOf(options)
    const text = await asUtf8(work, await unpacked(work, file), { name: file.name, options })
    const path = work.path()
    const normalized = await normalizeCsv(text.path, path, { name: file.name, dialect, rules: options })
    const separator = String.fromCharCode(dialect.separator)
    parts.push({ ...normalized, path, separator, ...(text.encoding && { encoding: text.encoding }) })
  }
  return parts
}

/** Columns of all files, in the order of the first that has them; those of the index come last. */
function columnsOf(names: string[][]): string[] {
  const all = [...new Set(names.flat())]
  const isIndex = (name: string) => name.startsWith('__index_level_')
  return [...all.filter((name) => !isIndex(name)), ...all.filter(isIndex)]
}

/** One file as text columns with inner names, in the order of all columns. */
function textsOf(part: Part, columns: string[]): string {
  const places = new Map(part.names.map((name, i) => [name, i]))
  const selected = columns.map((name, i) => {
    const place = places.get(name)
    return `${place === undefined ? `''` : `f${place}`} as ${innerName(i)}`
  })
  const fields = part.names.map((_, i) => `'f${i}': 'VARCHAR'`).join(', ')
  return `select ${selected.join(', ')} from read_csv(${literal(part.path)}, delim = ${literal(part.separator)},
    quote = '"', escape = '"', header = false, auto_detect = false, new_line = '\\n', nullstr = ${literal(NO_NULL)},
    max_line_size = ${Math.max(USUAL_LINE_BYTES, part.longest)},
    buffer_size = ${Math.max(USUAL_BUFFER_BYTES, 2 * part.longest)}, columns = {${fields}})`
}

/** A text column as values of a type. Columns of no known type stay text, and are cast by whoever wants more. */
function valueIn(column: string, type: Feature, rules: FieldRules): string {
  const text = `case when not (${rules.isMissing(column)}) then ${column} end`
  const kind = kindOf(type)
  if (kind === 'ClassLabel') return classOf(text, (type as { names: string[] }).names)
  const sqlType = columnTypeOf(type)
  if (kind !== 'Value' || sqlType === undefined || sqlType === 'VARCHAR') return text
  if (!/INT|DOUBLE|FLOAT|DECIMAL/.test(sqlType)) return `(${text})::${sqlType}`
  return `case when not (${rules.isMissing(column)}) then ${rules.numberAs(column, sqlType)} end`
}

const classOf = (text: string, names: string[]): string => {
  const list = names.map(literal).join(', ')
  return `case when list_contains([${list}]::VARCHAR[], ${text}) then list_position([${list}]::VARCHAR[], ${text}) - 1
    else (${text})::BIGINT end`
}

function chosen(features: Features, { usecols }: ReaderOptions): Features {
  if (!usecols) return features
  const places = usecols.map((column) =>
    typeof column === 'number' ? column : features.findIndex(({ name }) => name === column),
  )
  const absent = usecols.find((_, i) => !features[places[i] as number])
  if (absent !== undefined)
    throw new Unreadable('BadOption', `usecols names the column ${absent}, which is not in the file.`)
  return features.filter((_, i) => places.includes(i))
}

function notesOf(parts: Part[]): Record<string, string> {
  const encodings = [...new Set(parts.flatMap(({ encoding }) => encoding ?? []))]
  return encodings.length === 0 ? {} : { encoding: encodings.join(', ') }
}
