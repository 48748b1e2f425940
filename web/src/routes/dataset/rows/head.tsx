import { colourOf } from '../../../components/class-name.js'
import { typeText } from '../../../data/features.js'
import { type Bars, barsOf, type ColumnFigures } from '../../../data/statistics.js'
import type { Column } from '../../../data/tables.js'
import { useFormats, useWords } from '../../../words/words.js'

interface HeadProps {
  column: Column
  figures: ColumnFigures | undefined
}

/** The head of a column: name, type, and how its values are spread. */
export function Head({ column, figures }: HeadProps) {
  const bars = figures && barsOf(figures)
  return (
    <div className="head">
      <span className="head-line">
        <span className="head-name">{column.name}</span>
        <span className="head-sort" aria-hidden="true" />
      </span>
      <span className="head-type">{typeText(column.type)}</span>
      <span className="head-plot">{bars && bars.bars.length > 1 && <Spark bars={bars} />}</span>
      <span className="head-note">{figures && <Note figures={figures} />}</span>
    </div>
  )
}

/** Few classes are shares of one bar, all else is columns. */
function Spark({ bars: { kind, bars } }: { bars: Bars }) {
  if (kind === 'classes' && bars.length <= 12) return <Shares bars={bars} />
  const shown = bars.slice(0, 30)
  const most = Math.max(1, ...shown.map(({ count }) => count))
  return (
    <svg viewBox={`0 0 ${shown.length} 1`} preserveAspectRatio="none" aria-hidden="true">
      {shown.map(({ from, count }, i) => {
        const height = count === 0 ? 0 : Math.max(0.04, count / most)
        return <rect key={String(from)} x={i + 0.06} y={1 - height} width={0.88} height={height} />
      })}
    </svg>
  )
}

function Shares({ bars }: Pick<Bars, 'bars'>) {
  const all = bars.reduce((sum, { count }) => sum + count, 0)
  return (
    <span className="shares" aria-hidden="true">
      {bars.map(({ from, count }, i) => (
        <span key={String(from)} className={colourOf(i)} style={{ flexGrow: all === 0 ? 1 : count / all }} />
      ))}
    </span>
  )
}

function Note({ figures: { column_type, column_statistics: of, extra } }: { figures: ColumnFigures }) {
  const { rowsView } = useWords().words
  const { number, short } = useFormats()
  const figure = (value: unknown) =>
    typeof value === 'number' ? short(value) : String(value ?? '').slice(0, 10)
  const range = rangeText(figure(of.min), figure(of.max))
  if (of.frequencies) return rowsView.values(number(Object.keys(of.frequencies).length))
  if (column_type === 'string_text') return `${rowsView.lengths(range)}`
  if (column_type === 'list') return rowsView.items(range)
  if (column_type === 'audio') return rowsView.seconds(range)
  if (column_type === 'image') return rowsView.pixels(range)
  if (range === '' && extra?.n_unique !== undefined) return rowsView.values(short(extra.n_unique))
  return range
}

const rangeText = (min: string, max: string) => (min === max ? min : `${min} – ${max}`)
