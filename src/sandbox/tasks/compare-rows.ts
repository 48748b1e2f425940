import { join } from 'node:path'
import type { Reader, ReaderOptions } from '../../core/layout/types.js'
import { commonColumns, describeColumns } from '../compare/columns.js'
import { findKey } from '../compare/keys.js'
import { matchRows } from '../compare/match.js'
import { type ChangedRow, changedRows } from '../compare/page.js'
import { Unreadable } from '../readers/unreadable.js'
import type { TaskContext } from '../task-context.js'
import { convert } from './convert.js'

/** A table as one file. */
export interface ComparedFile {
  path: string
  name: string
  reader: Reader
  options: ReaderOptions
}
export interface CompareInput {
  before: ComparedFile
  after: ComparedFile
  offset: number
  limit: number
}
export interface ComparedRows {
  /** What rows are told apart by; null: their place. */
  key: string | null
  /** Those that are shown. */
  columns: string[]
  moreColumns: number
  newColumns: string[]
  goneColumns: string[]
  counts: { added: number; removed: number; changed: number; same: number }
  total: number
  /** Rows of this page at most; fewer than were asked for when there are many columns. */
  limit: number
  changes: ChangedRow[]
}

const MOST_COLUMNS = 200
/** Of one answer; each is shown twice, as text of some hundred characters. */
const MOST_CELLS = 20_000

/**
 * Rows of two versions of a table that differ, in the columns that both have. Equal rows are matched wherever they are;
 * of the others, those with one key, or at one place between equal rows, are one row that changed.
 */
export async function compareRows(context: TaskContext, input: CompareInput): Promise<ComparedRows> {
  const { connection } = context.engine
  const files = {
    before: await asParquet(context, input.before, 'before.parquet'),
    after: await asParquet(context, input.after, 'after.parquet'),
  }
  const [before, after] = [
    await describeColumns(connection, files.before),
    await describeColumns(connection, files.after),
  ]
  const { common, added, gone } = commonColumns(before, after)
  if (common.length === 0)
    throw new Unreadable(
      'NoCommonColumns',
      'The two versions have no column in common, so no row can be compared.',
    )
  const key = await findKey(connection, files, common)
  const counts = await matchRows(connection, files, common, key)
  const shown = common.slice(0, MOST_COLUMNS)
  const limit = Math.max(1, Math.min(input.limit, Math.floor(MOST_CELLS / shown.length)))
  return {
    key: key?.name ?? null,
    columns: shown.map(({ name }) => name),
    moreColumns: common.length - shown.length,
    newColumns: added.slice(0, MOST_COLUMNS),
    goneColumns: gone.slice(0, MOST_COLUMNS),
    counts,
    total: counts.added + counts.removed + counts.changed,
    limit,
    changes: await changedRows(connection, files, shown, { offset: input.offset, limit }),
  }
}

async function asParquet(context: TaskContext, file: ComparedFile, output: string): Promise<string> {
  const { path, name, reader, options } = file
  if (reader === 'parquet') return path
  await convert(context, { reader, options, files: [{ path, name }], output })
  return join(context.outFolder, output)
}
