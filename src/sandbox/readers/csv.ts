import { open } from 'node:fs/promises'
import { type Features, kindOf, value } from '../../core/features.js'
import { type Engine, literal } from '../engine.js'
import type { ReadSource } from './reader.js'

/** What pandas takes for "no value". */
const NULLS =
  '#N/A,#N/A N/A,#NA,-1.#IND,-1.#QNAN,-NaN,-nan,1.#IND,1.#QNAN,<NA>,N/A,NA,NULL,NaN,None,n/a,nan,null'
/** Types that pandas infers. Dates stay text, as in `datasets`. */
const TYPES = ['BOOLEAN', 'BIGINT', 'DOUBLE', 'VARCHAR']
const MOST_HEADER_BYTES = 256 * 1024
const MOST_LINE_BYTES = 16 * 1024 * 1024

/** CSV and TSV as pandas reads them, which is how the `datasets` library does. */
export const readCsv: ReadSource = async (_context, { files, options }) => {
  const separator = options.sep ?? (/\.tsv(\.|$)/i.test(files[0]?.name ?? '') ? '\t' : ',')
  const nulls = ['', ...NULLS.split(',')].map(literal).join(', ')
  const settings = [
    `delim = ${literal(separator)}`,
    `quote = '"'`,
    `escape = '"'`,
    'header = true',
    `nullstr = [${nulls}]`,
    `auto_type_candidates = [${TYPES.map(literal).join(', ')}]`,
    `max_line_size = ${MOST_LINE_BYTES}`,
    `buffer_size = ${MOST_LINE_BYTES * 2}`,
    ...(await naming(files[0]?.path ?? '', separator)),
  ].join(', ')
  const paths = files.map(({ path }) => literal(path)).join(', ')
  return {
    from: `read_csv([${paths}], ${settings}, sample_size = 200000)`,
    otherwise: `read_csv([${paths}], ${settings}, sample_size = -1)`,
    notes: {},
    settle,
  }
}

/** Columns without a name, or with the name of another, get the names that pandas gives them. */
async function naming(path: string, separator: string): Promise<string[]> {
  const header = parseHeader(await firstBytes(path), separator)
  const names = pandasNames(header)
  const isPlain = names.every((name, i) => name === header[i])
  return isPlain ? ['union_by_name = true'] : [`names = [${names.map(literal).join(', ')}]`]
}

async function firstBytes(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_HEADER_BYTES), 0, MOST_HEADER_BYTES, 0)
    return buffer.toString('utf8', 0, bytesRead).replace(/^\uFEFF/, '')
  } finally {
    await file.close()
  }
}

/** The fields of the first line. */
export function parseHeader(text: string, separator: string): string[] {
  const fields: string[] = []
  let field = ''
  let isQuoted = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string
    if (isQuoted) {
      if (char !== '"') field += char
      else if (text[i + 1] === '"') field += text[++i]
      else isQuoted = false
    } else if (char === '"' && field === '') isQuoted = true
    else if (char === separator) {
      fields.push(field)
      field = ''
    } else if (char === '\n' || char === '\r') break
    else field += char
  }
  return [...fields, field]
}

/** `Unnamed: 0` for no name, `a.1` for a second `a`. */
export function pandasNames(header: string[]): string[] {
  const taken = new Set<string>()
  return header.map((given, i) => {
    const base = given === '' ? `Unnamed: ${i}` : given
    let name = base
    for (let n = 1; taken.has(name); n++) name = `${base}.${n}`
    taken.add(name)
    return name
  })
}

/** pandas has no whole numbers with gaps, and a column without any value is one of floats. */
async function settle(
  { connection }: Engine,
  output: string,
  found: Features,
): Promise<Features | undefined> {
  const result = await connection.runAndReadAll(
    `select path_in_schema, sum(stats_null_count)::bigint, sum(num_values)::bigint
     from parquet_metadata(${literal(output)}) group by 1`,
  )
  const gaps = new Map(result.getRows().map(([name, nulls, all]) => [String(name), { nulls, all }]))
  const settled = found.map(({ name, type }) => {
    const { nulls = 0n, all = 0n } = gaps.get(name) ?? {}
    const isInteger = kindOf(type) === 'Value' && (type as { dtype: string }).dtype === 'int64'
    const isEmpty = nulls === all && all !== 0n
    return { name, type: isEmpty || (isInteger && nulls !== 0n) ? value('float64') : type }
  })
  return settled.some(({ type }, i) => type !== found[i]?.type) ? settled : undefined
}
