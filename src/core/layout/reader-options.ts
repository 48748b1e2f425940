import { isFolderReader } from './formats.js'
import { problem, shown } from './trouble.js'
import type { LayoutProblem, Reader, ReaderOptions } from './types.js'

type Check = (value: unknown) => boolean

const text: Check = (value) => typeof value === 'string'
const flag: Check = (value) => typeof value === 'boolean'
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)
const or =
  (...checks: Check[]): Check =>
  (value) =>
    checks.some((check) => check(value))
const oneOf =
  (...values: unknown[]): Check =>
  (value) =>
    values.includes(value)

/** The options we act on, by reader, and what each may be. */
const CSV: Record<string, Check> = {
  sep: text,
  quotechar: text,
  escapechar: text,
  header: or(count, listOf(count), oneOf('infer', null)),
  names: listOf(text),
  skiprows: or(count, listOf(count)),
  nrows: count,
  usecols: listOf(or(count, text)),
  comment: text,
  decimal: text,
  thousands: text,
  na_values: or(text, listOf(text)),
  keep_default_na: flag,
  skip_blank_lines: flag,
  on_bad_lines: oneOf('error', 'warn', 'skip'),
  encoding: text,
  encoding_errors: text,
}
const ENCODING = { encoding: text, encoding_errors: text }
const FOLDER: Record<string, Check> = {
  drop_labels: flag,
  drop_metadata: flag,
  metadata_filenames: listOf(text),
}
const ACTED_ON: Partial<Record<Reader, Record<string, Check>>> = {
  csv: CSV,
  json: { ...ENCODING, field: text },
  parquet: { columns: listOf(text) },
  text: { ...ENCODING, sample_by: oneOf('line', 'paragraph', 'document'), keep_linebreaks: flag },
}

/** Options of the library that we do not act on. */
const OTHER: Partial<Record<Reader, string>> = {
  conll: 'delimiter encoding encoding_errors skip_docstart comment_prefix',
  csv:
    'index_col prefix mangle_dupe_cols engine converters true_values false_values skipinitialspace na_filter ' +
    'verbose lineterminator quoting dialect error_bad_lines warn_bad_lines skipfooter doublequote memory_map ' +
    'float_precision chunksize date_format',
  fasta: 'batch_size max_batch_bytes columns',
  fastq: 'batch_size max_batch_bytes columns',
  genbank: 'batch_size max_batch_bytes columns',
  harbor: 'strip_canary include_files',
  hdf5: 'batch_size',
  json: 'use_threads block_size chunksize newlines_in_values on_mixed_types parse_agent_traces',
  lance: 'columns batch_size token',
  parquet: 'batch_size filters fragment_scan_options on_bad_files',
  text: 'chunksize',
  tsfile:
    'table_name columns start_time end_time input_batch_size output_batch_size on_bad_files timestamp_unit ' +
    'timestamp_tz',
  vortex: 'batch_size columns filters on_bad_files',
  xml: 'encoding encoding_errors',
}
const OF_FOLDERS = 'filters decode_num_threads'
const OF_ALL = ['version', 'description']
/** pandas has two names for these, and the second one wins. */
const OTHER_NAMES: Partial<Record<Reader, Record<string, string>>> = {
  csv: { delimiter: 'sep', column_names: 'names' },
}

/** What a config gives its reader, over what the file extension says. */
export function readerOptions(
  reader: Reader,
  defaults: ReaderOptions,
  given: Record<string, unknown>,
  tell: (problem: LayoutProblem) => void,
): ReaderOptions {
  const checks = isFolderReader(reader) ? FOLDER : (ACTED_ON[reader] ?? {})
  const others = (isFolderReader(reader) ? OF_FOLDERS : (OTHER[reader] ?? '')).split(' ')
  const acted: Record<string, unknown> = {}
  const other: Record<string, unknown> = { ...defaults.other }
  const ignored: string[] = []
  for (const [name, value] of renamed(reader, given)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined
    if (check?.(value)) acted[name] = value
    else if (check) tellBad(name, value, tell)
    else if (others.includes(name)) other[name] = value
    else if (!OF_ALL.includes(name) && reader !== 'zip-unknown') ignored.push(name)
  }
  if (ignored.length > 0) tellIgnored(reader, ignored, tell)
  return {
    ...defaults,
    ...acted,
    ...(Object.keys(other).length > 0 && { other }),
    ...(ignored.length > 0 && { ignored }),
  }
}

function renamed(reader: Reader, given: Record<string, unknown>): [string, unknown][] {
  const names = OTHER_NAMES[reader] ?? {}
  const result = new Map(Object.entries(given).filter(([name]) => !Object.hasOwn(names, name)))
  for (const [second, name] of Object.entries(names)) {
    const value = Object.hasOwn(given, second) ? given[second] : undefined
    if (value !== undefined && value !== null) result.set(name, value)
  }
  return [...result]
}

/** An empty value is the default. */
function tellBad(name: string, value: unknown, tell: (problem: LayoutProblem) => void): void {
  if (value === null || value === undefined) return
  tell(problem('BadOption', `The option ${name} cannot be ${shown(value)}; correct it in README.md.`))
}

function tellIgnored(reader: Reader, names: string[], tell: (problem: LayoutProblem) => void): void {
  const list = names.map(shown).slice(0, 10).join(', ')
  tell(problem('IgnoredOption', `The reader ${reader} has no such options and ignores them: ${list}.`))
}
