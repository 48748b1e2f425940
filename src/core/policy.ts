import type { ErrorKey } from './errors.js'
import type { AccessState } from './gate.js'
import { fullName, type RepoId } from './repo-id.js'

export type Role = 'read' | 'write' | 'admin'
/** Roles by how much they allow. */
export const LEVEL = { none: 0, read: 1, write: 2, admin: 3 } as const

/** What a token may do of what its user may do. */
export type TokenScope =
  | { role: 'read' | 'write' }
  | { role: 'fineGrained'; grants: { entity: string; role: Role }[] }

export type Principal =
  | { kind: 'anonymous' }
  | {
      kind: 'user'
      userId: number
      name: string
      isAdmin: boolean
      scope: TokenScope
      /** The token that was shown. */
      tokenId: number
      tokenName: string
      tokenCreatedAt: Date
    }
  | { kind: 'job'; name: string }

/**
 * Every action a route or a job can ask for.
 * `repo:read` is the page, tree and history; `repo:download` the content (also gated); `repo:apply` asks for the content
 * in one's own name;
 * `signed` marks addresses the hub signed itself: the service checks the signature, then asks again with the real action.
 */
export const ACTIONS = [
  'hub:read',
  'hub:admin',
  'account:read',
  'namespace:create-repo',
  'namespace:usage',
  'namespace:vouchers',
  'repo:read',
  'repo:download',
  'repo:apply',
  'repo:write',
  'repo:admin',
  'signed',
] as const
export type Action = (typeof ACTIONS)[number]
export type NamespaceAction = Extract<Action, `namespace:${string}`>
export type RepoAction = Extract<Action, `repo:${string}`>

export interface RepoResource {
  kind: 'repo'
  id: RepoId
  visibility: 'public' | 'private'
  gated: 'auto' | 'manual' | null
  /** What came of the asking user's own request for access, if it is gated. */
  access: AccessState
  disabled: boolean
  /** Role of the asking user in the repo's namespace, before token scopes. */
  role: Role | null
}
export type Resource = { kind: 'hub' } | { kind: 'namespace'; name: string; role: Role | null } | RepoResource

export type Decision = { allow: true } | { allow: false; error: ErrorKey; why: string }
const ALLOW: Decision = { allow: true }
const deny = (error: ErrorKey, why = ''): Decision => ({ allow: false, error, why })

/** The one decision. Everything that reads or changes the hub asks it; nothing else decides. */
export function decide(principal: Principal, action: Action, resource: Resource): Decision {
  if (principal.kind === 'job') return ALLOW
  switch (resource.kind) {
    case 'hub':
      if (action === 'hub:admin') return decideHubAdmin(principal)
      return action === 'hub:read' || action === 'signed' || principal.kind === 'user'
        ? ALLOW
        : deny('NotSignedIn')
    case 'namespace':
      return decideNamespace(principal, action, resource)
    case 'repo':
      return decideRepo(principal, action, resource)
  }
}

/** Administrators of the hub, with a token that may change things everywhere. */
function decideHubAdmin(principal: Principal): Decision {
  if (principal.kind !== 'user') return deny('NotSignedIn')
  return principal.isAdmin && principal.scope.role === 'write'
    ? ALLOW
    : deny('Forbidden', 'it needs an administrator of the hub and a write token')
}

function decideNamespace(
  principal: Principal,
  action: Action,
  resource: { name: string; role: Role | null },
): Decision {
  if (principal.kind !== 'user') return deny('NotSignedIn')
  if (action === 'namespace:usage' || action === 'namespace:vouchers') {
    // what is only read needs no token that writes
    const own = principal.isAdmin ? LEVEL.admin : LEVEL[resource.role ?? 'none']
    const least = action === 'namespace:usage' ? LEVEL.write : LEVEL.read
    return own >= least && scopeLevel(principal.scope, [resource.name]) >= LEVEL.read
      ? ALLOW
      : deny('Forbidden', action === 'namespace:usage' ? 'it needs the role write' : 'it is for members')
  }
  const level = levelOf(principal, resource.role, [resource.name])
  return level >= LEVEL.write
    ? ALLOW
    : deny('Forbidden', 'it needs the role write in the namespace and a write token')
}

function decideRepo(principal: Principal, action: Action, repo: RepoResource): Decision {
  const level = levelOf(principal, repo.role, [repo.id.namespace, fullName(repo.id)])
  const anonymous = principal.kind === 'anonymous'
  if (repo.visibility === 'private' && level < LEVEL.read) {
    return deny(anonymous ? 'RepoNotFoundAnonymous' : 'RepoNotFound')
  }
  if (repo.disabled && level < LEVEL.admin) return deny('RepoDisabled')
  switch (action) {
    case 'repo:read':
      return ALLOW
    case 'repo:download':
      if (repo.gated === null || level >= LEVEL.write || isApproved(principal, repo)) return ALLOW
      return deny(anonymous ? 'GatedRepoAnonymous' : 'GatedRepo')
    case 'repo:apply':
      if (principal.kind !== 'user') return deny('NotSignedIn')
      return principal.scope.role === 'write'
        ? ALLOW
        : deny('Forbidden', 'it needs a token with the role write')
    case 'repo:write':
      if (anonymous) return deny('NotSignedIn')
      return level >= LEVEL.write ? ALLOW : deny('Forbidden', 'it needs the role write and a write token')
    case 'repo:admin':
      if (anonymous) return deny('NotSignedIn')
      return level >= LEVEL.admin ? ALLOW : deny('Forbidden', 'it needs the role admin and a write token')
    default:
      return deny('Forbidden', `${action} is not an action on a repository`)
  }
}

/** Approvals are given to a person; a fine-grained token has a part in them only if it speaks of the repo. */
function isApproved(principal: Principal, { access, id }: RepoResource): boolean {
  if (principal.kind !== 'user' || access !== 'accepted') return false
  return scopeLevel(principal.scope, [id.namespace, fullName(id)]) >= LEVEL.read
}

/** The user's role narrowed by the token; entities are the names a fine-grained grant may speak of. */
function levelOf(principal: Principal, role: Role | null, entities: string[]): number {
  if (principal.kind !== 'user') return LEVEL.none
  const own = principal.isAdmin ? LEVEL.admin : LEVEL[role ?? 'none']
  return Math.min(own, scopeLevel(principal.scope, entities))
}

function scopeLevel(scope: TokenScope, entities: string[]): number {
  if (scope.role !== 'fineGrained') return scope.role === 'read' ? LEVEL.read : LEVEL.admin
  const names = entities.map((entity) => entity.toLowerCase())
  const grants = scope.grants.filter((grant) => names.includes(grant.entity.toLowerCase()))
  return Math.max(LEVEL.none, ...grants.map((grant) => LEVEL[grant.role]))
}
