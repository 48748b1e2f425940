import type { DiscussionEvent } from '../../data/discussions.js'
import { useFormats, useWords } from '../../words/words.js'

/** Something that was done in a discussion, in a line. */
export function EventLine({ event }: { event: DiscussionEvent }) {
  const { words } = useWords()
  const { date } = useFormats()
  const name = event.author?.name ?? words.discussions.gone
  return (
    <p className="quiet small event">
      <strong>{name}</strong> {saidOf(event, words.discussions)} ·{' '}
      <time dateTime={event.createdAt}>{date(event.createdAt)}</time>
    </p>
  )
}

function saidOf(
  { type, data }: DiscussionEvent,
  words: ReturnType<typeof useWords>['words']['discussions'],
): string {
  const { status, from, to, subject } = (data ?? {}) as Record<string, string | undefined>
  if (type === 'status-change') return status === 'closed' ? words.closedIt : words.openedIt
  if (type === 'title-change') return words.retitled(from ?? '', to ?? '')
  return subject ? `${words.committed}: ${subject}` : words.committed
}
