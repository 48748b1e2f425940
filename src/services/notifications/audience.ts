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
  const mayHear = async (
    user: SignedIn,
    action: RepoAction,
    repoId: number | null,
  ): Promise<Repo | undefined> => (repoId === null ? undefined : access.allowed(user, action, repoId))

  return { mayHear, userCalled: authentication.asUser }
}
export type Audience = ReturnType<typeof createAudience>
