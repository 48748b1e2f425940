/** What somebody may do in a repo, before token scopes. */
export type Role = 'read' | 'write' | 'admin'
/** Roles by how much they allow. */
export const LEVEL = { none: 0, read: 1, write: 2, admin: 3 } as const

/** What a member may do in an organisation. A contributor reads everything, creates repos, and writes to those they created. */
export const ORG_ROLES = ['read', 'contributor', 'write', 'admin'] as const
export type OrgRole = (typeof ORG_ROLES)[number]
export const REPO_ROLES = ['read', 'write', 'admin'] as const satisfies readonly Role[]

/** All that a person's role in a repo hangs on. */
export interface Standing {
  /** The repo is in the person's own namespace. */
  isOwner: boolean
  /** In the organisation that owns the repo. */
  orgRole: OrgRole | null
  /** The person created the repo. */
  isCreator: boolean
  /** Roles in this one repo, by teams of the organisation and as a collaborator. */
  shared: Role[]
}

/** The highest of all roles that somebody has in a repo. `visible()` of stores/metadata/repos.ts says the same in SQL. */
export function roleInRepo({ isOwner, orgRole, isCreator, shared }: Standing): Role | null {
  const roles: Role[] = [...shared]
  if (isOwner) roles.push('admin')
  if (orgRole !== null) roles.push(orgRole === 'contributor' ? (isCreator ? 'write' : 'read') : orgRole)
  return roles.sort((a, b) => LEVEL[b] - LEVEL[a])[0] ?? null
}
