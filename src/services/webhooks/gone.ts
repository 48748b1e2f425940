import { LEVEL, type Role, roleInRepo } from '../../core/roles.js'
import type { MetadataStore } from '../../stores/metadata/metadata-store.js'
import type { SignedIn } from '../access.js'

/** Whether somebody may hear of a repo that is no longer there, as it was. Roles in it alone are gone with it. */
export async function couldRead(
  metadata: MetadataStore,
  user: SignedIn,
  { namespaceId, seenBy }: { namespaceId: number; seenBy: Role | null },
): Promise<boolean> {
  if (seenBy === null || user.isAdmin) return true
  const orgRole = await metadata.organisations.roleIn(user.userId, namespaceId)
  const role = roleInRepo({ isOwner: false, orgRole, isCreator: false, shared: [] })
  return LEVEL[role ?? 'none'] >= LEVEL[seenBy]
}
