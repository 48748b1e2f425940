import { useState } from 'react'
import { Link } from 'wouter'
import { type RepoRef, repoPath } from '../../codecs/repo-address.js'
import { Loading, Problem } from '../../components/problem.js'
import { useTitle } from '../../components/use-title.js'
import { HubRefused } from '../../data/ask.js'
import {
  type Discussion,
  type DiscussionEvent,
  useAct,
  useDiscussion,
  useMayWrite,
} from '../../data/discussions.js'
import { useMe } from '../../data/me.js'
import { useFormats, useWords } from '../../words/words.js'
import { NotFound } from '../not-found.js'
import { Answer } from './answer.js'
import { CommentBox } from './comment.js'
import { EventLine } from './event.js'
import { ReportPlace } from './report.js'

export function OneDiscussion({ repo, of, num }: { repo: RepoRef; of: string; num: string }) {
  const { words } = useWords()
  const found = useDiscussion(repo, num)
  useTitle(...(found.error ? [] : [found.data?.title, `#${num}`, words.discussions.title, of]))
  if (found.isPending) return <Loading />
  if (found.error instanceof HubRefused && [400, 404].includes(found.error.status)) return <NotFound />
  if (found.error) return <Problem error={found.error} retry={() => void found.refetch()} />
  return (
    <section className="discussion">
      <p>
        <Link href={`${repoPath(repo)}/discussions`}>{words.discussions.back}</Link>
      </p>
      <Talk repo={repo} discussion={found.data} />
    </section>
  )
}

function Talk({
  repo,
  discussion,
}: {
  repo: RepoRef
  discussion: Discussion & { events: DiscussionEvent[] }
}) {
  const me = useMe()
  const mayWrite = useMayWrite(repo, Boolean(me.data)).data === true
  const mine = me.data?.name
  const isMine = (event: { author?: { name: string } }) => mine !== undefined && event.author?.name === mine
  return (
    <>
      <Title repo={repo} discussion={discussion} mayChange={mayWrite || isMine(discussion)} />
      {discussion.report && <ReportPlace repo={repo} report={discussion.report} />}
      <ol className="talk">
        {discussion.events.map((event) => (
          <li key={event.id}>
            {event.type === 'comment' ? (
              <CommentBox
                repo={repo}
                num={discussion.num}
                event={event}
                mayEdit={isMine(event)}
                mayHide={isMine(event) || mayWrite}
              />
            ) : (
              <EventLine event={event} />
            )}
          </li>
        ))}
      </ol>
      <Answer repo={repo} discussion={discussion} mayClose={mayWrite || isMine(discussion)} />
    </>
  )
}

interface TitleProps {
  repo: RepoRef
  discussion: Discussion
  mayChange: boolean
}
function Title({ repo, discussion, mayChange }: TitleProps) {
  const { words } = useWords()
  const { date } = useFormats()
  const [draft, setDraft] = useState<string>()
  const act = useAct(repo, discussion.num)
  const { title, num, status, author, createdAt } = discussion
  const isClosed = status === 'closed'
  return (
    <header>
      {draft === undefined ? (
        <h2>
          {title} <span className="quiet">#{num}</span>
        </h2>
      ) : (
        <form
          className="post-actions"
          onSubmit={(event) => {
            event.preventDefault()
            act.mutate({ act: 'title', title: draft }, { onSuccess: () => setDraft(undefined) })
          }}
        >
          <input
            aria-label={words.discussions.startTitle}
            value={draft}
            minLength={3}
            maxLength={200}
            required
            onChange={(event) => setDraft(event.target.value)}
          />
          <button type="submit">{words.discussions.save}</button>
          <button type="button" onClick={() => setDraft(undefined)}>
            {words.discussions.cancel}
          </button>
        </form>
      )}
      {act.error && <Problem error={act.error} />}
      <p className="facts">
        <span className={isClosed ? 'post-state closed' : 'post-state'}>
          {isClosed ? words.discussions.closed : words.discussions.open}
        </span>
        <span>{words.discussions.startedBy(author?.name ?? words.discussions.gone, date(createdAt))}</span>
        {mayChange && draft === undefined && (
          <button type="button" className="as-link" onClick={() => setDraft(title)}>
            {words.discussions.retitle}
          </button>
        )}
      </p>
    </header>
  )
}
