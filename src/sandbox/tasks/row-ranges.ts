import { literal } from '../../core/sql-text.js'
import type { Engine } from '../engine.js'
import type { TaskContext } from '../task-context.js'
import type { RowsInput } from './rows.js'

/** Bytes [start, end) of a part. */
export interface ByteRange {
  part: number
  start: number
  end: number
}
interface RowGroup {
  /** Rows [first, after) of the file. */
  first: number
  after: number
  start: number
  end: number
}
export type RangesInput = Pick<RowsInput, 'parts' | 'offset' | 'length' | 'indices'> & { column?: string }

/** By path and column; files of a process never change. */
const known = new Map<string, Promise<RowGroup[]>>()

/** Which bytes of Parquet files hold the rows of a page: of one column, or of all. */
export async function rowRanges(
  { engine }: TaskContext,
  { parts, offset, length, indices, column }: RangesInput,
): Promise<{ ranges: ByteRange[] }> {
  const ranges: ByteRange[] = []
  let before = 0
  for (const [part, { path, numRows }] of parts.entries()) {
    const isWanted = ({ first, after }: RowGroup) =>
      indices
        ? indices.some((index) => index >= before + first && index < before + after)
        : before + first < offset + length && before + after > offset
    for (const group of await groupsOf(engine, path, column))
      if (isWanted(group)) ranges.push({ part, start: group.start, end: group.end })
    before += numRows
  }
  return { ranges }
}

function groupsOf(engine: Engine, path: string, column: string | undefined): Promise<RowGroup[]> {
  const key = JSON.stringify([path, column])
  const found = known.get(key) ?? readGroups(engine, path, column)
  known.set(key, found)
  return found
}

/**
 * A column chunk begins with its dictionary, if it has one: https://parquet.apache.org/docs/file-format/
 * The engine renames columns whose names differ in capitals only; then, or without a chunk of that name, all columns count.
 */
async function readGroups(engine: Engine, path: string, column: string | undefined): Promise<RowGroup[]> {
  const chunks = `(select *, split_part(path_in_schema, ', ', 1) as root from parquet_metadata(${literal(path)}))`
  const own =
    column === undefined
      ? 'true'
      : `(root = ${literal(column)} or root = '' or ${literal(column)} not in (select root from ${chunks})
          or (select count(distinct root) > count(distinct lower(root)) from ${chunks}))`
  const result = await engine.connection.runAndReadAll(
    `select row_group_num_rows, min(start), max(start + total_compressed_size) from (
       select *, least(data_page_offset, coalesce(nullif(dictionary_page_offset, 0), data_page_offset)) as start
         from ${chunks} where ${own})
      group by row_group_id, row_group_num_rows order by row_group_id`,
  )
  let first = 0
  return result.getRows().map((row) => {
    const [rows = 0, start = 0, end = 0] = row.map(Number)
    const group = { first, after: first + rows, start, end }
    first += rows
    return group
  })
}
