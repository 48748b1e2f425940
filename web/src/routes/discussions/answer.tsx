import { useState } from 'react'
import { type RepoRef, repoPath } from '../../codecs/repo-address.js'
import { Refusal } from '../../components/govern/refusal.js'
import { SignInLink } from '../../components/sign-in-link.js'
import { type Act, type Discussion, useAct } from '../../data/discussions.js'
import { useMe } from '../../data/me.js'
import { useWords } from '../../words/words.js'
import { Composer } from './composer.js'

interface Props {
  repo: RepoRef
  discussion: Discussion
  mayClose: boolean
}

/** The field at the end: a comment, and closing or opening again with or without one. */
export function Answer({ repo, discussion, mayClose }: Props) {
  const { words } = useWords()
  const me = useMe()
  const [text, setText] = useState('')
  const act = useAct(repo, discussion.num)
  if (!me.data) return <SignInLink>{words.discussions.signIn}</SignInLink>
  const isClosed = discussion.status === 'closed'
  const isEmpty = text.trim() === ''
  // what was written is kept until it has arrived
  const run = (asked: Act) => act.mutate(asked, { onSuccess: () => setText('') })
  const status = isClosed ? 'open' : 'closed'
  return (
    <form
      className="discussion-form"
      onSubmit={(event) => {
        event.preventDefault()
        run({ act: 'comment', comment: text })
      }}
    >
      <Composer
        label={words.discussions.comment}
        base={`${repoPath(repo)}/resolve/main/`}
        text={text}
        change={setText}
      />
      {act.error && <Refusal error={act.error} />}
      <p className="post-actions">
        <button type="submit" className="main-action" disabled={act.isPending || isEmpty}>
          {words.discussions.addComment}
        </button>
        {mayClose && (
          <button
            type="button"
            disabled={act.isPending}
            onClick={() => run({ act: 'status', status, ...(!isEmpty && { comment: text }) })}
          >
            {isClosed
              ? words.discussions.reopen
              : isEmpty
                ? words.discussions.close
                : words.discussions.closeWith}
          </button>
        )}
      </p>
    </form>
  )
}
