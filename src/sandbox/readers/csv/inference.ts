import { type Feature, value } from '../../../core/features.js'
import type { ReaderOptions } from '../../../core/layout/types.js'
import { identifier, literal } from '../../../core/sql-text.js'
import type { Engine } from '../../engine.js'

/** What pandas takes for "no value". */
const MISSING =
  ',#N/A,#N/A N/A,#NA,-1.#IND,-1.#QNAN,-NaN,-nan,1.#IND,1.#QNAN,<NA>,N/A,NA,NULL,NaN,None,n/a,nan,null'
/** The library reads pieces of so many rows, and the first decides the types. */
const FIRST_ROWS = 10_000
const BLANKS = `e' \\t\\n\\r\\v\\f'`

/** How the text of a field becomes a value; SQL that is written with the name of a column. */
export interface FieldRules {
  isMissing(column: string): string
  isWhole(column: string): string
  isNumber(column: string): string
  /** A number as a type of SQL, an error where it is none; `tried`: null where it is none. */
  numberAs(column: string, type: string, tried?: 'tried'): string
}

export function fieldRules(options: ReaderOptions): FieldRules {
  const { decimal = '.', thousands = '' } = options
  const missing = [...(options.keep_default_na === false ? [] : MISSING.split(','))]
  missing.push(...[options.na_values ?? []].flat().map(String))
  const list = missing.map(literal).join(', ')
  const longest = Math.max(...missing.map((text) => Buffer.byteLength(text)))
  const digits = thousands ? `[0-9][0-9${escaped(thousands)}]*` : '[0-9]+'
  const point = escaped(decimal)
  const whole = `[\\s\\v]*[+-]?${digits}[\\s\\v]*`
  const number = `[\\s\\v]*[+-]?((${digits}(${point}[0-9]*)?|${point}[0-9]+)(e[+-]?[0-9]+)?|inf|infinity)[\\s\\v]*`
  return {
    // no IN: DuckDB makes a join of a long one, and a join does not keep the order of rows
    isMissing: (column) =>
      missing.length === 0
        ? 'false'
        : `(strlen(${column}) <= ${longest} and list_contains([${list}]::VARCHAR[], ${column}))`,
    isWhole: (column) => `regexp_full_match(${column}, ${literal(whole)})`,
    isNumber: (column) => `regexp_full_match(${column}, ${literal(number)}, 'i')`,
    numberAs: (column, type, tried) => {
      const numeral = numeralOf(column, { decimal, thousands })
      const exact = tried ? `try_cast(${numeral} as ${type})` : `(${numeral})::${type}`
      // trimming takes ten times as long as the cast, and most numbers need none
      const isUsual = decimal === '.' && thousands === ''
      return isUsual ? `coalesce(try_cast(${column} as ${type}), ${exact})` : exact
    },
  }
}

/** Text of a number in the spelling of SQL. */
function numeralOf(column: string, { decimal, thousands }: { decimal: string; thousands: string }): string {
  const plain = thousands ? `replace(${column}, ${literal(thousands)}, '')` : column
  const dotted = decimal === '.' ? plain : `replace(${plain}, ${literal(decimal)}, '.')`
  return `ltrim(trim(${dotted}, ${BLANKS}), '+')`
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|-]/g, '\\$&')

interface Counts {
  rows: number
  missing: number
  wholes: number
  /** Of the whole numbers, those that fit into 64 bits with a sign, and without. */
  signed: number
  unsigned: number
  numbers: number
  booleans: number
}

/** The types of text columns, as the library would find them; where the rows after the first are wider, wider. */
export async function inferTypes(
  engine: Engine,
  from: { first: string; all: string },
  { columns, rules, rows }: { columns: string[]; rules: FieldRules; rows: number },
): Promise<Feature[]> {
  const start = `(select * from ${from.first} limit ${FIRST_ROWS})`
  const types = (await countValues(engine, start, columns, rules)).map(typeOfFirst)
  if (rows <= FIRST_ROWS && from.first === from.all) return types.map(value)
  const wider = await widerThan(engine, from.all, { columns, types, rules })
  const all = new Map(
    (await countValues(engine, from.all, wider, rules)).map((counts, i) => [wider[i] as string, counts]),
  )
  return columns.map((column, i) => {
    const counts = all.get(column)
    return value(counts ? typeOfAll(types[i] as string, counts) : (types[i] as string))
  })
}

/** The columns of which some row does not fit the type of the first rows. Few do, so this asks one thing of each. */
async function widerThan(
  { connection }: Engine,
  from: string,
  { columns, types, rules }: { columns: string[]; types: string[]; rules: FieldRules },
): Promise<string[]> {
  const open = columns.filter((_, i) => types[i] !== 'string')
  if (open.length === 0) return []
  const fits = open.map((name) => {
    const column = identifier(name)
    const isOfType = conditions(column, rules)[types[columns.indexOf(name)] as NarrowType]
    return `bool_and(${isOfType} or ${rules.isMissing(column)})`
  })
  const result = await connection.runAndReadAll(`select ${fits.join(', ')} from ${from}`)
  return open.filter((_, i) => result.getRows()[0]?.[i] === false)
}

type NarrowType = 'bool' | 'int64' | 'uint64' | 'float64'

/** Which texts are values of a type. */
function conditions(column: string, rules: FieldRules): Record<NarrowType, string> {
  const fits = (type: string) =>
    `(${rules.isWhole(column)} and ${rules.numberAs(column, type, 'tried')} is not null)`
  return {
    bool: `lower(${column}) in ('true', 'false')`,
    int64: fits('BIGINT'),
    uint64: fits('UBIGINT'),
    float64: rules.isNumber(column),
  }
}

/**
 * All fields are counted as values of one column: a sum for each column would make a statement that DuckDB plans in time
 * that grows with the square of the columns.
 */
async function countValues(
  { connection }: Engine,
  from: string,
  columns: string[],
  rules: FieldRules,
): Promise<Counts[]> {
  if (columns.length === 0) return []
  const list = columns.map(identifier).join(', ')
  const fields = `select unnest([${list}]) as v, unnest(range(${columns.length})) as place from ${from}`
  const isValue = `not (${rules.isMissing('v')})`
  const { bool, int64, uint64, float64 } = conditions('v', rules)
  const sums = [
    'true',
    rules.isMissing('v'),
    ...[rules.isWhole('v'), int64, uint64, float64, bool].map((each) => `${isValue} and ${each}`),
  ].map((condition) => `count(*) filter (${condition})`)
  const result = await connection.runAndReadAll(
    `select place, ${sums.join(', ')} from (${fields}) group by place`,
  )
  const found = new Map(result.getRows().map(([place, ...counts]) => [Number(place), counts.map(Number)]))
  return columns.map((_, i) => {
    const [rows = 0, missing = 0, wholes = 0, signed = 0, unsigned = 0, numbers = 0, booleans = 0] =
      found.get(i) ?? []
    return { rows, missing, wholes, signed, unsigned, numbers, booleans }
  })
}

function typeOfFirst(counts: Counts): string {
  const values = counts.rows - counts.missing
  if (counts.rows === 0) return 'string'
  // numpy has no whole number for "no value", so pandas makes them fractions
  if (values === 0) return 'float64'
  if (counts.booleans === values) return 'bool'
  if (counts.wholes === values) return typeOfWholes(counts, values)
  return counts.numbers === values ? 'float64' : 'string'
}

function typeOfWholes(counts: Counts, values: number): string {
  if (counts.signed === values) return counts.missing === 0 ? 'int64' : 'float64'
  return counts.unsigned === values && counts.missing === 0 ? 'uint64' : 'string'
}

function typeOfAll(first: string, counts: Counts): string {
  const values = counts.rows - counts.missing
  const holds: Record<string, boolean> = {
    bool: counts.booleans === values,
    int64: counts.signed === values,
    uint64: counts.unsigned === values,
    float64: counts.numbers === values,
  }
  if (holds[first]) return first
  return first !== 'bool' && holds.float64 ? 'float64' : 'string'
}
