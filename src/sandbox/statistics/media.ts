import { type DuckDBAppender, type DuckDBType, DuckDBTypeId, type DuckDBValue } from '@duckdb/node-api'
import { imageDimensions } from '../../codecs/media/dimensions.js'
import { soundOf } from '../../codecs/media/durations.js'
import type { Engine } from '../engine.js'
import type { Numbers } from './answer.js'
import { countValues, describeNumbers } from './numbers.js'
import { all, column, one, type Table } from './table.js'

interface Described {
  statistics: Numbers
  extra: Record<string, unknown>
}
interface Column {
  name: string
  type: DuckDBType
}
/** Headers are rarely longer; those that are, are read again, but not endlessly many. */
const HEAD_BYTES = 64 * 1024
const LONG_HEAD_BYTES = 4 * 1024 * 1024
const MOST_LONG_HEADS = 500
const MOST_RATES = 20

export async function describeImages(table: Table, column: Column): Promise<Described> {
  const unreadable = await readFiles(table, column, (head) => {
    const found = imageDimensions(head)
    return typeof found === 'object' ? [found.width, found.height] : found
  })
  const { statistics: height } = await describeFigure(table, 'b')
  const { statistics, extra } = await describeFigure(table, 'a')
  const more = { height, bytes: await bytesFigures(table), unreadable_count: unreadable }
  return { statistics, extra: { n_unique: extra.n_unique, ...more } }
}

export async function describeSounds(table: Table, column: Column): Promise<Described> {
  const unreadable = await readFiles(table, column, (head, byteLength) => {
    const found = soundOf(head, byteLength)
    return typeof found === 'object' ? [found.seconds, found.samplingRate] : found
  })
  const rates = await all(
    table.engine,
    `select b::bigint::varchar, count(*)::double from files where b is not null
     group by 1 order by 2 desc, 1 limit ${MOST_RATES}`,
  )
  const { statistics, extra } = await describeFigure(table, 'a', 'float')
  const more = {
    sampling_rates: Object.fromEntries(rates as [string, number][]),
    unreadable_count: unreadable,
  }
  return { statistics, extra: { n_unique: extra.n_unique, bytes: await bytesFigures(table), ...more } }
}

async function describeFigure({ engine }: Table, figure: 'a' | 'b' | 'size', kind: 'int' | 'float' = 'int') {
  await countValues(engine, `select ${figure} as v from files`)
  return describeNumbers(engine, kind)
}
const bytesFigures = async (table: Table) => (await describeFigure(table, 'size')).statistics

/** Two figures of a file, from its first bytes. */
type Look = (head: Uint8Array, byteLength: number) => [number, number] | 'short' | undefined

/** Fills the temporary table `files` with both figures and the size of each file; returns how many are unreadable. */
async function readFiles(table: Table, column: Column, look: Look): Promise<number> {
  const { connection } = table.engine
  await connection.run('create or replace temp table files (a double, b double, size double)')
  const appender = await connection.createAppender('files')
  const short: number[] = []
  let row = 0
  for await (const [head, size] of rowsOf(table.engine, headsOf(table, column, HEAD_BYTES))) {
    const found = head && look(head, size ?? 0)
    if (found === 'short' && size !== null && size > HEAD_BYTES && short.length < MOST_LONG_HEADS)
      short.push(row)
    else append(appender, found, size)
    row++
  }
  for (const row of short) {
    const again = `${headsOf(table, column, LONG_HEAD_BYTES)} limit 1 offset ${row}`
    for await (const [head, size] of rowsOf(table.engine, again))
      append(appender, head && look(head, size ?? 0), size)
  }
  appender.closeSync()
  const [unreadable] = await one(
    table.engine,
    'select count(*) from files where size is not null and a is null',
  )
  return Number(unreadable)
}

function append(appender: DuckDBAppender, found: ReturnType<Look>, size: number | null): void {
  const [a, b] = typeof found === 'object' ? found : [null, null]
  for (const value of [a, b, size]) {
    if (value === null) appender.appendNull()
    else appender.appendDouble(value)
  }
  appender.endRow()
}

function headsOf(table: Table, { name, type }: Column, length: number): string {
  const bytes = type.typeId === DuckDBTypeId.STRUCT ? 'x.bytes' : 'x'
  return `select ${bytes}[1:${length}] as head, octet_length(${bytes})::double as size from ${column(table, name)}`
}

/** Only one batch of heads is in memory. */
async function* rowsOf(
  { connection }: Engine,
  sql: string,
): AsyncGenerator<[head: Uint8Array | undefined, size: number | null]> {
  const result = await connection.stream(sql)
  for (;;) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) return
    const [heads, sizes] = [chunk.getColumnVector(0), chunk.getColumnVector(1)]
    for (let row = 0; row < chunk.rowCount; row++)
      yield [bytesOf(heads.getItem(row)), sizes.getItem(row) as number | null]
  }
}
const bytesOf = (value: DuckDBValue): Uint8Array | undefined => (value as { bytes: Uint8Array } | null)?.bytes
