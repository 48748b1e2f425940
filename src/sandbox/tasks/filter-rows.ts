import type { Features } from '../../core/features.js'
import { columnSql, conditionSql, InvalidFilter, parseCondition, parseOrder } from '../../core/row-filter.js'
import { literal } from '../../core/sql-text.js'
import type { Engine } from '../engine.js'
import type { TaskContext } from '../task-context.js'

export interface FilterRowsInput {
  /** The Parquet files of a split, in order. */
  parts: { path: string; numRows: number }[]
  features: Features
  /** As src/core/row-filter.ts reads it; empty: all rows. */
  where?: string
  orderby?: string
  offset: number
  length: number
}
export interface FilterRowsResult {
  /** The page, counted from the start of the split. */
  row_idx: number[]
  num_rows_total: number
  partial: false
}

/** Finds the rows that meet a condition, in the order of the split or of a column. */
export async function filterRows({ engine }: TaskContext, input: FilterRowsInput): Promise<FilterRowsResult> {
  const { features, where, orderby, offset, length } = input
  const condition = where?.trim() ? conditionSql(parseCondition(where, features)) : 'true'
  const order = orderby?.trim() ? parseOrder(orderby, features) : undefined
  const key = order ? columnSql(order.column) : 'null'
  await collect(engine, input.parts, { condition, key })
  const direction = order?.descending ? 'desc' : 'asc'
  const page = await engine.connection.runAndReadAll(
    `select r::double from matches order by ${order ? `k ${direction} nulls last, ` : ''}r
     limit ${whole(length)} offset ${whole(offset)}`,
  )
  const count = await engine.connection.runAndReadAll('select count(*) from matches')
  await engine.connection.run('drop table matches')
  const row_idx = page.getRows().map(([row]) => Number(row))
  return { row_idx, num_rows_total: Number(count.getRows()[0]?.[0]), partial: false }
}

/** One scan: the rows that match go into a temporary table, which spills to disk where it grows. */
async function collect(
  { connection }: Engine,
  parts: FilterRowsInput['parts'],
  { condition, key }: { condition: string; key: string },
): Promise<void> {
  let base = 0
  const each = parts.map(({ path, numRows }) => {
    const first = base
    base += numRows
    return `select ${first} + file_row_number as r, ${key} as k
            from read_parquet(${literal(path)}, file_row_number = true) where ${condition}`
  })
  const rows = each.length > 0 ? each.join(' union all ') : 'select null::bigint as r, null as k where false'
  try {
    await connection.run(`create or replace temp table matches as ${rows}`)
  } catch (error) {
    throw asInvalid(error as Error)
  }
}

/** What DuckDB says of a text compared with a number, and the like, without the SQL that it quotes. */
function asInvalid(error: Error): Error {
  const isOfCondition = /^(Conversion|Binder|Invalid Input|Out of Range) Error/.test(error.message)
  return isOfCondition ? new InvalidFilter(error.message.split('\n')[0]) : error
}

const whole = (n: number): number => Math.max(0, Math.trunc(Number(n)) || 0)
