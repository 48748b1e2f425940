import type { ColumnFigures, Figures } from '../../../data/statistics.js'
import { useFormats, useWords } from '../../../words/words.js'

type Name = keyof ReturnType<typeof useWords>['words']['statistics']['figures']

/** What is counted of a column, as terms and values. */
export function FigureList({
  column: { column_statistics: of, extra = {} },
  rows,
}: {
  column: ColumnFigures
  rows: number
}) {
  const { number } = useFormats()
  const { language } = useWords()
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
  return <Facts facts={[...facts, ...rangeFacts(of, number)]} />
}

/** Smallest, largest and what lies between. */
export function Range({ figures }: { figures: Figures }) {
  const { number } = useFormats()
  return <Facts facts={rangeFacts(figures, number)} />
}

const RANGE = ['min', 'max', 'mean', 'median', 'std'] as const

function rangeFacts(of: Figures, number: (value: number) => string): [Name, string][] {
  return RANGE.map((name) => {
    const value = of[name]
    return [name, typeof value === 'number' ? number(value) : (value ?? '')]
  })
}

function Facts({ facts }: { facts: [Name, string][] }) {
  const { statistics: words } = useWords().words
  return (
    <dl className="column-figures">
      {facts
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{words.figures[name]}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
