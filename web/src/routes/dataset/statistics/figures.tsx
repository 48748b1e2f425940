import type { ColumnFigures, Figures } from '../../../data/statistics.js'
import { spanText } from '../../../data/time-text.js'
import { useFormats, useWords } from '../../../words/words.js'

type Name = keyof ReturnType<typeof useWords>['words']['statistics']['figures']

/** What is counted of a column, as terms and values. */
export function FigureList({
  column: { column_statistics: of, column_type, extra = {} },
  rows,
}: {
  column: ColumnFigures
  rows: number
}) {
  const { number } = useFormats()
  const { language, words } = useWords()
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumSignificantDigits: 3 })
  const counted = (count: unknown) =>
    typeof count === 'number' && count > 0 && rows > 0
      ? `${number(count)} (${percent.format(count / rows)})`
      : ''
  const missing = of.nan_count ?? 0
  const facts: [Name, string][] = [
    ['missing', missing === 0 ? '0' : counted(missing)],
    ['different', extra.n_unique === undefined ? '' : number(extra.n_unique)],
    ['noLabel', counted(of.no_label_count)],
    ['zero', counted(extra.zero_count)],
    ['negative', counted(extra.negative_count)],
    ['infinite', counted(extra.infinite_count)],
    ['empty', counted(extra.empty_count)],
    ['unreadable', counted(extra.unreadable_count)],
  ]
  const range = useRange(of)
  return <Facts facts={[...facts, ...range]} names={words.statistics.lengths[column_type]} />
}

/** Smallest, largest and what lies between. */
export function Range({ figures }: { figures: Figures }) {
  return <Facts facts={useRange(figures)} />
}

const RANGE = ['min', 'max', 'mean', 'median', 'std'] as const

function useRange(of: Figures): [Name, string][] {
  const { number } = useFormats()
  const { language } = useWords()
  return RANGE.map((name) => {
    const value = of[name] ?? ''
    return [name, typeof value === 'number' ? number(value) : (spanText(value, language) ?? value)]
  })
}

/** `names`: those that are told otherwise than of numbers. */
function Facts({ facts, names }: { facts: [Name, string][]; names?: Record<string, string> | undefined }) {
  const { statistics: words } = useWords().words
  return (
    <dl className="column-figures">
      {facts
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{names?.[name] ?? words.figures[name]}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
