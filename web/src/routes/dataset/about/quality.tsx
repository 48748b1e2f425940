import { Link } from 'wouter'
import { readyOf, useFigures, useQuality } from '../../../data/about.js'
import type { Split } from '../../../data/tables.js'
import { useFormats, useWords } from '../../../words/words.js'

const MOST_SHOWN = 5

/** What the hub found when it read the files: tables, what failed and why, and which values are missing. */
export function Quality({ id }: { id: string }) {
  const { words } = useWords()
  const { number } = useFormats()
  const job = useQuality(id).data
  if (!job) return null
  const ready = readyOf(job)
  const rows = ready.reduce((sum, { numRows }) => sum + numRows, 0)
  const isRunning = job.state !== 'ready' && job.state !== 'failed'
  return (
    <section className="panel">
      <h2>{words.people.quality}</h2>
      {isRunning && <p className="quiet">{words.people.qualityPending}</p>}
      {!isRunning && ready.length === 0 && <p>{words.people.noTables}</p>}
      {ready.length > 0 && (
        <p>
          <Link href={`/datasets/${id}/viewer`}>
            {words.people.tables(number(ready.length))} · {words.rows(number(rows))}
          </Link>
        </p>
      )}
      {ready.length > 0 && job.problems.length === 0 && <p>✓ {words.people.allReadable}</p>}
      {job.problems.length > 0 && <Failed problems={job.problems} />}
      <Missing id={id} of={ready[0]} />
    </section>
  )
}

type Problems = NonNullable<ReturnType<typeof useQuality>['data']>['problems']

function Failed({ problems }: { problems: Problems }) {
  const { words } = useWords()
  const { number } = useFormats()
  return (
    <details>
      <summary>{words.people.filesFailed(number(problems.length))}</summary>
      <ul className="plain small">
        {problems.slice(0, 50).map(({ path, config, split, message }) => (
          <li key={`${path}/${config}/${split}/${message}`}>
            <code>{path ?? `${config}/${split}`}</code> {message}
          </li>
        ))}
      </ul>
    </details>
  )
}

/** Of the first split, the columns that lack the most. */
function Missing({ id, of }: { id: string; of: Split | undefined }) {
  const { words, language } = useWords()
  const { number } = useFormats()
  const figures = useFigures(id, of).data
  if (!of || !figures) return null
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })
  const lacking = figures.statistics
    .map(({ column_name: name, column_statistics: { nan_count: count = 0 } }) => ({ name, count }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
  const part = (count: number) => {
    const share = count / Math.max(1, figures.num_examples)
    return share < 0.001 ? `< ${percent.format(0.001)}` : percent.format(share)
  }
  return (
    <>
      <p className="quiet small">
        {of.config}/{of.split}:{' '}
        {words.people.rowsAndColumns(number(figures.num_examples), number(figures.statistics.length))}
      </p>
      {lacking.length === 0 && <p>✓ {words.people.noneMissing}</p>}
      {lacking.length > 0 && (
        <ul className="plain small" aria-label={words.people.missingIn(`${of.config}/${of.split}`)}>
          {lacking.slice(0, MOST_SHOWN).map(({ name, count }) => (
            <li key={name}>{words.people.missing(name, part(count))}</li>
          ))}
          {lacking.length > MOST_SHOWN && (
            <li>{words.people.missingMore(number(lacking.length - MOST_SHOWN))}</li>
          )}
        </ul>
      )}
      <Link href={`/datasets/${id}/statistics`} className="small">
        {words.people.statisticsLink}
      </Link>
    </>
  )
}
