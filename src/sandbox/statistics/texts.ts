import type { Categories, Dates, Numbers } from './answer.js'
import { describeLabels, frequencies } from './categories.js'
import { describeDateTexts } from './dates.js'
import { addUpValues, countValues, describeNumbers } from './numbers.js'
import { column, one, type Table } from './table.js'

type Described =
  | { type: 'string_label'; statistics: Categories; extra: Record<string, unknown> }
  | { type: 'string_text'; statistics: Numbers; extra: Record<string, unknown> }
  | { type: 'datetime'; statistics: Dates; extra: Record<string, unknown> }

/** The viewer's rule for what is a category: few in all, or few for so many rows. Null counts as a value. */
const FEW = 10
const MOST_LABELS = 1000
const MOST_SHARE = 0.2
/** Labels are answered in full, so that all of them together may not be long. */
const MOST_LABEL_CHARACTERS = 4_000_000
/** Above it the different texts are estimated: their hashes would take gigabytes. */
const MOST_EXACT_ROWS = 50_000_000

export async function describeTexts(table: Table, name: string): Promise<Described> {
  const dates = await describeDateTexts(table, name)
  if (dates) return { type: 'datetime', ...dates }
  const { unique, characters, isApproximate } = await countTexts(table, name)
  if (isCategory(unique, table.rows) && characters <= MOST_LABEL_CHARACTERS)
    return { type: 'string_label', ...describeLabels(table, await frequencies(table, name)) }
  const { statistics } = await describeNumbers(table.engine, 'int')
  const n_unique = unique - (statistics.nan_count > 0 ? 1 : 0)
  return {
    type: 'string_text',
    statistics,
    extra: { n_unique, ...(isApproximate && { n_unique_approximate: true }) },
  }
}

const isCategory = (unique: number, rows: number): boolean =>
  unique <= FEW || (unique <= MOST_LABELS && unique / rows <= MOST_SHARE)

/** Fills `counts` with lengths in code points, and says how many different texts there are, null among them. */
async function countTexts(
  table: Table,
  name: string,
): Promise<{ unique: number; characters: number; isApproximate: boolean }> {
  const { engine, rows } = table
  const from = column(table, name)
  if (rows > MOST_EXACT_ROWS) return estimateTexts(table, name)
  await engine.connection.run(
    `create or replace temp table texts as
     select any_value(length(x)) as v, count(*) as n from ${from} group by hash(x), x is null`,
  )
  await addUpValues(engine, 'select v, n from texts')
  const [unique, characters] = await one(engine, 'select count(*), coalesce(sum(v), 0) from texts')
  await engine.connection.run('drop table texts')
  return { unique: Number(unique), characters: Number(characters), isApproximate: false }
}

async function estimateTexts({ engine, ...table }: Table, name: string) {
  const from = column({ engine, ...table }, name)
  await countValues(engine, `select length(x) as v from ${from}`)
  const [guess] = await one(engine, `select approx_count_distinct(x) from ${from}`)
  const isApproximate = Number(guess) > 2 * MOST_LABELS
  const [unique] = isApproximate ? [guess] : await one(engine, `select count(distinct x) from ${from}`)
  const longest = await one(engine, 'select coalesce(max(v), 0) from counts')
  return { unique: Number(unique), characters: Number(unique) * Number(longest[0]), isApproximate }
}
