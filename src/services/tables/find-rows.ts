import { LRUCache } from 'lru-cache'
import type { createRows, RowPage } from './rows.js'
import type { OpenTable } from './tables.js'

export interface FoundPage extends RowPage {
  numRowsTotal: number
  /** Not all rows were looked at yet: there may be more than `numRowsTotal`. */
  isPartial: boolean
}
interface Found {
  row_idx: number[]
  num_rows_total: number
  partial: boolean
}
interface PageQuery {
  offset: number
  length: number
  mostBytes: number
}

/** A page of search results is looked for so long; then what was found is the answer. */
const BUDGET_MS = 8000

/** Finds rows by words or by a condition. */
export function createFindRows({ rows }: { rows: ReturnType<typeof createRows> }) {
  /** Exact counts of searches, by table and query: a count looks at every row that may match. */
  const counts = new LRUCache<string, number>({ max: 10_000 })

  /** Rows that have every word of `text`, in the order of the table. */
  async function search(table: OpenTable, text: string, query: PageQuery): Promise<FoundPage> {
    const key = [table.view.id, table.split.config, table.split.split, text].join('\0')
    const count = !counts.has(key)
    const input = { features: table.split.features, query: text, ...query, count, budgetMs: BUDGET_MS }
    const found = await rows.ask<Found>(table, 'search-rows', (parts) => ({ ...input, parts }))
    if (count && !found.partial) counts.set(key, found.num_rows_total)
    const known = counts.get(key)
    return page(
      table,
      { ...found, num_rows_total: known ?? found.num_rows_total, partial: known === undefined },
      query,
    )
  }

  /** Rows that meet a condition, in the order of the table or of a column. */
  async function filter(
    table: OpenTable,
    condition: { where: string; orderby: string },
    query: PageQuery,
  ): Promise<FoundPage> {
    const input = { features: table.split.features, ...condition, ...query }
    const found = await rows.ask<Found>(table, 'filter-rows', (parts) => ({ ...input, parts }))
    return page(table, found, query)
  }

  async function page(table: OpenTable, found: Found, { mostBytes }: PageQuery): Promise<FoundPage> {
    const query = { offset: 0, length: 0, indices: found.row_idx, mostBytes }
    const shown = found.row_idx.length > 0 ? await rows.page(table, query) : { rows: [], isWhole: true }
    return { ...shown, numRowsTotal: found.num_rows_total, isPartial: found.partial }
  }

  return { search, filter }
}
