import type { DuckDBConnection } from '@duckdb/node-api'
import { identifier } from '../../core/sql-text.js'
import { type CommonColumn, type Files, rowsOf } from './columns.js'

export interface ChangedRow {
  kind: 'added' | 'removed' | 'changed'
  /** Row numbers from 0; cells as text, long ones cut. */
  before: { row: number; cells: (string | null)[] } | null
  after: { row: number; cells: (string | null)[] } | null
  /** Which columns differ, by their index. */
  changed: number[]
}

const MOST_TEXT = 500

/** One page of what `matchRows` found, in the order of the new version. */
export async function changedRows(
  connection: DuckDBConnection,
  files: Files,
  columns: CommonColumn[],
  { offset, limit }: { offset: number; limit: number },
): Promise<ChangedRow[]> {
  const texts = (table: string) =>
    columns.map(({ name }) => `left(${table}.${identifier(name)}::varchar, ${MOST_TEXT})`)
  const differs = columns.map(({ value }) => `(${value('x')} is distinct from ${value('y')})`)
  const found = await connection.runAndReadAll(
    `select c.a::double, c.b::double, [${texts('x').join(', ')}], [${texts('y').join(', ')}], [${differs.join(', ')}]
     from (select * from changes order by coalesce(b, a), a limit ${Math.trunc(limit)} offset ${Math.trunc(offset)}) c
     left join ${rowsOf(files.before)} x on x.file_row_number = c.a
     left join ${rowsOf(files.after)} y on y.file_row_number = c.b
     order by coalesce(c.b, c.a), c.a`,
  )
  return found.getRowsJS().map((row) => rowOf(row as Row))
}

type Row = [number | null, number | null, (string | null)[], (string | null)[], boolean[]]

function rowOf([a, b, before, after, differs]: Row): ChangedRow {
  const isChanged = a !== null && b !== null
  return {
    kind: isChanged ? 'changed' : a === null ? 'added' : 'removed',
    before: a === null ? null : { row: a, cells: before },
    after: b === null ? null : { row: b, cells: after },
    changed: isChanged ? differs.flatMap((differ, i) => (differ ? [i] : [])) : [],
  }
}
