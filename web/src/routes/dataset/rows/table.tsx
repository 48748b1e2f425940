import HighTable, { type OrderBy } from 'hightable'
import 'hightable/src/HighTable.css'
import { type ComponentProps, type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { cellContent } from '../../../components/cell.js'
import { groupOf, typeText } from '../../../data/features.js'
import { wordsOf } from '../../../data/marks.js'
import type { RowsFrame } from '../../../data/rows-frame.js'
import type { Statistics } from '../../../data/statistics.js'
import type { Column, RowsPage, Wanted } from '../../../data/tables.js'
import { useWords } from '../../../words/words.js'
import { Head } from './head.js'
import { speakTable } from './table-words.js'

type CellPosition = NonNullable<ComponentProps<typeof HighTable>['cellPosition']>

/** A place in the table is counted from 1, with the heads. */
const HEADS = 2

/** Rows drawn above and below those in sight, all of them again in each frame of scrolling. The 20 that are usual make a frame half as long again. */
const ROWS_BEYOND = 8

interface TableProps {
  wanted: Wanted
  first: RowsPage
  frame: RowsFrame
  statistics: Statistics | undefined
  /** The row that is open beside the table. */
  open: number | undefined
  show(row: number, column?: string): void
  sort(order: OrderBy): void
  /** Rows that came into sight could not be had. */
  onError(error: unknown): void
  orderBy: OrderBy
}

/** Rows of one split: scrolled, sorted, and opened by Enter or a click. */
export function RowsTable(props: TableProps) {
  const { wanted, first, frame, statistics, open, show, sort, orderBy, onError } = props
  const place = useRef<HTMLDivElement>(null)
  const { words, language } = useWords()
  const { rowsView } = words
  const [at, setAt] = useCell(frame, open)
  // an address with a row leads to it; else the page keeps the focus
  const [isLinked] = useState(open !== undefined)
  const render = useMemo(() => {
    const rowAt = (row: number) => frame.at(frame.positionOf(row) ?? -1)
    return cellContent({
      ...{ columns: first.features, language, hits: wordsOf(wanted.words), rowAt },
      pictureOf: rowsView.picture,
    })
  }, [first, frame, wanted.words, language, rowsView])
  const heads = useMemo(() => headsOf(first, statistics), [first, statistics])
  useEffect(() => speakTable(place.current, rowsView), [rowsView])
  useClicks(place, (row, column) => show(row, first.features[column]?.name))
  const move = (cell: CellPosition) => {
    setAt(cell)
    const row = open === undefined ? undefined : frame.at(cell.rowIndex - HEADS)
    if (row) show(row.row_idx)
  }
  const press = (event: KeyboardEvent, column: number, row: number) => {
    if (event.key === ' ') event.currentTarget.querySelector<HTMLElement>('.cell-play')?.click()
    if (event.key !== 'Enter') return
    event.preventDefault()
    show(row, first.features[column]?.name)
  }
  return (
    <div className="table-place rows-table" ref={place} data-open={open}>
      <HighTable
        data={frame}
        padding={ROWS_BEYOND}
        focus={isLinked}
        onError={onError}
        styled={false}
        cellPosition={at}
        onCellPositionChange={move}
        onKeyDownCell={press}
        orderBy={orderBy}
        onOrderByChange={sort}
        columnConfiguration={heads}
        renderCellContent={render}
        cacheKey={`rows/${wanted.dataset}/${wanted.config}/${wanted.split}`}
      />
    </div>
  )
}

/** The cell that has the focus; when the row beside the table is closed, it is one of that row. */
function useCell(frame: RowsFrame, open: number | undefined) {
  const [at, setAt] = useState<CellPosition>(() => ({
    colIndex: 1,
    rowIndex: open === undefined ? 1 : (frame.positionOf(open) ?? open) + HEADS,
  }))
  const before = useRef(open)
  useEffect(() => {
    const closed = open === undefined ? before.current : undefined
    before.current = open
    if (closed === undefined) return
    setAt(({ colIndex, rowIndex }) => ({
      colIndex,
      rowIndex: (frame.positionOf(closed) ?? rowIndex - HEADS) + HEADS,
    }))
  }, [open, frame])
  return [at, setAt] as const
}

/** Pixels that the head takes, and a time; long names are cut where they would push the others out of sight. */
function leastWidth({ name, type }: Column): number {
  const head = 56 + 9 * Math.max(name.length, typeText(type).length)
  const least = groupOf(type) === 'time' ? 210 : 130
  return Math.max(least, Math.min(head, 260))
}

function headsOf({ features }: RowsPage, statistics: Statistics | undefined) {
  const figures = new Map(statistics?.statistics.map((each) => [each.column_name, each]))
  return Object.fromEntries(
    features.map((column) => [
      column.name,
      {
        minWidth: leastWidth(column),
        className: groupOf(column.type) === 'number' ? 'is-number' : '',
        // a function, which gets the component's own menu and leaves it out: it speaks English only
        headerComponent: () => <Head column={column} figures={figures.get(column.name)} />,
      },
    ]),
  )
}

/** A click opens a row, unless it was to mark text or to use what is in the cell. */
function useClicks(
  place: React.RefObject<HTMLDivElement | null>,
  open: (row: number, column: number) => void,
) {
  const latest = useRef(open)
  latest.current = open
  useEffect(() => {
    const table = place.current
    const click = ({ target }: MouseEvent) => {
      if (!(target instanceof Element) || target.closest('button, a, audio')) return
      const cell = target.closest<HTMLElement>('tbody :is(td, th)[data-rownumber]')
      if (!cell || !document.getSelection()?.isCollapsed) return
      latest.current(Number(cell.dataset.rownumber), Number(cell.getAttribute('aria-colindex')) - HEADS)
    }
    table?.addEventListener('click', click)
    return () => table?.removeEventListener('click', click)
  }, [place])
}
