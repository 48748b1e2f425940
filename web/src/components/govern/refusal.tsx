import { HubRefused } from '../../data/ask.js'
import { toldOf } from '../../data/told.js'
import { useWords } from '../../words/words.js'

/** Refusals that another sign-in lifts. */
const BY_SIGNING_IN = ['FreshSignInNeeded', 'StrongSignInNeeded', 'NotSignedIn', 'SessionNeeded']

/** Where to sign in, and back to this page. */
export const signInHere = () =>
  `/login?next=${encodeURIComponent(window.location.pathname + window.location.search)}`

/** What the hub refused, in its own words; when a sign-in helps, the way there and back. */
export function Refusal({ error }: { error: unknown }) {
  const { words } = useWords()
  const helps = error instanceof HubRefused && BY_SIGNING_IN.includes(error.code)
  return (
    <div className="notice" role="alert">
      <strong>{words.failed}</strong> {toldOf(error, words)}
      {helps && (
        <p className="actions">
          <a className="button" href={signInHere()}>
            {words.account.signInAgain}
          </a>
          <span className="small">{words.account.signInAgainHint}</span>
        </p>
      )}
    </div>
  )
}
