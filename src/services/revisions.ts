import { HubError } from '../core/errors.js'
import { fullName } from '../core/repo-id.js'
import {
  DEFAULT_BRANCH,
  isCommitId,
  isShortCommitId,
  refCandidates,
  splitCandidates,
} from '../core/revision.js'
import type { CommitRow } from '../stores/metadata/commits.js'
import type { Grant } from './access.js'
import { MAIN_REF } from './commits/commit-writer.js'
import type { Stores } from './context.js'
import type { ObjectCache } from './object-cache.js'

export interface Revision {
  commit: CommitRow
  /** The ref that was named, or undefined for a commit id. */
  ref: string | undefined
}

/** Turns what a caller names (branch, tag, commit id, refs/...) into a commit. */
export function createRevisions({ metadata, objects }: Pick<Stores, 'metadata'> & { objects: ObjectCache }) {
  async function find(grant: Grant, revision: string): Promise<Revision | undefined> {
    const repoId = grant.repo.id
    if (isCommitId(revision)) {
      const commit = await metadata.commits.find(repoId, revision)
      return commit && { commit, ref: undefined }
    }
    const candidates = refCandidates(revision)
    // most reads are of the default branch, and the row that the policy was asked about says where that is
    const head = candidates[0] === MAIN_REF && grant.repo.head
    const tip = head ? await objects.tip(repoId, head) : undefined
    if (tip) return { commit: tip, ref: MAIN_REF }
    const named = await metadata.commits.findByRef(repoId, candidates)
    if (named) return named
    if (!isShortCommitId(revision)) return undefined
    const [only, ...others] = await metadata.commits.findByPrefix(repoId, revision)
    return only && others.length === 0 ? { commit: only, ref: undefined } : undefined
  }

  /** Throws RevisionNotFound. */
  async function resolve(grant: Grant, revision: string): Promise<Revision> {
    const found = await find(grant, revision)
    if (!found)
      throw new HubError('RevisionNotFound', { revision: revision.slice(0, 200), repo: fullName(grant.repo) })
    return found
  }

  /**
   * For addresses like tree/REVISION/PATH where REVISION may hold slashes that are not encoded. `segments` are
   * decoded; the first way to read them that names a revision wins. Throws RevisionNotFound.
   */
  async function split(grant: Grant, segments: string[]): Promise<Revision & { path: string }> {
    for (const { revision, path } of splitCandidates(segments.length === 0 ? [DEFAULT_BRANCH] : segments)) {
      const found = await find(grant, revision)
      if (found) return { ...found, path }
    }
    throw new HubError('RevisionNotFound', {
      revision: (segments[0] ?? '').slice(0, 200),
      repo: fullName(grant.repo),
    })
  }

  return { find, resolve, split }
}
export type Revisions = ReturnType<typeof createRevisions>
