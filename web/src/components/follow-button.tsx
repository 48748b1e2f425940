import { useMe } from '../data/me.js'
import { type Account, useFollow } from '../data/social.js'
import { toldOf } from '../data/told.js'
import { useWords } from '../words/words.js'
import { SignInLink } from './sign-in-link.js'

/** Follows an account, or no more; nobody follows themselves. */
export function FollowButton({ account }: { account: Account }) {
  const { words } = useWords()
  const me = useMe()
  const follow = useFollow(account)
  if (me.data?.name === account.name) return null
  if (!me.data) return <SignInLink>{words.people.signInToFollow}</SignInLink>
  return (
    <>
      <button
        type="button"
        aria-pressed={account.isFollowing}
        disabled={follow.isPending}
        onClick={() => follow.mutate(!account.isFollowing)}
      >
        {account.isFollowing ? words.people.following : words.people.follow}
      </button>
      {follow.error && (
        <span role="alert" className="small">
          {toldOf(follow.error, words)}
        </span>
      )}
    </>
  )
}
