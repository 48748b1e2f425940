import { HubError } from '../core/errors.js'
import { fullName } from '../core/repo-id.js'
import type { PullRequest } from '../stores/metadata/repos.js'
import type { Grant } from './access.js'
import { actorOf, type CommitWriter, MAIN_REF } from './commits/commit-writer.js'
import type { Stores } from './context.js'

/** Pull requests as far as commits need them: a ref of their own that begins at the default branch. */
export function createPullRequests({
  metadata,
  writer,
}: Pick<Stores, 'metadata'> & { writer: CommitWriter }) {
  /** Opens one without a commit; the client sends those to `refs/pr/NUM`. Returns its number. */
  const open = (grant: Grant<'repo:write'>, title: string): Promise<number> =>
    metadata.transact(async (tx) => {
      const { repo } = grant
      const head = (await tx.repos.lock(repo.id)) ? await tx.refs.lock(repo.id, MAIN_REF) : undefined
      if (!head) throw new HubError('RevisionNotFound', { revision: MAIN_REF, repo: fullName(repo) })
      const num = await tx.repos.takeNumber(repo.id)
      await tx.repos.addPullRequest({
        repoId: repo.id,
        num,
        title,
        authorId: actorOf(grant),
        baseRef: MAIN_REF,
      })
      const move = { ref: `refs/pr/${num}`, from: null, to: head.commit, changes: [], card: undefined }
      await writer.moveRef(tx, grant, move)
      return num
    })

  /** Throws DiscussionNotFound. */
  async function find(grant: Grant<'repo:read'>, num: number): Promise<PullRequest> {
    const found = await metadata.repos.findPullRequest(grant.repo.id, num)
    if (!found) throw new HubError('DiscussionNotFound', { num, repo: fullName(grant.repo) })
    return found
  }

  return { open, find }
}
