import { HubError } from '../../core/errors.js'
import { fullName } from '../../core/repo-id.js'
import type { Discussion, DiscussionEvent, DiscussionQuery } from '../../stores/metadata/discussions.js'
import type { Grant } from '../access.js'
import { MAIN_REF } from '../commits/commit-writer.js'
import type { Stores } from '../context.js'
import { type DiscussionStart, type NewTalk, requireOpenTalk } from './start.js'

export type { Discussion, DiscussionEvent } from '../../stores/metadata/discussions.js'

/** Discussions and pull requests of a repo: opened, listed, read. What is said in them: talk.ts. See docs/discussions.md. */
export function createDiscussions({
  metadata,
  start,
}: Pick<Stores, 'metadata'> & { start: DiscussionStart }) {
  /** Returns the number. */
  async function open(grant: Grant<'repo:discuss'>, talk: NewTalk): Promise<number> {
    requireOpenTalk(grant)
    return metadata.transact((tx) => start.discussion(tx, grant, talk))
  }

  /** Opens a pull request without a commit; the client sends those to `refs/pr/NUM`. Returns its number. */
  async function openPullRequest(
    grant: Grant<'repo:write'>,
    { title, description }: Pick<NewTalk, 'title' | 'description'>,
  ): Promise<number> {
    requireOpenTalk(grant)
    const { repo } = grant
    return metadata.transact(async (tx) => {
      const head = (await tx.repos.lock(repo.id)) ? await tx.refs.lock(repo.id, MAIN_REF) : undefined
      if (!head) throw new HubError('RevisionNotFound', { revision: MAIN_REF, repo: fullName(repo) })
      const request = { title, description, baseRef: MAIN_REF, to: head.commit }
      return start.pullRequest(tx, grant, request, { hasCommit: false })
    })
  }

  async function list(
    grant: Grant<'repo:read'>,
    query: DiscussionQuery,
    page: { offset: number; limit: number },
  ): Promise<{ total: number; rows: Discussion[] }> {
    requireOpenTalk(grant)
    return metadata.discussions.list(grant.repo.id, query, page)
  }

  /** Throws DiscussionNotFound. */
  async function details(
    grant: Grant<'repo:read'>,
    num: number,
  ): Promise<Discussion & { events: DiscussionEvent[] }> {
    requireOpenTalk(grant)
    const found = await metadata.discussions.find(grant.repo.id, num)
    if (!found) throw noDiscussion(grant, num)
    return { ...found, events: await metadata.discussions.events(grant.repo.id, num) }
  }

  return { open, openPullRequest, list, details }
}

export const noDiscussion = ({ repo }: Grant, num: number): HubError =>
  new HubError('DiscussionNotFound', { num, repo: fullName(repo) })
