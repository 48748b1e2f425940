import { decide, NO_CONDITIONS } from '../../core/policy.js'
import type { RepoId } from '../../core/repo-id.js'
import { roleInRepo } from '../../core/roles.js'
import type { MetadataStore } from '../../stores/metadata/metadata-store.js'
import type { SignedIn } from '../access.js'

interface Gone {
  id: RepoId
  namespaceId: number
  visibility: 'public' | 'private'
}

/** Whether somebody may hear of a repo that is no longer there, as it was. Roles in it alone are gone with it. */
export async function couldRead(
  metadata: MetadataStore,
  user: SignedIn,
  { id, namespaceId, visibility }: Gone,
): Promise<boolean> {
  const orgRole = await metadata.organisations.roleIn(user.userId, namespaceId)
  const role = roleInRepo({ isOwner: false, orgRole, isCreator: false, shared: [] })
  const was = { ...NO_CONDITIONS, gated: null, access: 'none', disabled: false } as const
  return decide(user, 'repo:read', { ...was, kind: 'repo', id, visibility, role }).allow
}
