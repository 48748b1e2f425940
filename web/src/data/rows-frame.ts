import { createEventTarget, type DataFrame, type DataFrameEvents } from 'hightable'
import { askExact } from './ask.js'
import { groupOf, kindOf } from './features.js'
import { PAGE_ROWS, type Row, type RowsPage, rowsPath, type Wanted } from './tables.js'

/** Pages that are kept; the farthest from what is shown goes first. */
const MOST_PAGES = 60

export interface RowsFrame extends DataFrame {
  /** The row that is shown at a place of the table; undefined while it is not there. */
  at(position: number): Row | undefined
  /** Where a row of the split is shown, if it is among those that are kept. */
  positionOf(rowIndex: number): number | undefined
}

/** Rows as the table component asks for them: pages of 100, fetched when they come into sight, dropped when they are far. */
export function rowsFrame(wanted: Wanted, first: RowsPage): RowsFrame {
  const pages = new Map<number, Row[]>([[0, first.rows]])
  const underway = new Map<number, Promise<void>>()
  const eventTarget = createEventTarget<DataFrameEvents>()
  const at = (position: number) => pages.get(Math.floor(position / PAGE_ROWS))?.[position % PAGE_ROWS]

  async function load(page: number): Promise<void> {
    const answer = await askExact<RowsPage>(rowsPath(wanted, page * PAGE_ROWS))
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
  function positionOf(rowIndex: number): number | undefined {
    for (const [page, rows] of pages) {
      const i = rows.findIndex(({ row_idx }) => row_idx === rowIndex)
      if (i >= 0) return page * PAGE_ROWS + i
    }
    return undefined
  }

  return {
    columnDescriptors: first.features.map(({ name, type }) => ({
      name,
      metadata: { type },
      // what was found by words comes in the order of the table
      sortable: wanted.words === '' && !first.isSample && kindOf(type) !== undefined && isOrdered(type),
    })),
    exclusiveSort: true,
    numRows: first.num_rows_total,
    eventTarget,
    at,
    positionOf,
    getRowNumber: ({ row }) => {
      const found = at(row)
      return found && { value: found.row_idx }
    },
    getCell: ({ row, column }) => {
      const found = at(row)
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

const isOrdered = (type: Record<string, unknown>): boolean => !['other', 'list'].includes(groupOf(type))
