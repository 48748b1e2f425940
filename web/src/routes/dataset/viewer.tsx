import HighTable from 'hightable'
import 'hightable/src/HighTable.css'
import { useMemo } from 'react'
import { useSearchParams } from 'wouter'
import { cellContent } from '../../components/cell.js'
import { Loading, Problem } from '../../components/problem.js'
import { rowsFrame } from '../../data/rows-frame.js'
import { type RowsPage, type Split, useFirstPage, useSplits, type Wanted } from '../../data/tables.js'
import { useFormats, useWords } from '../../words/words.js'
import type { TabProps } from './page.js'

/** Rows of a data set; which ones is in the address. */
export default function ViewerTab({ info: { id } }: TabProps) {
  const { words } = useWords()
  const splits = useSplits(id)
  const [query, setQuery] = useSearchParams()
  if (splits.isPending) return <Loading />
  if (splits.error) return <Problem error={splits.error} retry={() => void splits.refetch()} />
  const all = splits.data.splits
  const chosen =
    all.find(({ config, split }) => config === query.get('config') && split === query.get('split')) ?? all[0]
  if (!chosen) return <p className="notice">{words.tablesFailed}</p>
  const change = (values: Record<string, string>) =>
    setQuery((before) => {
      const next = new URLSearchParams(before)
      for (const [key, value] of Object.entries(values))
        value === '' ? next.delete(key) : next.set(key, value)
      return next
    })
  const wanted = { dataset: id, ...chosen, words: query.get('words') ?? '', where: query.get('where') ?? '' }
  return (
    <>
      <Filters all={all} wanted={wanted} change={change} />
      <Rows wanted={wanted} />
    </>
  )
}

interface FiltersProps {
  all: Split[]
  wanted: Wanted
  change(values: Record<string, string>): void
}

function Filters({ all, wanted, change }: FiltersProps) {
  const { words } = useWords()
  const configs = [...new Set(all.map(({ config }) => config))]
  const splits = all.filter(({ config }) => config === wanted.config).map(({ split }) => split)
  const firstOf = (config: string) => all.find((each) => each.config === config)?.split ?? ''
  return (
    <form
      className="filters"
      onSubmit={(event) => {
        event.preventDefault()
        const data = new FormData(event.currentTarget)
        change({ words: String(data.get('words') ?? ''), where: String(data.get('where') ?? '') })
      }}
    >
      <label>
        {words.config}
        <select
          value={wanted.config}
          onChange={({ target }) =>
            change({ config: target.value, split: firstOf(target.value), words: '', where: '' })
          }
        >
          {configs.map((config) => (
            <option key={config}>{config}</option>
          ))}
        </select>
      </label>
      <label>
        {words.split}
        <select
          value={wanted.split}
          onChange={({ target }) => change({ config: wanted.config, split: target.value })}
        >
          {splits.map((split) => (
            <option key={split}>{split}</option>
          ))}
        </select>
      </label>
      <label className="wide">
        {words.findRows}
        <input key={wanted.words} name="words" type="search" defaultValue={wanted.words} maxLength={500} />
      </label>
      <label className="wide">
        {words.where}
        <input
          key={wanted.where}
          name="where"
          defaultValue={wanted.where}
          placeholder={words.whereHint}
          maxLength={2000}
        />
      </label>
      <button type="submit">{words.search}</button>
    </form>
  )
}

function Rows({ wanted }: { wanted: Wanted }) {
  const { words } = useWords()
  const { number } = useFormats()
  const first = useFirstPage(wanted)
  if (first.isPending) return <Loading />
  if (first.error) return <Problem error={first.error} retry={() => void first.refetch()} />
  return (
    <>
      <p className="quiet small" role="status">
        {words.rows(number(first.data.num_rows_total))}
      </p>
      <Table wanted={wanted} first={first.data} />
    </>
  )
}

function Table({ wanted, first }: { wanted: Wanted; first: RowsPage }) {
  const data = useMemo(() => rowsFrame(wanted, first), [wanted, first])
  const render = useMemo(() => cellContent(first.features.map(({ type }) => type)), [first])
  return (
    <div className="table-place">
      <HighTable
        data={data}
        focus={false}
        styled={false}
        renderCellContent={render}
        cacheKey={`${wanted.dataset}/${wanted.config}/${wanted.split}`}
      />
    </div>
  )
}
