import { HubError } from '../../core/errors.js'
import { fullName } from '../../core/repo-id.js'
import type { Discussion, DiscussionEvent, NewEventOf } from '../../stores/metadata/discussions.js'
import type { EventType } from '../../stores/metadata/events.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { Access, Grant } from '../access.js'
import type { Stores } from '../context.js'
import { actorIdOf } from '../grants.js'
import { noDiscussion } from './discussions.js'
import { requireOpenTalk } from './start.js'

type Speaker = Grant<'repo:discuss'>
/** A discussion is answered whole, so it is bounded: events and versions of comments, and bytes of all their texts. */
const MOST_EVENTS = 1000
const MOST_TEXT_BYTES = 4 * 1024 * 1024
const LIMIT = `${MOST_EVENTS} events and 4 MiB of text`

/** What people say and do in a discussion. Each returns the event that came of it. */
export function createTalk({
  metadata,
  clock,
  access,
}: Pick<Stores, 'metadata' | 'clock'> & { access: Access }) {
  const comment = (grant: Speaker, num: number, content: string): Promise<DiscussionEvent> =>
    change(grant, num, (tx, discussion) => say(tx, grant, discussion, content))

  async function say(tx: Writers, grant: Speaker, discussion: Discussion, content: string) {
    requireRoom(grant, discussion, content)
    const made = await add(tx, grant, discussion, { type: 'comment', content })
    await note(tx, grant, 'discussion.commented', { num: discussion.num, commentId: made.publicId })
    return made
  }

  /** By its author, or a writer of the repo. */
  async function retitle(grant: Speaker, num: number, title: string): Promise<DiscussionEvent> {
    await requireSay(grant, await find(grant, num))
    return change(grant, num, async (tx, discussion) => {
      requireRoom(grant, discussion, title)
      const data = { from: discussion.title, to: title }
      await tx.discussions.setTitle(grant.repo.id, num, title)
      const made = await add(tx, grant, discussion, { type: 'title-change', data })
      await note(tx, grant, 'discussion.retitled', { num, ...data, eventId: made.publicId })
      return made
    })
  }

  /** Opens or closes it, with a comment before; by its author, or a writer of the repo. */
  async function setStatus(
    grant: Speaker,
    num: number,
    { status, words }: { status: 'open' | 'closed'; words: string | undefined },
  ): Promise<DiscussionEvent> {
    const before = await find(grant, num)
    await requireSay(grant, before)
    return change(grant, num, async (tx, discussion) => {
      if (discussion.status === status || discussion.status === 'merged')
        throw new HubError('BadRequest', { why: `${num} is ${discussion.status} already.` })
      if (status === 'open') requireRoom(grant, discussion, '')
      if (words !== undefined) await say(tx, grant, discussion, words)
      await tx.discussions.setStatus(grant.repo.id, num, status)
      const made = await add(tx, grant, discussion, { type: 'status-change', data: { status } })
      await note(tx, grant, 'discussion.status', { num, status, eventId: made.publicId })
      return made
    })
  }

  /** By its author only. The text before is kept as a version that everybody may read. */
  async function edit(
    grant: Speaker,
    num: number,
    { commentId, content }: { commentId: string; content: string },
  ): Promise<DiscussionEvent> {
    return change(grant, num, async (tx, discussion) => {
      const found = await commentIn(tx, grant, num, commentId)
      if (found.authorId === null || found.authorId !== actorIdOf(grant.principal))
        throw forbidden(grant, 'only its author may edit a comment')
      if (found.content === null)
        throw new HubError('BadRequest', { why: `The comment ${commentId} is hidden.` })
      if (found.content === content) return found
      requireRoom(grant, discussion, content)
      await tx.discussions.edit(found.id, content, actorIdOf(grant.principal), clock.now())
      await note(tx, grant, 'discussion.edited', { num, commentId })
      return commentIn(tx, grant, num, commentId)
    })
  }

  /** By its author, or a writer of the repo. Every text that it had is forgotten; this cannot be undone. */
  async function hide(grant: Speaker, num: number, commentId: string): Promise<DiscussionEvent> {
    await requireSay(grant, await commentIn(metadata, grant, num, commentId))
    return change(grant, num, async (tx) => {
      const found = await commentIn(tx, grant, num, commentId)
      if (found.content === null) return found
      await tx.discussions.hide(found.id, actorIdOf(grant.principal), clock.now())
      await note(tx, grant, 'discussion.hidden', { num, commentId })
      return commentIn(tx, grant, num, commentId)
    })
  }

  /** Runs `work` while nobody else changes the discussion, so that its events have one order. */
  function change<T>(
    grant: Speaker,
    num: number,
    work: (tx: Writers, discussion: Discussion) => Promise<T>,
  ): Promise<T> {
    requireOpenTalk(grant)
    return metadata.transact(async (tx) => {
      const discussion = await tx.discussions.lock(grant.repo.id, num)
      if (!discussion) throw noDiscussion(grant, num)
      return work(tx, discussion)
    })
  }

  async function find(grant: Speaker, num: number): Promise<Discussion> {
    requireOpenTalk(grant)
    const found = await metadata.discussions.find(grant.repo.id, num)
    if (!found) throw noDiscussion(grant, num)
    return found
  }

  /** What is not one's own asks for the right to write to the repo. */
  async function requireSay(grant: Speaker, { authorId }: { authorId: number | null }): Promise<void> {
    if (authorId !== null && authorId === actorIdOf(grant.principal)) return
    await access.authorizeById(grant.principal, 'repo:write', grant.repo.id)
  }

  const add = (tx: Writers, grant: Speaker, { num }: Discussion, event: Said) =>
    tx.discussions.addEvent(grant.repo.id, num, {
      ...event,
      authorId: doneBy(grant).actorId,
      at: clock.now(),
    })

  const note = (tx: Writers, grant: Speaker, type: EventType, payload: Record<string, unknown>) =>
    tx.events.add({ ...doneBy(grant), type, at: clock.now(), payload })

  return { comment, retitle, setStatus, edit, hide }
}

type Said = Pick<NewEventOf, 'type' | 'content' | 'data'>

const doneBy = ({ repo, principal }: Speaker) => ({ repoId: repo.id, actorId: actorIdOf(principal) })

/** Closing is always possible; nothing else is in a discussion that is full. */
function requireRoom(grant: Grant, { num, eventCount, textBytes }: Discussion, text: string): void {
  const isFull = eventCount >= MOST_EVENTS || textBytes + Buffer.byteLength(text) > MOST_TEXT_BYTES
  if (isFull) throw new HubError('DiscussionFull', { num, repo: fullName(grant.repo), limit: LIMIT })
}

/** Throws DiscussionNotFound or CommentNotFound. */
async function commentIn(
  { discussions }: Pick<Stores['metadata'], 'discussions'>,
  grant: Speaker,
  num: number,
  commentId: string,
): Promise<DiscussionEvent> {
  if (!(await discussions.find(grant.repo.id, num))) throw noDiscussion(grant, num)
  const found = await discussions.event(grant.repo.id, num, commentId)
  if (found?.type === 'comment') return found
  throw new HubError('CommentNotFound', { id: commentId.slice(0, 64), num, repo: fullName(grant.repo) })
}

const forbidden = ({ repo }: Grant, why: string): HubError =>
  new HubError('Forbidden', { action: 'change what others said in', repo: fullName(repo), why })
