import type { OrderBy } from 'hightable'
import { useCallback, useEffect, useMemo, useState } from 'react'
import '../../design/table.css'
import '../../design/row.css'
import '../../design/rows.css'
import { Loading, Problem } from '../../components/problem.js'
import { useSearchParams } from '../../data/address.js'
import { HubRefused } from '../../data/ask.js'
import { isRefusal, useIsClosed } from '../../data/closed.js'
import { quoteName } from '../../data/conditions.js'
import { type RowsFrame, rowsFrame } from '../../data/rows-frame.js'
import { useStatistics } from '../../data/statistics.js'
import { isUnderway, oneOf, type RowsPage, useFirstPage, useSplits, type Wanted } from '../../data/tables.js'
import { toldOf } from '../../data/told.js'
import { useFormats, useWords } from '../../words/words.js'
import type { TabProps } from './page.js'
import { Builder, Conditions } from './rows/builder.js'
import { Filters } from './rows/filters.js'
import { Fold } from './rows/fold.js'
import { GoTo } from './rows/go-to.js'
import { NoTables } from './rows/no-tables.js'
import { RowPanel } from './rows/panel.js'
import { RowsTable } from './rows/table.js'
import { Take } from './rows/take.js'

type Change = (values: Record<string, string>) => void

/** Rows of a data set; which ones is in the address. */
export default function ViewerTab({ info }: TabProps) {
  const { id } = info
  const isClosed = useIsClosed(info)
  const splits = useSplits(id)
  const [query, setQuery] = useSearchParams()
  const change = useCallback<Change>(
    (values) =>
      setQuery(
        (before) => {
          const next = new URLSearchParams(before)
          for (const [key, value] of Object.entries(oneOf(before, values)))
            value === '' ? next.delete(key) : next.set(key, value)
          return next
        },
        // another row of the open panel is no step to go back to
        { replace: Object.keys(values).join() === 'row' && query.has('row') },
      ),
    [setQuery, query],
  )
  if (splits.isPending) return <Loading />
  // the first rows may be open all the same, so the hub was asked
  if (isClosed && isRefusal(splits.error)) return null
  if (splits.error) return <Problem error={splits.error} retry={() => void splits.refetch()} />
  const all = splits.data.splits
  const chosen =
    all.find(({ config, split }) => config === query.get('config') && split === query.get('split')) ?? all[0]
  if (!chosen) return <NoTables isUnderway={isUnderway(splits.data)} failed={splits.data.failed} />
  return (
    <Split
      key={`${chosen.config} ${chosen.split}`}
      {...{ id, all, query, change }}
      config={chosen.config}
      split={chosen.split}
    />
  )
}

interface SplitProps {
  id: string
  config: string
  split: string
  all: { config: string; split: string }[]
  query: URLSearchParams
  change: Change
}

function Split({ id, config, split, all, query, change }: SplitProps) {
  const asked = (name: string) => query.get(name) ?? ''
  const words = asked('words')
  // the hub looks for words in all rows and in their order, so an address with more shows what holds
  const [where, order] = words === '' ? [asked('where'), asked('order')] : ['', '']
  const wanted = useMemo<Wanted>(
    () => ({ dataset: id, config, split, words, where, order }),
    [id, config, split, words, where, order],
  )
  const { shown, first, fault } = useHeld(wanted)
  return (
    <>
      <Fold isNeeded={fault !== ''}>
        <Filters {...{ all, wanted, fault, change }} columns={first.data?.features ?? []} />
      </Fold>
      {first.isPending && <Loading />}
      {first.error && <Problem error={first.error} retry={() => void first.refetch()} />}
      {first.error && <Conditions where={where} change={(next) => change({ where: next, row: '' })} />}
      {first.data && <Rows {...{ query, change }} wanted={shown} first={first.data} />}
    </>
  )
}

/** The rows that are asked for; while their condition is wrong, those of the last one that was right, or all. */
function useHeld(wanted: Wanted) {
  const { words } = useWords()
  const asked = useFirstPage(wanted)
  const [held, setHeld] = useState<Wanted>({ ...wanted, where: '' })
  const isRight = asked.data !== undefined
  useEffect(() => {
    if (isRight) setHeld(wanted)
  }, [isRight, wanted])
  const isRefused = asked.error instanceof HubRefused && asked.error.code === 'InvalidParameter'
  const isWrong = isRefused && wanted.where !== ''
  const shown = isWrong ? held : wanted
  return { shown, first: useFirstPage(shown), fault: isWrong ? toldOf(asked.error, words) : '' }
}

interface RowsProps {
  wanted: Wanted
  first: RowsPage
  query: URLSearchParams
  change: Change
}

function Rows({ wanted, first, query, change }: RowsProps) {
  const { order } = wanted
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt begins with a new frame
  const frame = useMemo(() => rowsFrame(wanted, first), [wanted, first, attempt])
  const [failed, setFailed] = useState<{ frame: RowsFrame; error: unknown }>()
  const statistics = useStatistics(wanted.dataset, wanted, !first.isSample)
  const [column, setColumn] = useState<string>()
  const row = numberOf(query.get('row'))
  const show = (next: number, name?: string) => {
    setColumn(name)
    change({ row: String(next) })
  }
  const orderBy = useMemo(() => orderOf(order), [order])
  const isAll = wanted.words + wanted.where + order === ''
  const [jumps, setJumps] = useState(0)
  const goTo = (next: number) => {
    change({ row: String(next) })
    // a table that is made anew begins with the row of the address; one of some rows may not have it
    if (isAll) setJumps((before) => before + 1)
  }
  const all = statistics.data?.partial ? undefined : statistics.data?.num_examples
  return (
    <>
      <Tools {...{ wanted, first, all, change, goTo }} />
      {failed?.frame === frame && (
        <Problem error={failed.error} retry={() => setAttempt((before) => before + 1)} />
      )}
      <div className={row === undefined ? 'rows-alone' : 'rows-beside'}>
        <RowsTable
          key={`${wanted.words} ${wanted.where} ${order} ${jumps}`}
          {...{ wanted, first, frame, show, orderBy }}
          statistics={statistics.data}
          open={row}
          onError={(error) => setFailed({ frame, error })}
          sort={(by) => change({ order: orderText(by), row: '' })}
        />
        {row !== undefined && (
          <RowPanel
            {...{ wanted, frame, row, column }}
            columns={first.features}
            total={first.num_rows_total}
            show={(next) => show(next)}
            close={() => change({ row: '' })}
          />
        )}
      </div>
    </>
  )
}

interface ToolsProps extends Pick<RowsProps, 'wanted' | 'first' | 'change'> {
  /** The rows of the split, once they are known. */
  all: number | undefined
  goTo(row: number): void
}
/** How many there are, what narrows them, and ways to take them along. */
function Tools({ wanted, first, all, change, goTo }: ToolsProps) {
  const { words } = useWords()
  const { number } = useFormats()
  const count = number(first.num_rows_total)
  const isPart = all !== undefined && wanted.words + wanted.where !== ''
  const setWhere = (where: string) => change({ where, row: '' })
  return (
    <>
      <Conditions where={wanted.where} change={setWhere} />
      <div className="rows-tools">
        <p role="status">{isPart ? words.rowsView.rowsOf(count, number(all)) : words.rows(count)}</p>
        {first.num_rows_total > 0 && <GoTo goTo={goTo} />}
        {!first.isSample && (
          <details className="build">
            <summary>{words.rowsView.addCondition}</summary>
            <Builder columns={first.features} where={wanted.where} change={setWhere} />
          </details>
        )}
        {!first.isSample && <Take wanted={wanted} first={first} />}
      </div>
      {first.num_rows_total === 0 && <p className="notice">{words.rowsView.noRows}</p>}
      {first.partial && wanted.words === '' && <p className="notice">{words.rowsView.partial}</p>}
      {first.isSample && <p className="notice">{words.rowsView.sample}</p>}
    </>
  )
}

/** The order as the hub reads it, `"column" DESC`, is what stands in the address. */
const ORDER = /^"((?:[^"]|"")+)"( DESC)?$/
function orderOf(text: string): OrderBy {
  const [, name, down] = ORDER.exec(text) ?? []
  if (name === undefined) return []
  return [{ column: name.replaceAll('""', '"'), direction: down ? 'descending' : 'ascending' }]
}
const orderText = (order: OrderBy): string =>
  order
    .slice(0, 1)
    .map(({ column, direction }) => quoteName([column]) + (direction === 'descending' ? ' DESC' : ''))
    .join('')

function numberOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
