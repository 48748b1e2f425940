import { lazy, Suspense, useMemo, useState } from 'react'
import { Loading } from '../../components/problem.js'
import type { SqlFormat } from '../../data/sql.js'
import { useFormats, useWords } from '../../words/words.js'
import { chartsOf } from './chart-choice.js'
import { ResultTable } from './result-table.js'
import { type Answer, isBrowserFormat, type QueryRun, SHOWN_ROWS } from './use-query-run.js'

const Chart = lazy(() => import('./chart.js'))
const FORMATS: [SqlFormat, string][] = [
  ['csv', 'CSV'],
  ['jsonl', 'JSON Lines'],
  ['parquet', 'Parquet'],
  ['arrow', 'Arrow'],
]

interface ResultProps {
  answer: Answer
  query: QueryRun
  /** The editor has another question by now. */
  isEarlier: boolean
}

/** An answer as a table or as a chart, what is known of it, and ways to take it away. */
export function Result({ answer, query, isEarlier }: ResultProps) {
  const { words } = useWords()
  const [view, setView] = useState<'table' | 'chart'>('table')
  const hasChart = useMemo(() => chartsOf(answer).length > 0, [answer])
  const shown = hasChart ? view : 'table'
  const formats = FORMATS.filter(([format]) => answer.place === 'hub' || isBrowserFormat(format))
  return (
    <section className="sql-result" aria-label={words.sqlConsole.result}>
      {isEarlier && (
        <p className="quiet small sql-earlier">
          {words.sqlConsole.earlier} <code title={answer.sql}>{answer.sql}</code>
        </p>
      )}
      <div className="bar">
        <Facts answer={answer} />
        <fieldset className="sql-choice">
          <legend className="hidden-label">{words.sqlConsole.view}</legend>
          {(['table', 'chart'] as const).map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={shown === each}
              disabled={each === 'chart' && !hasChart}
              onClick={() => setView(each)}
            >
              {words.sqlConsole[each]}
            </button>
          ))}
        </fieldset>
      </div>
      {shown === 'chart' ? (
        <Suspense fallback={<Loading />}>
          <Chart answer={answer} />
        </Suspense>
      ) : (
        <ResultTable answer={answer} />
      )}
      <p className="sql-downloads">
        <span className="quiet">{words.sqlConsole.download}</span>
        {formats.map(([format, name]) => (
          <button
            key={format}
            type="button"
            disabled={query.running !== undefined}
            onClick={() => void query.download(answer, format)}
          >
            {name}
          </button>
        ))}
      </p>
    </section>
  )
}

function Facts({ answer }: { answer: Answer }) {
  const { words } = useWords()
  const { number } = useFormats()
  const { rows, hasMore, truncated, tookMs } = answer
  const said = words.sqlConsole
  const seconds = number(Math.round(tookMs / 10) / 100)
  // of an answer with more rows than the page asks for, the page is what cut it
  const note = hasMore ? said.moreRows : truncated ? said.truncated : ''
  return (
    <p role="status" className="sql-facts">
      <strong>{hasMore ? said.firstRows(number(SHOWN_ROWS)) : said.rows(number(rows.length))}</strong>{' '}
      <span className="quiet">
        {said.took(seconds)}
        {note !== '' && ` · ${note}`}
      </span>
    </p>
  )
}
