import type { SqlTable } from '../../data/sql.js'
import { columnName, tableName } from './table-name.js'

export type ExampleName = 'first' | 'summary' | 'count' | 'numbers' | 'find'
export interface Example {
  name: ExampleName
  /** The column that it is about. */
  column: string
  sql: string
}

const NUMBERS = /^(u?int|float|decimal)/
const isText = (type: Record<string, unknown>) => ['string', 'large_string'].includes(String(type.dtype))
const isNumber = (type: Record<string, unknown>) => NUMBERS.test(String(type.dtype))
const isName = (name: string) => /(^|_)id$|name|title|url|path/i.test(name)
/** What columns that hold few values are often called. */
const KINDS =
  /label|class|kind|type|lang|categor|rating|score|grade|stars|sentiment|gender|region|province|country/i
const isKind = (type: Record<string, unknown>) => type._type === 'ClassLabel' || type.dtype === 'bool'

/** Questions that this table can answer, from its columns. */
export function examplesOf(table: SqlTable): Example[] {
  const from = tableName(table)
  const { columns } = table
  const texts = columns.filter(({ type, name }) => isText(type) && !isName(name))
  const kinds = columns.find(({ type, name }) => isKind(type) || KINDS.test(name))
  const group = kinds ?? texts[0]
  const number = columns.find(
    ({ type, name }) => isNumber(type) && type._type !== 'ClassLabel' && !isName(name),
  )
  const text = texts[0]
  const found: Example[] = [
    { name: 'first', column: '', sql: `select *\nfrom ${from}\nlimit 100` },
    { name: 'summary', column: '', sql: `summarize ${from}` },
  ]
  if (group) {
    const name = columnName(group.name)
    const sql = `select ${name}, count(*) as rows\nfrom ${from}\ngroup by ${name}\norder by rows desc\nlimit 20`
    found.push({ name: 'count', column: group.name, sql })
  }
  if (number) {
    const name = columnName(number.name)
    const sql = `select min(${name}), avg(${name}), median(${name}), max(${name})\nfrom ${from}`
    found.push({ name: 'numbers', column: number.name, sql })
  }
  if (text) {
    const name = columnName(text.name)
    const sql = `select *\nfrom ${from}\nwhere ${name} ilike '%…%'\nlimit 100`
    found.push({ name: 'find', column: text.name, sql })
  }
  return found
}
