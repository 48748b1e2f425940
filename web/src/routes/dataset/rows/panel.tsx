import { type KeyboardEvent, useEffect, useRef } from 'react'
import { Link } from 'wouter'
import { Loading, Problem } from '../../../components/problem.js'
import { useCopied } from '../../../components/use-copied.js'
import { jsonText } from '../../../data/exact-json.js'
import { wordsOf } from '../../../data/marks.js'
import type { RowsFrame } from '../../../data/rows-frame.js'
import { type Column, type Row, reportPath, useRow, type Wanted } from '../../../data/tables.js'
import { useFormats, useWords } from '../../../words/words.js'
import { RowField } from './field.js'

const BESIDE = '(min-width: 64rem)'

interface PanelProps {
  wanted: Wanted
  columns: Column[]
  frame: RowsFrame
  total: number
  row: number
  /** The column to begin with. */
  column: string | undefined
  show(row: number): void
  close(): void
}

/** One row with all it holds: beside the table, or over it where there is no room. */
export function RowPanel(props: PanelProps) {
  const { wanted, frame, row, column, close } = props
  const known = frame.at(frame.positionOf(row) ?? -1)
  const found = useRow(wanted, row, known)
  const dialog = useRef<HTMLDialogElement>(null)
  const { rowsView } = useWords().words
  const { number } = useFormats()
  useDialog(dialog, column)
  const { before, after } = neighbours(props)
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close()
    if (event.target instanceof Element && event.target.closest('audio, video, input, pre')) return
    const next = event.key === 'ArrowLeft' ? before : event.key === 'ArrowRight' ? after : undefined
    if (next === undefined) return
    event.preventDefault()
    props.show(next)
  }
  return (
    <dialog
      ref={dialog}
      className="row-panel"
      aria-label={rowsView.row(number(row + 1))}
      onKeyDown={press}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
    >
      <header>
        <h2>{rowsView.row(number(row + 1))}</h2>
        <Step to={before} show={props.show} sign="←" name={rowsView.previous} />
        <Step to={after} show={props.show} sign="→" name={rowsView.next} />
        <button type="button" onClick={close} aria-label={rowsView.close} title={rowsView.close}>
          ✕
        </button>
      </header>
      {found.isPending && <Loading />}
      {found.error && <Problem error={found.error} retry={() => void found.refetch()} />}
      {found.data && <Fields {...props} found={found.data} />}
    </dialog>
  )
}

interface StepProps {
  to: number | undefined
  show(row: number): void
  sign: string
  name: string
}
function Step({ to, show, sign, name }: StepProps) {
  // not `disabled`: a button that loses the focus at the first row would lose the keyboard's place
  const isEnd = to === undefined
  return (
    <button
      type="button"
      aria-disabled={isEnd}
      aria-label={name}
      title={name}
      onClick={() => !isEnd && show(to)}
    >
      {sign}
    </button>
  )
}

function Fields({ columns, found, wanted }: PanelProps & { found: Row }) {
  const hits = wordsOf(wanted.words)
  const { rowsView } = useWords().words
  return (
    <>
      <div className="row-tools">
        <CopyRow found={found} />
        <Link className="button" href={reportPath(wanted, found.row_idx)}>
          {rowsView.report}
        </Link>
      </div>
      {columns.map((column) => (
        <RowField key={column.name} column={column} columns={columns} row={found} hits={hits} />
      ))}
    </>
  )
}

function CopyRow({ found }: { found: Row }) {
  const { rowsView, copied } = useWords().words
  const { copied: done, copy, failure } = useCopied()
  const json = jsonText(found.row, 2)
  const link = window.location.href
  return (
    <>
      <button type="button" onClick={() => void copy(json)}>
        {done === json ? copied : rowsView.copyJson}
      </button>
      <button type="button" onClick={() => void copy(link)}>
        {done === link ? copied : rowsView.copyLink}
      </button>
      {failure}
    </>
  )
}

/** As they are shown, where that is known; else those of the whole split. */
function neighbours({ frame, row, total, wanted }: PanelProps) {
  const position = frame.positionOf(row)
  if (position !== undefined)
    return { before: frame.at(position - 1)?.row_idx, after: frame.at(position + 1)?.row_idx }
  const isAll = wanted.words + wanted.where + wanted.order === ''
  if (!isAll) return { before: undefined, after: undefined }
  return { before: row > 0 ? row - 1 : undefined, after: row + 1 < total ? row + 1 : undefined }
}

/** Opens it as there is room, and leads to the column that was opened. */
function useDialog(ref: React.RefObject<HTMLDialogElement | null>, column: string | undefined) {
  useEffect(() => {
    const dialog = ref.current
    if (window.matchMedia(BESIDE).matches) dialog?.show()
    else dialog?.showModal()
    return () => dialog?.close()
  }, [ref])
  useEffect(() => {
    const dialog = ref.current
    const field =
      column === undefined ? undefined : dialog?.querySelector(`[data-column="${CSS.escape(column)}"]`)
    if (field && dialog) dialog.scrollTop = (field as HTMLElement).offsetTop - HEAD_PX
  }, [ref, column])
}
/** The panel's own head stays above what is scrolled. */
const HEAD_PX = 110
