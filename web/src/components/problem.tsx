import { HubRefused } from '../data/ask.js'
import { toldOf } from '../data/told.js'
import { useWords } from '../words/words.js'

/** What went wrong, in the hub's own words, and a way to try again. */
export function Problem({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const { words } = useWords()
  const isClosed = error instanceof HubRefused && error.code === 'GatedRepo'
  return (
    <div className="notice" role="alert">
      <strong>{isClosed ? words.askForAccess : words.failed}</strong> {toldOf(error, words)}{' '}
      {retry && !isClosed && (
        <button type="button" onClick={retry}>
          {words.retry}
        </button>
      )}
    </div>
  )
}

export function Loading() {
  const { words } = useWords()
  return (
    <p className="quiet" role="status">
      {words.loading}
    </p>
  )
}
