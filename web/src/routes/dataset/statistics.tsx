import '../../design/statistics.css'
import { Loading, Problem } from '../../components/problem.js'
import { useSearchParams } from '../../data/address.js'
import { useIsClosed } from '../../data/closed.js'
import { areComing, useStatistics } from '../../data/statistics.js'
import { isUnderway, type Split, useFirstFeatures, useSplits } from '../../data/tables.js'
import { useFormats, useWords } from '../../words/words.js'
import type { TabProps } from './page.js'
import { SplitChoice } from './rows/filters.js'
import { NoTables } from './rows/no-tables.js'
import { ColumnPlot } from './statistics/column.js'

export default function StatisticsTab({ info }: TabProps) {
  // a notice above says so
  return useIsClosed(info) ? null : <Tables id={info.id} />
}

/** How the values of every column are spread, over all rows. */
function Tables({ id }: { id: string }) {
  const splits = useSplits(id)
  const [query, setQuery] = useSearchParams()
  if (splits.isPending) return <Loading />
  if (splits.error) return <Problem error={splits.error} retry={() => void splits.refetch()} />
  const all = splits.data.splits
  const chosen =
    all.find(({ config, split }) => config === query.get('config') && split === query.get('split')) ?? all[0]
  if (!chosen) return <NoTables isUnderway={isUnderway(splits.data)} failed={splits.data.failed} />
  return (
    <>
      <div className="filters">
        <SplitChoice all={all} chosen={chosen} choose={(split) => setQuery({ ...split })} />
      </div>
      <Columns id={id} table={chosen} />
    </>
  )
}

function Columns({ id, table }: { id: string; table: Split }) {
  const { statistics: words } = useWords().words
  const { number } = useFormats()
  const found = useStatistics(id, table)
  const features = useFirstFeatures(id, table)
  if (areComing(found.error))
    return (
      <p className="quiet" role="status">
        {words.coming}
      </p>
    )
  if (found.isPending || features.isPending) return <Loading />
  if (found.error) return <Problem error={found.error} retry={() => void found.refetch()} />
  const order = features.data?.map(({ name }) => name) ?? []
  // as the table has them, not by name
  const columns = [...found.data.statistics].sort(
    (a, b) => order.indexOf(a.column_name) - order.indexOf(b.column_name),
  )
  return (
    <>
      <p role="status">{words.rows(number(found.data.num_examples))}</p>
      {found.data.partial && <p className="notice">{words.partial}</p>}
      {columns.length === 0 && <p className="notice">{words.none}</p>}
      <div className="column-plots">
        {columns.map((column) => (
          <ColumnPlot
            key={column.column_name}
            {...{ id, table, column }}
            rows={found.data.num_examples}
            feature={features.data?.find(({ name }) => name === column.column_name)?.type}
          />
        ))}
      </div>
    </>
  )
}
