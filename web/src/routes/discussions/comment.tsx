import { useState } from 'react'
import { Link } from 'wouter'
import { type RepoRef, repoPath } from '../../codecs/repo-address.js'
import { Markdown } from '../../components/markdown.js'
import { Problem } from '../../components/problem.js'
import { type CommentData, type DiscussionEvent, useAct } from '../../data/discussions.js'
import { useFormats, useWords } from '../../words/words.js'
import { Composer } from './composer.js'

interface Props {
  repo: RepoRef
  num: number
  event: DiscussionEvent
  mayEdit: boolean
  mayHide: boolean
}

export function CommentBox({ repo, num, event, mayEdit, mayHide }: Props) {
  const { words } = useWords()
  const { date } = useFormats()
  const [draft, setDraft] = useState<string>()
  const act = useAct(repo, num)
  const { hidden, edited, latest } = event.data as CommentData
  const base = `${repoPath(repo)}/resolve/main/`
  const hide = () => {
    if (window.confirm(words.discussions.hideSure)) act.mutate({ act: 'hide', id: event.id })
  }
  const save = (content: string) =>
    act.mutate({ act: 'edit', id: event.id, content }, { onSuccess: () => setDraft(undefined) })
  return (
    <article className="comment" id={event.id}>
      <header className="facts">
        {event.author ? (
          <Link href={`/${event.author.name}`}>{event.author.name}</Link>
        ) : (
          <span>{words.discussions.gone}</span>
        )}
        <time dateTime={event.createdAt}>{date(event.createdAt)}</time>
        {edited && <span>{words.discussions.edited}</span>}
        {!hidden && mayEdit && draft === undefined && (
          <button type="button" className="as-link" onClick={() => setDraft(latest.raw)}>
            {words.discussions.edit}
          </button>
        )}
        {!hidden && mayHide && draft === undefined && (
          <button type="button" className="as-link" onClick={hide}>
            {words.discussions.hide}
          </button>
        )}
      </header>
      {hidden && <p className="quiet">{words.discussions.hidden}</p>}
      {!hidden && draft === undefined && <Markdown text={latest.raw} base={base} />}
      {draft !== undefined && (
        <>
          <Composer label={words.discussions.comment} base={base} text={draft} change={setDraft} />
          <p className="post-actions">
            <button
              type="button"
              className="main-action"
              disabled={act.isPending || draft.trim() === ''}
              onClick={() => save(draft)}
            >
              {words.discussions.save}
            </button>
            <button type="button" onClick={() => setDraft(undefined)}>
              {words.discussions.cancel}
            </button>
          </p>
        </>
      )}
      {act.error && <Problem error={act.error} />}
    </article>
  )
}
