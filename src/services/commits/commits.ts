import { createHash } from 'node:crypto'
import { HubError } from '../../core/errors.js'
import { fullName } from '../../core/repo-id.js'
import type { PathChange } from '../../stores/metadata/commits.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { Repo } from '../../stores/metadata/repos.js'
import type { Grant } from '../access.js'
import type { BlobVault } from '../blob-vault.js'
import type { Stores } from '../context.js'
import { type DiscussionStart, requireOpenTalk } from '../discussions/start.js'
import type { GitFiles } from '../git-files.js'
import { actorIdOf } from '../grants.js'
import type { Quotas } from '../quotas/quotas.js'
import type { Renew } from '../renewal.js'
import { TreeEditor } from '../trees/tree-editor.js'
import { gatherEdits } from '../trees/tree-edits.js'
import { TreeReader } from '../trees/tree-reader.js'
import type { CommitWriter } from './commit-writer.js'
import { type CommitOperation, CommitStaging, type StagedCommit } from './staging.js'
import { withTracking } from './tracking.js'

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

type Needs = Pick<Stores, 'metadata' | 'trees' | 'limits' | 'checkRowSpace'> & {
  vault: BlobVault
  files: GitFiles
  writer: CommitWriter
  start: DiscussionStart
  quotas: Pick<Quotas, 'charge'>
  renew: Renew
}

export function createCommits(needs: Needs) {
  const { metadata, files, writer, start } = needs

  /**
   * Makes one commit. Content is stored first, as it arrives; then one transaction checks the parent, writes
   * the trees and the commit, moves the ref and records the event. A retried request gets the first answer.
   */
  async function commit(grant: Grant<'repo:write'>, request: CommitRequest): Promise<CommitResult> {
    if (request.openPullRequest) requireOpenTalk(grant)
    const staging = new CommitStaging(needs, grant)
    for await (const operation of request.operations) await staging.add(operation)
    const staged = await staging.finish()
    const requestHash = hashRequest(request, grant, staged)
    await needs.renew(grant)
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
    const edits = await withTracking({ tx, files, repo }, parent.tree, staged)
    const editor = new TreeEditor(reader, tx.objects)
    const tree = await editor.apply(parent.tree, gatherEdits(edits))
    if (tree === parent.tree && !request.openPullRequest) return { oid: head, pullRequest: undefined }
    const oid = await writer.writeCommit(tx, grant, {
      ...request,
      tree,
      parents: [head],
      changes: editor.changes,
      requestHash: work.requestHash,
    })
    await tx.blobs.link(
      repo.id,
      staged.lfs.map((file) => file.pointer.sha256),
    )
    const charge = () => needs.quotas.charge(tx, grant, [newOids(editor.changes)])
    if (!request.openPullRequest) {
      await writer.moveRef(tx, grant, {
        ref: request.ref,
        from: head,
        to: oid,
        changes: editor.changes,
        card: staged.card,
      })
      await charge()
      return { oid, pullRequest: undefined }
    }
    const { summary: title, description, ref: baseRef } = request
    const pullRequest = await start.pullRequest(tx, grant, { title, description, baseRef, to: oid })
    await charge()
    return { oid, pullRequest }
  }

  return { commit }
}

/** Git blobs that a commit refers to anew. */
export const newOids = (changes: PathChange[]): string[] => [
  ...new Set(changes.flatMap(({ newOid }) => (newOid === null ? [] : [newOid]))),
]

/** The head of the ref, which stays locked. Throws RevisionNotFound. */
async function lockHead(tx: Writers, repo: Repo, ref: string): Promise<string> {
  const found = (await tx.repos.lock(repo.id)) ? await tx.refs.lock(repo.id, ref) : undefined
  if (!found) throw new HubError('RevisionNotFound', { revision: ref, repo: fullName(repo) })
  return found.commit
}

function checkParent(request: CommitRequest, head: string): void {
  const { parent, ref } = request
  if (parent !== undefined && !head.startsWith(parent))
    throw new HubError('ParentMismatch', { ref, head, parent })
}

/**
 * The commit that this very request made before, if its answer was lost: on the same parent when one was
 * named, else the present head.
 */
async function findRepeated(
  tx: Writers,
  repoId: number,
  requestHash: string,
  request: CommitRequest,
  head: string,
): Promise<string | undefined> {
  for (const commit of await tx.commits.findByRequest(repoId, requestHash)) {
    if (commit.oid === head) return commit.oid
    const sameParent = request.parent !== undefined && commit.parents[0]?.startsWith(request.parent)
    if (sameParent && (await tx.commits.isAncestor(repoId, commit.oid, head))) return commit.oid
  }
  return undefined
}

function hashRequest(request: CommitRequest, grant: Grant, staged: StagedCommit): string {
  const { ref, summary, description, parent = null, openPullRequest } = request
  const parts = [
    ref,
    summary,
    description,
    parent,
    openPullRequest,
    actorIdOf(grant.principal),
    staged.digest,
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
