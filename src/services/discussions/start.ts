import { createHash } from 'node:crypto'
import type { DataReport } from '../../core/data-report.js'
import { HubError } from '../../core/errors.js'
import { fullName } from '../../core/repo-id.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { Grant } from '../access.js'
import { type CommitWriter, noteInPullRequest } from '../commits/commit-writer.js'
import type { Stores } from '../context.js'
import { actorIdOf } from '../grants.js'

/** A request that is sent again within this time is the same one. */
const AGAIN_MS = 60_000
/** Looked through for it. */
const LAST_NUMBERS = 50

export interface NewPullRequest {
  title: string
  description: string
  /** Full name of the branch that it is for. */
  baseRef: string
  /** Commit where its own ref begins. */
  to: string
}
export interface NewTalk {
  title: string
  description: string
  report: DataReport | null
}

/** How discussions begin, inside the transaction of whoever opens one. The first event is the description. */
export function createDiscussionStart({ clock, writer }: Pick<Stores, 'clock'> & { writer: CommitWriter }) {
  /** The number of a new discussion, or of the one that this very request opened before. */
  async function discussion(tx: Writers, grant: Grant<'repo:discuss'>, talk: NewTalk): Promise<number> {
    const next = await tx.discussions.lockNumbers(grant.repo.id)
    if (next === undefined) throw new HubError('RepoNotFound', { repo: fullName(grant.repo) })
    const of = { repoId: grant.repo.id, authorId: actorIdOf(grant.principal), requestHash: hashOf(talk) }
    const since = new Date(clock.now().getTime() - AGAIN_MS)
    const repeated = await tx.discussions.repeated(of, { num: next - LAST_NUMBERS, since })
    return repeated ?? begin(tx, grant, { ...talk, baseRef: null, requestHash: of.requestHash })
  }

  /** A pull request with a ref of its own, refs/pr/NUM. */
  async function pullRequest(
    tx: Writers,
    grant: Grant<'repo:write'>,
    { title, description, baseRef, to }: NewPullRequest,
    { hasCommit = true } = {},
  ): Promise<number> {
    const num = await begin(tx, grant, { title, description, baseRef, report: null, requestHash: null })
    const ref = `refs/pr/${num}`
    await writer.moveRef(tx, grant, { ref, from: null, to, changes: [], card: undefined })
    if (hasCommit) await noteInPullRequest(tx, grant, ref, { oid: to, title, at: clock.now() })
    return num
  }

  async function begin(
    tx: Writers,
    grant: Grant,
    fields: NewTalk & { baseRef: string | null; requestHash: string | null },
  ): Promise<number> {
    const at = clock.now()
    const { repo } = grant
    const { title, description, baseRef, report, requestHash } = fields
    const authorId = actorIdOf(grant.principal)
    const num = await tx.repos.takeNumber(repo.id)
    await tx.discussions.add({ repoId: repo.id, num, title, authorId, baseRef, report, requestHash, at })
    const comment = { type: 'comment' as const, authorId, at, content: description }
    const { publicId: commentId } = await tx.discussions.addEvent(repo.id, num, comment)
    const payload = { num, title, commentId, isPullRequest: baseRef !== null, isReport: report !== null }
    await tx.events.add({ type: 'discussion.created', at, repoId: repo.id, actorId: authorId, payload })
    return num
  }

  return { discussion, pullRequest }
}
export type DiscussionStart = ReturnType<typeof createDiscussionStart>

/** Throws DiscussionsDisabled when the repo has none. */
export function requireOpenTalk({ repo }: Grant): void {
  if (repo.discussionsDisabled) throw new HubError('DiscussionsDisabled', { repo: fullName(repo) })
}

const hashOf = ({ title, description, report }: NewTalk): string =>
  createHash('sha256')
    .update(JSON.stringify([title, description, report]))
    .digest('hex')
