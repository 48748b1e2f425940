import { literal } from '../../core/sql-text.js'
import type { TaskContext } from '../task-context.js'

export interface ParquetFacts {
  kind: 'parquet'
  rows: number
  createdBy: string
  version: string
  /** In order; of very many the first. */
  columns: ParquetColumn[]
  columnCount: number
  rowGroups: { rows: number; packed: number; unpacked: number }[]
  rowGroupCount: number
  packed: number
  unpacked: number
}
export interface ParquetColumn {
  name: string
  type: string
  compression: string
  packed: number
  unpacked: number
  /** Null where the file does not say. */
  nulls: number | null
  min: string | null
  max: string | null
}

const MOST_COLUMNS = 1000
const MOST_GROUPS = 1000
const MOST_TEXT = 80

/** What the footer of a Parquet file says of its columns and row groups. */
export async function parquetFacts(
  { engine: { connection } }: TaskContext,
  { path }: { path: string },
): Promise<ParquetFacts> {
  const file = literal(path)
  const rows = async <T>(sql: string): Promise<T[]> =>
    (await connection.runAndReadAll(sql)).getRowObjectsJS() as T[]
  const about = await rows<Record<string, unknown>>(
    `select num_rows::double as n, num_row_groups::double as g, created_by, format_version::varchar as v
     from parquet_file_metadata(${file})`,
  )
  const columns = await rows<ParquetColumn & { of: number }>(columnsSql(file))
  const rowGroups = await rows<ParquetFacts['rowGroups'][number]>(groupsSql(file))
  const [{ n, g, created_by, v } = {}] = about
  const [sums] = await rows<{ packed: number; unpacked: number }>(
    `select coalesce(sum(total_compressed_size), 0)::double as packed,
            coalesce(sum(total_uncompressed_size), 0)::double as unpacked from parquet_metadata(${file})`,
  )
  return {
    kind: 'parquet',
    rows: Number(n ?? 0),
    createdBy: String(created_by ?? '').slice(0, 200),
    version: String(v ?? ''),
    columns: columns.map(({ of, ...column }) => column),
    columnCount: columns[0]?.of ?? 0,
    rowGroups,
    rowGroupCount: Number(g ?? 0),
    packed: sums?.packed ?? 0,
    unpacked: sums?.unpacked ?? 0,
  }
}

/** Bounds come as text: numbers are compared as numbers. */
const bound = (column: string, pick: 'min' | 'max') =>
  `left(case when bool_and(${column} is null or try_cast(${column} as double) is not null)
     then ${pick === 'min' ? 'arg_min' : 'arg_max'}(${column}, try_cast(${column} as double))
     else ${pick}(${column}) end, ${MOST_TEXT})`

const columnsSql = (file: string) => `
  select path_in_schema as name, any_value(type) as type, any_value(compression) as compression,
    sum(total_compressed_size)::double as packed, sum(total_uncompressed_size)::double as unpacked,
    case when bool_and(stats_null_count is not null) then sum(stats_null_count)::double end as nulls,
    ${bound('stats_min_value', 'min')} as min, ${bound('stats_max_value', 'max')} as max,
    (count(*) over ())::double as of
  from parquet_metadata(${file}) group by path_in_schema order by min(column_id) limit ${MOST_COLUMNS}`

const groupsSql = (file: string) => `
  select any_value(row_group_num_rows)::double as rows, sum(total_compressed_size)::double as packed,
    sum(total_uncompressed_size)::double as unpacked
  from parquet_metadata(${file}) group by row_group_id order by row_group_id limit ${MOST_GROUPS}`
