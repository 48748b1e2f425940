import { createEventTarget, type DataFrame, type DataFrameEvents } from 'hightable'
import { askJson } from './ask.js'
import { PAGE_ROWS, type RowsPage, rowsPath, type Wanted } from './tables.js'

/** Pages that are kept; the farthest from what is shown goes first. */
const MOST_PAGES = 60

/** Rows as the table component asks for them: pages of 100, fetched when they come into sight, dropped when they are far. */
export function rowsFrame(wanted: Wanted, first: RowsPage): DataFrame {
  const pages = new Map<number, RowsPage['rows']>([[0, first.rows]])
  const underway = new Map<number, Promise<void>>()
  const eventTarget = createEventTarget<DataFrameEvents>()
  const rowAt = (row: number) => pages.get(Math.floor(row / PAGE_ROWS))?.[row % PAGE_ROWS]

  async function load(page: number): Promise<void> {
    const answer = await askJson<RowsPage>(rowsPath(wanted, page * PAGE_ROWS))
    pages.set(page, answer.rows)
    const far = [...pages.keys()].sort((a, b) => Math.abs(b - page) - Math.abs(a - page))
    for (const each of far.slice(0, Math.max(0, pages.size - MOST_PAGES))) pages.delete(each)
    eventTarget.dispatchEvent(new CustomEvent('resolve'))
  }
  function once(page: number): Promise<void> {
    const running = underway.get(page) ?? load(page).finally(() => underway.delete(page))
    underway.set(page, running)
    return running
  }

  return {
    columnDescriptors: first.features.map(({ name, type }) => ({ name, metadata: { type } })),
    numRows: first.num_rows_total,
    eventTarget,
    getRowNumber: ({ row }) => {
      const found = rowAt(row)
      return found && { value: found.row_idx }
    },
    getCell: ({ row, column }) => {
      const found = rowAt(row)
      return found && { value: found.row[column] }
    },
    fetch: async ({ rowStart, rowEnd, signal }) => {
      const missing: number[] = []
      for (let page = Math.floor(rowStart / PAGE_ROWS); page * PAGE_ROWS < rowEnd; page++)
        if (!pages.has(page)) missing.push(page)
      await Promise.all(missing.map(once))
      signal?.throwIfAborted()
    },
  }
}
