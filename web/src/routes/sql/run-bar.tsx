import { useCopied } from '../../components/use-copied.js'
import { HubRefused } from '../../data/ask.js'
import { toldOf } from '../../data/told.js'
import { useFormats, useWords } from '../../words/words.js'
import type { QueryRun, SqlPlace } from './use-query-run.js'

interface Props {
  query: QueryRun
  run(): void
  text: string
  place: SqlPlace
  choose(place: SqlPlace): void
}

/** Run, where, or how far it is and the way to end it; and a link that holds the question. */
export function RunBar({ query, run, text, place, choose }: Props) {
  const { words } = useWords()
  const { running } = query
  const isEmpty = text.trim() === ''
  return (
    <div className="sql-run">
      {running ? (
        <button type="button" onClick={query.cancel}>
          {words.sqlConsole.cancel}
        </button>
      ) : (
        <button type="button" className="primary" disabled={isEmpty} onClick={run}>
          {words.sqlConsole.run} <kbd>Ctrl Enter</kbd>
        </button>
      )}
      <select
        aria-label={words.sqlConsole.here.where}
        value={place}
        disabled={running !== undefined}
        onChange={({ target }) => choose(target.value as SqlPlace)}
      >
        <option value="hub">{words.sqlConsole.here.hub}</option>
        <option value="browser">{words.sqlConsole.here.browser}</option>
      </select>
      <span role="status" className="quiet small sql-progress">
        {running && <HowFar progress={query.progress} />}
      </span>
      <Share text={text} isEmpty={isEmpty} />
    </div>
  )
}

function HowFar({ progress }: Pick<QueryRun, 'progress'>) {
  const { words } = useWords()
  const { number, bytes } = useFormats()
  const { here, running, rows } = words.sqlConsole
  const isHere = progress !== undefined && 'stage' in progress
  const text = isHere ? here.stages[progress.stage] : running
  const part = isHere ? progress.bytes / progress.total : (progress?.percent ?? Number.NaN) / 100
  return (
    <>
      <progress aria-label={text} {...(Number.isFinite(part) && { value: Math.min(part, 1), max: 1 })} />
      {text}
      {isHere && progress.bytes > 0 && ` · ${bytes(progress.bytes)}`}
      {!isHere && progress && progress.rows > 0 && ` · ${rows(number(progress.rows))}`}
    </>
  )
}

function Share({ text, isEmpty }: { text: string; isEmpty: boolean }) {
  const { words } = useWords()
  const { copied, copy, failure } = useCopied()
  const address = new URL(window.location.href)
  address.searchParams.set('q', text.trim())
  return (
    <>
      <button type="button" disabled={isEmpty} onClick={() => void copy(address.href)}>
        {copied === address.href && !isEmpty ? words.copied : words.sqlConsole.share}
      </button>
      {failure}
    </>
  )
}

/** What went wrong, as the hub says it; DuckDB points at the place, so its lines are kept. */
export function Failure({ query }: { query: QueryRun }) {
  const { words } = useWords()
  if (query.wasCancelled)
    return (
      <p role="status" className="notice">
        {words.sqlConsole.cancelled}
      </p>
    )
  if (!query.error) return null
  const { error } = query
  const isClosed = error instanceof HubRefused && error.code === 'GatedRepo'
  return (
    <div role="alert" className="notice sql-failure">
      <strong>{isClosed ? words.askForAccess : words.sqlConsole.failed}</strong>
      <pre>{toldOf(error, words)}</pre>
    </div>
  )
}
