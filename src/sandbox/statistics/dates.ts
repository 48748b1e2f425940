import { literal } from '../../core/sql-text.js'
import type { Dates, Numbers } from './answer.js'
import { halfToEven } from './bins.js'
import { dateFormatOf, dateText, offsetOf, spanText } from './date-format.js'
import { addUpValues, countValues, describeNumbers } from './numbers.js'
import { all, column, one, type Table } from './table.js'

interface Described {
  statistics: Dates
  extra: Record<string, unknown>
}
const SAMPLES = 100
/** No date that we know is written longer. */
const LONGEST = 64

export async function describeDates(table: Table, name: string, dtype: string): Promise<Described> {
  // 'infinity' has no place on a time line
  const values = `select case when isfinite(x) then epoch_us(x) end as v from ${column(table, name)}`
  const zone = /tz=([^\]]+)/.exec(dtype)?.[1]
  return describeMoments(table, values, (micros) => offsetAt(zone, micros))
}

/** Texts that are all dates of one format; undefined when they are not. */
export async function describeDateTexts(table: Table, name: string): Promise<Described | undefined> {
  const rows = await all(
    table.engine,
    `select left(x, ${LONGEST}) from ${column(table, name)} where x is not null limit ${SAMPLES}`,
  )
  const samples = rows.map(([text]) => String(text))
  const format = dateFormatOf(samples)
  if (!format) return undefined
  const parsed = `epoch_us(try_strptime(x, ${literal(format)})::${format.includes('%z') ? 'timestamptz' : 'timestamp'})`
  const from = column(table, name)
  const [odd] = await one(
    table.engine,
    `select count(*) from ${from} where x is not null and ${parsed} is null`,
  )
  if (Number(odd) > 0) return undefined
  const offset = offsetOf(format.includes('%z') ? (samples[0] ?? '') : '') ?? 0
  return describeMoments(table, `select ${parsed} as v from ${from}`, () => offset)
}

/** `values` has microseconds as `v`. As in the viewer the figures are those of whole seconds since the first moment. */
async function describeMoments(
  { engine }: Table,
  values: string,
  offset: (micros: bigint) => number,
): Promise<Described> {
  await countValues(engine, values)
  const [first, unique] = await one(engine, 'select min(v), count(v) from counts')
  const start = (first ?? 0n) as bigint
  await addUpValues(engine, `select (v - ${start}) // 1000000 as v, n from counts`)
  const { statistics } = await describeNumbers(engine, 'int')
  const text = (seconds: number | null) => {
    if (seconds === null) return null
    return dateText(start + BigInt(halfToEven(seconds * 1e6)), offset(start))
  }
  return { statistics: shifted(statistics, text), extra: { n_unique: Number(unique) } }
}

function shifted(figures: Numbers, text: (seconds: number | null) => string | null): Dates {
  const { histogram, std } = figures
  return {
    ...figures,
    min: text(figures.min),
    max: text(figures.max),
    mean: text(figures.mean),
    median: text(figures.median),
    std: std === null ? null : spanText(halfToEven(std * 1e6)),
    histogram: histogram && {
      ...histogram,
      bin_edges: histogram.bin_edges.map((edge) => text(edge) as string),
    },
  }
}

/** Minutes east of UTC in a zone at a moment; 0 for times without a zone. */
function offsetAt(zone: string | undefined, micros: bigint): number {
  if (!zone) return 0
  const fixed = offsetOf(zone)
  if (fixed !== undefined) return fixed
  try {
    const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
    const parts = format.formatToParts(Number(micros / 1000n))
    return offsetOf(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '') ?? 0
  } catch {
    return 0 // a zone that nobody knows
  }
}
