import { HubError } from '../../core/errors.js'
import { fullName } from '../../core/repo-id.js'
import { apiRoute, type RepoCall, type Route } from '../route.js'
import { readCommit } from './commit-lines.js'

/** POST commit/REV: one commit, streamed. `create_pr=1` puts it on a new refs/pr/N. */
export const commit = (): Route =>
  apiRoute('POST', '/commit/*', 'repo:write', async (call) => {
    const { http, services, request, grant, query, urls } = call
    const ref = await branchOf(call)
    const { header, operations } = await readCommit(request, http.limits.lineBytes)
    if (header.summary.trim() === '')
      throw new HubError('BadRequest', { why: 'The header of the commit needs a "summary".' })
    const { oid, pullRequest } = await services.commits.commit(grant, {
      ref,
      summary: header.summary,
      description: header.description ?? '',
      parent: header.parentCommit ?? undefined,
      operations,
      openPullRequest: query.flag('create_pr'),
    })
    return {
      success: true,
      commitOid: oid,
      commitUrl: `${urls.repo(grant.repo)}/commit/${oid}`,
      hookOutput: '',
      ...(pullRequest !== undefined && {
        pullRequestUrl: `${urls.repo(grant.repo)}/discussions/${pullRequest}`,
      }),
    }
  })

/** The branch or pull request that is named. Throws RevisionNotFound, or BadRequest for a tag or a commit id. */
async function branchOf({ services, grant, tail }: RepoCall<'repo:write'>): Promise<string> {
  const named = tail.join('/')
  const { ref } = await services.revisions.resolve(grant, named)
  if (ref?.startsWith('refs/heads/') || ref?.startsWith('refs/pr/')) return ref
  throw new HubError('BadRequest', {
    why: `${named.slice(0, 100)} of ${fullName(grant.repo)} is not a branch; commit to a branch such as main.`,
  })
}
