import { isHubError } from '../../core/errors.js'
import type { RepoAction } from '../../core/policy.js'
import type { Repo } from '../../stores/metadata/repos.js'
import type { Access, SignedIn } from '../access.js'
import type { Authentication } from '../authentication.js'

/** Who may hear of a repo at this moment; asked when something is sent, not when it is queued. */
export function createAudience({
  access,
  authentication,
}: {
  access: Access
  authentication: Authentication
}) {
  /** The repo, if the user may do that with it now. */
  async function mayHear(
    user: SignedIn,
    action: RepoAction,
    repoId: number | null,
  ): Promise<Repo | undefined> {
    if (repoId === null) return undefined
    try {
      return (await access.authorizeById(user, action, repoId)).repo
    } catch (error) {
      if (isHubError(error) && error.status < 500) return undefined
      throw error
    }
  }

  return { mayHear, userCalled: authentication.asUser }
}
export type Audience = ReturnType<typeof createAudience>
