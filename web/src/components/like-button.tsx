import type { RepoRef } from '../codecs/repo-address.js'
import { useLike } from '../data/social.js'
import { toldOf } from '../data/told.js'
import { useFormats, useWords } from '../words/words.js'
import { SignInLink } from './sign-in-link.js'

/** Likes a repo, or takes the like back; who is not signed in is shown where to. */
export function LikeButton({ repo, count }: { repo: RepoRef; count: number }) {
  const { words } = useWords()
  const { short } = useFormats()
  const { isSignedIn, isLiked, change } = useLike(repo)
  const label = (
    <>
      <span aria-hidden="true">{isLiked ? '♥' : '♡'}</span> {isLiked ? words.people.liked : words.people.like}{' '}
      <span className="quiet">{short(count)}</span>
    </>
  )
  if (!isSignedIn) return <SignInLink title={words.people.signInToLike}>{label}</SignInLink>
  return (
    <>
      <button
        type="button"
        aria-pressed={isLiked}
        disabled={change.isPending}
        onClick={() => change.mutate(!isLiked)}
      >
        {label}
      </button>
      {change.error && (
        <span role="alert" className="small">
          {toldOf(change.error, words)}
        </span>
      )}
    </>
  )
}
