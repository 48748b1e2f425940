import { useCopied } from '../../components/use-copied.js'
import { HubRefused } from '../../data/ask.js'
import { toldOf } from '../../data/told.js'
import { useFormats, useWords } from '../../words/words.js'
import type { QueryRun } from './use-query-run.js'

interface Props {
  query: QueryRun
  run(): void
  text: string
  isEmpty: boolean
}

/** Run, or how far it is and the way to end it; and a link that holds the question. */
export function RunBar({ query, run, text, isEmpty }: Props) {
  const { words } = useWords()
  const { number } = useFormats()
  const { running, progress } = query
  const percent = progress?.percent ?? null
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
      <span role="status" className="quiet small sql-progress">
        {running && (
          <>
            <progress
              aria-label={words.sqlConsole.running}
              {...(percent !== null && { value: percent, max: 100 })}
            />
            {words.sqlConsole.running}
            {progress && progress.rows > 0 && ` · ${words.sqlConsole.rows(number(progress.rows))}`}
          </>
        )}
      </span>
      <Share text={text} isEmpty={isEmpty} />
    </div>
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
