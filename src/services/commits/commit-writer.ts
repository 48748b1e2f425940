import { encodeCommit, objectId, type Signature, splitMessage } from '../../codecs/git-object.js'
import { HubError } from '../../core/errors.js'
import { fullName } from '../../core/repo-id.js'
import { DEFAULT_BRANCH } from '../../core/revision.js'
import type { PathChange } from '../../stores/metadata/commits.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { Ref } from '../../stores/metadata/refs.js'
import type { Grant, SignedIn } from '../access.js'
import type { Stores } from '../context.js'
import { actorIdOf } from '../grants.js'
import type { MainHead } from './main-head.js'

export const MAIN_REF = `refs/heads/${DEFAULT_BRANCH}`

/** Writes commits and moves refs, inside the transaction of whoever does: API commits, branches, pushes. */
export function createCommitWriter({ clock, moveMain }: Pick<Stores, 'clock'> & { moveMain: MainHead }) {
  /** Stores the commit object and what it changed. */
  async function writeCommit(
    tx: Writers,
    grant: Grant,
    fields: {
      tree: string
      parents: string[]
      summary: string
      description: string
      changes: PathChange[]
      requestHash: string | null
    },
  ): Promise<string> {
    const author = signatureOf(grant, clock.now())
    const message = fields.description === '' ? fields.summary : `${fields.summary}\n\n${fields.description}`
    const content = encodeCommit({
      tree: fields.tree,
      parents: fields.parents,
      author,
      committer: author,
      message,
    })
    const oid = objectId('commit', content)
    const { title, body } = splitMessage(message)
    const { tree, parents, requestHash } = fields
    const row = {
      oid,
      tree,
      parents,
      title,
      message: body,
      authorName: author.name,
      committedAt: author.at,
      content,
      requestHash,
    }
    await tx.commits.add(grant.repo.id, row, fields.changes)
    return oid
  }

  /**
   * Moves a ref and all that hangs on it: head and card of the repo, the event. `card` is the new README.md
   * text when the caller knows it. Throws RefConflict when the ref is not at `from`.
   */
  async function moveRef(
    tx: Writers,
    grant: Grant,
    move: {
      ref: string
      from: string | null
      to: string
      target?: string
      fromTarget?: string
      changes: PathChange[] | 'unknown'
      card: string | undefined
    },
  ): Promise<void> {
    const { repo } = grant
    const at = clock.now()
    // garbage collection locks the repo: what the ref is to reach must still be there
    const commit = (await tx.repos.lock(repo.id)) ? await tx.commits.find(repo.id, move.to) : undefined
    if (!commit) {
      throw new HubError('RevisionNotFound', { revision: move.to, repo: fullName(repo) })
    }
    const ref = { name: move.ref, target: move.target ?? move.to, commit: move.to }
    if (!(await tx.refs.move(repo.id, move.fromTarget ?? move.from, ref, at)))
      throw new HubError('RefConflict', { ref: move.ref })
    if (move.ref === MAIN_REF) {
      if (move.ref === MAIN_REF) await moveMain(tx, repo.id, { ...move, oid: move.to, tree: commit.tree, at })
      if (repo.type === 'dataset') await tx.tables.request(repo.id, move.to)
    }
    if (move.from !== null) await noteInPullRequest(tx, grant, move.ref, { ...commit, at })
    await tx.events.add({
      type: 'ref.moved',
      at,
      repoId: repo.id,
      actorId: actorIdOf(grant.principal),
      payload: { ref: move.ref, from: move.from, to: move.to },
    })
  }

  /** Deletes a ref. Throws RefConflict when it is not where `ref` says. */
  async function removeRef(tx: Writers, grant: Grant, ref: Ref): Promise<void> {
    const { repo } = grant
    if (!(await tx.refs.remove(repo.id, ref.name, ref.target)))
      throw new HubError('RefConflict', { ref: ref.name })
    const payload = { ref: ref.name, from: ref.commit, to: null }
    await tx.events.add({
      type: 'ref.moved',
      at: clock.now(),
      repoId: repo.id,
      actorId: actorIdOf(grant.principal),
      payload,
    })
  }

  return { writeCommit, moveRef, removeRef }
}
const PULL_REQUEST = /^refs\/pr\/([1-9]\d{0,8})$/

/** A commit to a pull request is part of its discussion. */
export async function noteInPullRequest(
  tx: Writers,
  grant: Grant,
  ref: string,
  { oid, title, at }: { oid: string; title: string; at: Date },
): Promise<void> {
  const num = Number(PULL_REQUEST.exec(ref)?.[1] ?? 0)
  if (num === 0 || !(await tx.discussions.lock(grant.repo.id, num))) return
  const data = { subject: title, oid }
  await tx.discussions.addEvent(grant.repo.id, num, {
    type: 'commit',
    authorId: actorIdOf(grant.principal),
    at,
    data,
  })
}

export type CommitWriter = ReturnType<typeof createCommitWriter>

/** Addresses never leave the hub: commits carry the user's name only. */
export const signatureOf = (grant: Grant, at: Date): Signature => {
  const name = grant.principal.kind === 'user' ? (grant.principal satisfies SignedIn).name : 'databelt'
  return { name, email: `${name}@users.noreply`, at: new Date(Math.floor(at.getTime() / 1000) * 1000) }
}
