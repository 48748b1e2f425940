import { HubRefused } from '../data/ask.js'
import { toldOf } from '../data/told.js'
import { useWords } from '../words/words.js'

/** Contents that wait for an accepted request; what the hub says then is for programs. */
const CLOSED = ['GatedRepo', 'ExternalUnauthenticatedError', 'ExternalAuthenticatedError']

/** What went wrong, in the hub's own words, and a way to try again. */
export function Problem({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const { words } = useWords()
  if (error instanceof HubRefused && CLOSED.includes(error.code))
    return (
      <p className="quiet" role="status">
        {words.askForAccess}
      </p>
    )
  return (
    <div className="notice" role="alert">
      <strong>{words.failed}</strong> {toldOf(error, words)}{' '}
      {retry && (
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
