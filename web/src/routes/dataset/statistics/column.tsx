import { Link } from 'wouter'
import { conditionText } from '../../../data/conditions.js'
import { classNames, type Feature } from '../../../data/features.js'
import { type Bar, type Bars, barsOf, type ColumnFigures, type Figures } from '../../../data/statistics.js'
import type { Split } from '../../../data/tables.js'
import { useFormats, useWords } from '../../../words/words.js'
import { FigureList, Range } from './figures.js'
import { Plotted } from './plotted.js'

/** So many classes are drawn; the table has more. */
const MOST_DRAWN = 20
const MOST_LISTED = 200

interface ColumnPlotProps {
  id: string
  table: Split
  column: ColumnFigures
  feature: Feature | undefined
  rows: number
}

/** One column: its figures, its plot, and the same as a table. */
export function ColumnPlot(props: ColumnPlotProps) {
  const { column, rows } = props
  const { statistics: words } = useWords().words
  const { height, bytes } = column.extra ?? {}
  const bars = plotOf(column)
  return (
    <section className="column-plot" aria-label={column.column_name}>
      <h2>{column.column_name}</h2>
      <p className="quiet small">{words.kinds[column.column_type] ?? column.column_type}</p>
      {bars ? (
        <Drawn {...props} bars={bars} name={column.column_name} />
      ) : (
        <Same figures={column.column_statistics} rows={rows} tell={words.same[column.column_type]} />
      )}
      <FigureList column={column} rows={rows} />
      {height && <More {...props} title={words.heights} figures={height} />}
      {bytes && <More {...props} title={words.bytes} figures={bytes} />}
      <Rates column={column} />
    </section>
  )
}

/** A second figure of the same column, such as the height of pictures. */
function More(props: ColumnPlotProps & { title: string; figures: Figures }) {
  const { title, figures, column, rows } = props
  const bars = plotOf({ column_statistics: figures, column_type: 'int' })
  return (
    <>
      <h3>{title}</h3>
      {bars ? (
        <Drawn {...props} bars={bars} name={`${column.column_name}: ${title}`} />
      ) : (
        <Same figures={figures} rows={rows} />
      )}
      <Range figures={figures} />
    </>
  )
}

/** One bar for all shows nothing. */
function plotOf(column: Parameters<typeof barsOf>[0]): Bars | undefined {
  const bars = barsOf(column)
  return bars?.kind === 'bins' && bars.bars.length < 2 ? undefined : bars
}

interface SameProps {
  figures: Figures
  rows: number
  tell?: ((value: string) => string) | undefined
}
/** Why nothing is drawn: all are the same, or missing. */
function Same({ figures: { min, max, nan_count }, rows, tell }: SameProps) {
  const { statistics: words } = useWords().words
  const { number } = useFormats()
  if (rows > 0 && nan_count === rows) return <p>{words.allMissing}</p>
  if (min === null || min === undefined || min !== max) return null
  return <p>{(tell ?? words.sameValue)(typeof min === 'number' ? number(min) : min)}</p>
}

function Rates({ column }: { column: ColumnFigures }) {
  const { statistics: words } = useWords().words
  const { number } = useFormats()
  const rates = Object.entries((column.extra?.sampling_rates ?? {}) as Record<string, number>)
  if (rates.length === 0) return null
  return (
    <>
      <h3>{words.rates}</h3>
      <p>
        {rates.map(([rate, count]) => `${number(Number(rate))} (${words.rows(number(count))})`).join(', ')}
      </p>
    </>
  )
}

function Drawn({ bars, name, ...props }: ColumnPlotProps & { bars: Bars; name: string }) {
  const { statistics: words } = useWords().words
  const { number } = useFormats()
  const drawn = { ...bars, bars: bars.kind === 'classes' ? bars.bars.slice(0, MOST_DRAWN) : bars.bars }
  const rest = bars.bars.length - drawn.bars.length
  return (
    <>
      <Plotted bars={drawn} label={words.plot(name)} />
      {rest > 0 && <p className="quiet small">{words.others(number(rest))}</p>}
      <details>
        <summary>
          {words.asTable}
          <span className="hidden-label"> {name}</span>
        </summary>
        <BarTable bars={bars} {...props} />
      </details>
    </>
  )
}

/** The accessible equal of the plot. A value leads to its rows. */
function BarTable({ bars: { kind, bars }, ...props }: ColumnPlotProps & { bars: Bars }) {
  const { statistics: words } = useWords().words
  const { number, share, edge } = useFigures()
  return (
    <table className="listing">
      <thead>
        <tr>
          <th scope="col">{words.value}</th>
          <th scope="col" className="number">
            {words.count}
          </th>
          <th scope="col" className="number">
            {words.share}
          </th>
        </tr>
      </thead>
      <tbody>
        {bars.slice(0, MOST_LISTED).map((bar) => (
          <tr key={String(bar.from)}>
            <th scope="row">
              {kind === 'classes' ? (
                <ToRows {...props} value={String(bar.from)} />
              ) : bar.from === bar.to ? (
                edge(bar.from)
              ) : (
                `${edge(bar.from)} – ${edge(bar.to)}`
              )}
            </th>
            <td className="number">{number(bar.count)}</td>
            <td className="number">{share(props.rows === 0 ? 0 : bar.count / props.rows)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function useFigures() {
  const { language } = useWords()
  const { number } = useFormats()
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumSignificantDigits: 3 })
  return {
    number,
    share: (part: number) => percent.format(part),
    edge: (value: Bar['from']) => (typeof value === 'number' ? number(value) : value),
  }
}

function ToRows({ id, table, column, feature, value }: ColumnPlotProps & { value: string }) {
  const { statistics: words } = useWords().words
  const where = whereOf(column, feature, value)
  if (where === undefined) return value
  const query = new URLSearchParams({ ...table, where })
  return (
    <Link href={`/datasets/${id}/viewer?${query}`} title={words.showRows(value)}>
      {value === '' ? '""' : value}
    </Link>
  )
}

function whereOf(column: ColumnFigures, feature: Feature | undefined, value: string): string | undefined {
  if (!feature) return undefined
  const place = { path: [column.column_name], feature }
  if (column.column_type === 'bool') return conditionText(place, value === 'True' ? 'yes' : 'no', '')
  const names = classNames(feature)
  return conditionText(place, 'is', names ? String(names.indexOf(value)) : value)
}
