import { type LayoutInput, understand } from '../core/layout/layout.js'
import type { TaskContext } from './task-context.js'
import { compareRows } from './tasks/compare-rows.js'
import { convert, inspect } from './tasks/convert.js'
import { filterRows } from './tasks/filter-rows.js'
import { indexRows } from './tasks/index-rows.js'
import { listArchive } from './tasks/list-archive.js'
import { media } from './tasks/media.js'
import { parquetFacts } from './tasks/parquet-facts.js'
import { planSql } from './tasks/plan-sql.js'
import { planWhere } from './tasks/plan-where.js'
import { rowRanges } from './tasks/row-ranges.js'
import { rows } from './tasks/rows.js'
import { runSql } from './tasks/run-sql.js'
import { searchRows } from './tasks/search-rows.js'
import { statistics } from './tasks/statistics.js'

/** JSON has no maps. */
type PlainLayoutInput = Omit<LayoutInput, 'zips'> & { zips?: [string, string[]][] }

/** What the sandbox can do. */
export const TASKS = {
  'compare-rows': compareRows,
  convert,
  'filter-rows': filterRows,
  'index-rows': indexRows,
  inspect,
  'list-archive': listArchive,
  media,
  'parquet-facts': parquetFacts,
  'plan-sql': planSql,
  'plan-where': planWhere,
  'row-ranges': rowRanges,
  rows,
  'run-sql': runSql,
  'search-rows': searchRows,
  statistics,
  understand: async (_context: TaskContext, { zips, ...input }: PlainLayoutInput) =>
    understand({ ...input, ...(zips && { zips: new Map(zips) }) }),
} satisfies Record<string, (context: TaskContext, input: never) => Promise<unknown>>
