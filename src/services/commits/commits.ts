import { createHash } from 'node:crypto'
import { CARD_PATH, cardTags, parseCard } from '../../codecs/card.js'
import { encodeCommit, objectId, type Signature, splitMessage } from '../../codecs/git-object.js'
import { lfsMatcher, trackWithLfs } from '../../codecs/gitattributes.js'
import { HubError } from '../../core/errors.js'
import { fullName } from '../../core/repo-id.js'
import { DEFAULT_BRANCH } from '../../core/revision.js'
import type { Repo } from '../../stores/metadata/repos.js'
import type { PathChange } from '../../stores/metadata/commits.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { Grant, SignedIn } from '../access.js'
import type { BlobVault } from '../blob-vault.js'
import type { Stores } from '../context.js'
import type { GitFiles } from '../git-files.js'
import { TreeEditor } from '../trees/tree-editor.js'
import { gatherEdits } from '../trees/tree-edits.js'
import { TreeReader } from '../trees/tree-reader.js'
import { type CommitOperation, CommitStaging, type StagedCommit } from './staging.js'

export interface CommitRequest {
  /** Full ref name. */
  ref: string
  summary: string
  description: string
  /** 5 to 40 hex digits of the commit the caller worked from. */
  parent: string | undefined
  operations: AsyncIterable<CommitOperation>
  openPullRequest: boolean
}
export interface CommitResult {
  oid: string
  pullRequest: number | undefined
}

export const MAIN_REF = `refs/heads/${DEFAULT_BRANCH}`
type Needs = Pick<Stores, 'metadata' | 'trees' | 'clock' | 'limits'> & { vault: BlobVault; files: GitFiles }

export function createCommits(needs: Needs) {
  const { metadata, clock } = needs

  /**
   * Makes one commit. Content is stored first, as it arrives; then one transaction checks the parent, writes
   * the trees and the commit, moves the ref and records the event. A retried request gets the first answer.
   */
  async function commit(grant: Grant<'repo:write'>, request: CommitRequest): Promise<CommitResult> {
    const staging = new CommitStaging(needs, grant)
    for await (const operation of request.operations) await staging.add(operation)
    const staged = await staging.finish()
    const requestHash = hashRequest(request, grant, staged)
    return metadata.transact(async (tx) => {
      const head = await lockHead(tx, grant.repo, request.ref)
      const repeated = await findRepeated(tx, grant.repo.id, requestHash, request, head)
      if (repeated) return { oid: repeated, pullRequest: undefined }
      checkParent(request, head)
      return land(tx, grant, { request, staged, head, requestHash })
    })
  }

  async function land(
    tx: Writers,
    grant: Grant<'repo:write'>,
    work: { request: CommitRequest; staged: StagedCommit; head: string; requestHash: string },
  ): Promise<CommitResult> {
    const { request, staged, head } = work
    const { repo } = grant
    const parent = await tx.commits.find(repo.id, head)
    if (!parent) throw new Error(`commit ${head} of ${fullName(repo)} is missing`)
    const reader = new TreeReader(tx.objects, repo.id, needs.trees)
    await addTracking(tx, repo, parent.tree, staged)
    const editor = new TreeEditor(reader, tx.objects)
    const tree = await editor.apply(parent.tree, gatherEdits(staged.edits))
    if (tree === parent.tree && !request.openPullRequest) return { oid: head, pullRequest: undefined }
    const oid = await writeCommit(tx, grant, { ...request, tree, parents: [head], changes: editor.changes, requestHash: work.requestHash })
    await tx.blobs.link(repo.id, staged.lfs.map((file) => file.pointer.sha256))
    if (!request.openPullRequest) {
      await moveRef(tx, grant, { ref: request.ref, from: head, to: oid, changes: editor.changes, card: staged.card })
      return { oid, pullRequest: undefined }
    }
    return { oid, pullRequest: await openPullRequest(tx, grant, request, oid) }
  }

  async function openPullRequest(tx: Writers, grant: Grant<'repo:write'>, request: CommitRequest, oid: string): Promise<number> {
    const num = await tx.repos.takeNumber(grant.repo.id)
    const ref = `refs/pr/${num}`
    await tx.repos.addPullRequest({ repoId: grant.repo.id, num, title: request.summary, authorId: actorOf(grant), baseRef: request.ref })
    await moveRef(tx, grant, { ref, from: null, to: oid, changes: [], card: undefined })
    return num
  }

  /** Git clients learn from .gitattributes which files are LFS: it gets a line for each new kind. */
  async function addTracking(tx: Writers, repo: Repo, rootTree: string, staged: StagedCommit): Promise<void> {
    if (staged.lfs.length === 0) return
    const stored = async () => (await needs.files.readText(repo.id, tx.objects, rootTree, '.gitattributes')) ?? ''
    const before = staged.gitattributes ?? (await stored())
    let text = before
    let tracked = lfsMatcher(text)
    for (const { path } of staged.lfs) {
      if (tracked(path)) continue
      text = trackWithLfs(text, path)
      tracked = lfsMatcher(text)
    }
    if (text === before) return
    const content = Buffer.from(text)
    const oid = objectId('blob', content)
    await tx.objects.addBlobs(repo.id, [{ oid, size: content.length, content, sha256: null, lfs: null }])
    staged.edits.push({ kind: 'put', path: '.gitattributes', mode: '100644', oid })
  }

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
    const content = encodeCommit({ tree: fields.tree, parents: fields.parents, author, committer: author, message })
    const oid = objectId('commit', content)
    const { title, body } = splitMessage(message)
    const { tree, parents, requestHash } = fields
    const row = { oid, tree, parents, title, message: body, authorName: author.name, committedAt: author.at, content, requestHash }
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
    move: { ref: string; from: string | null; to: string; target?: string; fromTarget?: string; changes: PathChange[] | 'unknown'; card: string | undefined },
  ): Promise<void> {
    const { repo } = grant
    const at = clock.now()
    // garbage collection locks the repo: what the ref is to reach must still be there
    if (!(await tx.repos.lock(repo.id)) || !(await tx.commits.find(repo.id, move.to))) {
      throw new HubError('RevisionNotFound', { revision: move.to, repo: fullName(repo) })
    }
    const ref = { name: move.ref, target: move.target ?? move.to, commit: move.to }
    if (!(await tx.refs.move(repo.id, move.fromTarget ?? move.from, ref, at))) throw new HubError('RefConflict', { ref: move.ref })
    if (move.ref === MAIN_REF) {
      const touched = move.changes === 'unknown' || move.changes.some((change) => change.path === CARD_PATH)
      const text = touched ? (move.card ?? (await readCard(tx, repo.id, move.to))) : undefined
      const data = text === undefined ? undefined : parseCard(text).data
      await tx.repos.setHead(repo.id, move.to, touched ? (data ?? null) : undefined, cardTags(data), at)
    }
    await tx.events.add({
      type: 'ref.moved',
      at,
      repoId: repo.id,
      actorId: actorOf(grant),
      payload: { ref: move.ref, from: move.from, to: move.to },
    })
  }

  async function readCard(tx: Writers, repoId: number, commitOid: string): Promise<string | undefined> {
    const commit = await tx.commits.find(repoId, commitOid)
    return commit && needs.files.readText(repoId, tx.objects, commit.tree, CARD_PATH)
  }

  return { commit, writeCommit, moveRef }
}
export type Commits = ReturnType<typeof createCommits>

/** The head of the ref, which stays locked. Throws RevisionNotFound. */
async function lockHead(tx: Writers, repo: Repo, ref: string): Promise<string> {
  const found = (await tx.repos.lock(repo.id)) ? await tx.refs.lock(repo.id, ref) : undefined
  if (!found) throw new HubError('RevisionNotFound', { revision: ref, repo: fullName(repo) })
  return found.commit
}

function checkParent(request: CommitRequest, head: string): void {
  const { parent, ref } = request
  if (parent !== undefined && !head.startsWith(parent)) throw new HubError('ParentMismatch', { ref, head, parent })
}

/**
 * The commit that this very request made before, if its answer was lost: on the same parent when one was
 * named, else the present head.
 */
async function findRepeated(tx: Writers, repoId: number, requestHash: string, request: CommitRequest, head: string): Promise<string | undefined> {
  for (const commit of await tx.commits.findByRequest(repoId, requestHash)) {
    if (commit.oid === head) return commit.oid
    const sameParent = request.parent !== undefined && commit.parents[0]?.startsWith(request.parent)
    if (sameParent && (await tx.commits.isAncestor(repoId, commit.oid, head))) return commit.oid
  }
  return undefined
}

function hashRequest(request: CommitRequest, grant: Grant, staged: StagedCommit): string {
  const { ref, summary, description, parent = null, openPullRequest } = request
  const parts = [ref, summary, description, parent, openPullRequest, actorOf(grant), staged.digest]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

export const actorOf = (grant: Grant): number | null => (grant.principal.kind === 'user' ? grant.principal.userId : null)

/** Addresses never leave the hub: commits carry the user's name only. */
export const signatureOf = (grant: Grant, at: Date): Signature => {
  const name = grant.principal.kind === 'user' ? (grant.principal satisfies SignedIn).name : 'databelt'
  return { name, email: `${name}@users.noreply`, at: new Date(Math.floor(at.getTime() / 1000) * 1000) }
}
