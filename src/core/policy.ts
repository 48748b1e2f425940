import type { AccessState } from './gate.js'
import { OPENED, type Opening, openingRefusal, seesDraft, withdrawnRefusal } from './opening.js'
import { type Asker, refuse as deny, type Refusal } from './refusal.js'
import { fullName, type RepoId } from './repo-id.js'
import { LEVEL, type OrgRole, type Role } from './roles.js'
import { isSampleOpen, seesPage, storageRefusal, type TermsCase, termsRefusal } from './terms-rules.js'

export { LEVEL, type OrgRole, type Role } from './roles.js'

/** What a token may do of what its user may do. */
export type TokenScope =
  | { role: 'read' | 'write' }
  | { role: 'fineGrained'; grants: { entity: string; role: Role }[] }

/** What showed who is asking. */
export type Credential =
  | { kind: 'token'; id: number; name: string; createdAt: Date }
  /** `isStrong`: with a second factor. */
  | { kind: 'session'; id: number; isStrong: boolean; signedInAt: Date }

export type Principal =
  | { kind: 'anonymous' }
  | {
      kind: 'user'
      userId: number
      name: string
      isAdmin: boolean
      scope: TokenScope
      credential: Credential
    }
  | { kind: 'job'; name: string }

/**
 * Every action a route or a job can ask for.
 * `repo:read` is the page, tree and history; `repo:download` the content (also gated); `repo:sample` the columns and first
 * rows of tables, which are content unless the terms open them; `repo:apply` asks for the content in one's own name;
 * `repo:discuss` speaks and likes there;
 * `org:read` is what members of an organisation know of it, `org:leave` ends one's own membership;
 * `account:write` changes what is the caller's own, `hub:admin` what is everybody's;
 * `account:private` reads what names repos and organisations of the caller, whichever they are, so no token for some of them may;
 * `account:manage` changes one's own credentials, which a token may not: one that leaks must not make others;
 * `signed` marks addresses the hub signed itself: the service checks the signature, then asks again with the real action.
 */
export const ACTIONS = [
  'hub:read',
  'hub:admin',
  'account:read',
  'account:private',
  'account:manage',
  'account:write',
  'namespace:create-repo',
  'namespace:usage',
  'namespace:vouchers',
  'org:read',
  'org:leave',
  'org:admin',
  'repo:read',
  'repo:sample',
  'repo:download',
  'repo:apply',
  'repo:discuss',
  'repo:write',
  'repo:admin',
  'signed',
] as const
export type Action = (typeof ACTIONS)[number]
export type RepoAction = Extract<Action, `repo:${string}`>
export type OrgAction = Extract<Action, `org:${string}`>
export type HubAction = Exclude<Action, RepoAction | OrgAction>

export interface RepoResource extends TermsCase {
  kind: 'repo'
  id: RepoId
  visibility: 'public' | 'private'
  gated: 'auto' | 'manual' | null
  /** What came of the asking user's own request for access, if it is gated. */
  access: AccessState
  disabled: boolean
  /** Role of the asking user in the repo, before token scopes; see roleInRepo(). */
  role: Role | null
  opening: Opening
}
export interface NamespaceResource {
  kind: 'namespace'
  name: string
  /** Of the asking user, before token scopes; in one's own namespace it is admin. */
  role: OrgRole | null
}
/** Of a repo without terms that is opened to all. */
export const NO_CONDITIONS = {
  opening: OPENED,
  terms: null,
  country: null,
  hubCountry: null,
  approval: null,
  now: new Date(0),
} satisfies Omit<TermsCase, 'now'> & { opening: Opening; now: Date }
export type Resource = { kind: 'hub' } | NamespaceResource | RepoResource

export type Decision = { allow: true } | Refusal
const ALLOW: Decision = { allow: true }

/** The one decision. Everything that reads or changes the hub asks it; nothing else decides. */
export function decide(principal: Principal, action: Action, resource: Resource): Decision {
  if (principal.kind === 'job') return decideJob(action, resource)
  switch (resource.kind) {
    case 'hub':
      return decideHub(principal, action)
    case 'namespace':
      return decideNamespace(principal, action, resource)
    case 'repo':
      return decideRepo(principal, action, resource)
  }
}

/** The hub may do everything, but touch the bytes of what was withdrawn. */
function decideJob(action: Action, resource: Resource): Decision {
  if (resource.kind !== 'repo' || action === 'repo:read' || action === 'repo:admin') return ALLOW
  return withdrawnRefusal(resource.opening) ?? ALLOW
}

function decideHub(principal: Principal, action: Action): Decision {
  if (action === 'hub:read' || action === 'signed') return ALLOW
  if (principal.kind !== 'user') return deny('NotSignedIn')
  const isWriting = principal.scope.role === 'write'
  if (action === 'account:manage' && principal.credential.kind === 'token') return deny('SessionNeeded')
  if (action === 'account:private' && principal.scope.role === 'fineGrained')
    return deny('Forbidden', 'it names more than a fine-grained token is for; use one of the role read')
  if (action === 'account:write' && !isWriting)
    return deny('Forbidden', 'it needs a token with the role write')
  if (action === 'hub:admin' && !(principal.isAdmin && isWriting))
    return deny('Forbidden', 'it needs an administrator of the hub and a token with the role write')
  return ALLOW
}

function decideNamespace(principal: Principal, action: Action, resource: NamespaceResource): Decision {
  if (principal.kind !== 'user') return deny('NotSignedIn')
  const role = principal.isAdmin ? 'admin' : resource.role
  const scope = scopeLevel(principal.scope, [resource.name])
  switch (action) {
    case 'namespace:create-repo':
      return role !== null && role !== 'read' && scope >= LEVEL.write
        ? ALLOW
        : deny('Forbidden', 'it needs the role contributor or write in the namespace and a write token')
    case 'namespace:usage':
      // what is only read needs no token that writes
      return (role === 'write' || role === 'admin') && scope >= LEVEL.read
        ? ALLOW
        : deny('Forbidden', 'it needs the role write')
    case 'namespace:vouchers':
      return role !== null && scope >= LEVEL.read ? ALLOW : deny('Forbidden', 'it is for members')
    case 'org:read':
      return role !== null && scope >= LEVEL.read ? ALLOW : deny('Forbidden', 'it is for its members')
    case 'org:leave':
      return resource.role !== null && scope >= LEVEL.write
        ? ALLOW
        : deny('Forbidden', 'it needs a member and a write token')
    case 'org:admin':
      return role === 'admin' && scope >= LEVEL.admin
        ? ALLOW
        : deny('Forbidden', 'it needs the role admin in the organisation and a write token')
    default:
      return deny('Forbidden', `${action} is not an action on a namespace`)
  }
}

function decideRepo(principal: Principal, action: Action, repo: RepoResource): Decision {
  const level = levelOf(principal, repo.role, [repo.id.namespace, fullName(repo.id)])
  const anonymous = principal.kind === 'anonymous'
  const asker = askerOf(principal, repo)
  const isPrivate = repo.visibility === 'private' && level < LEVEL.read
  if (isPrivate || !seesDraft(repo.opening, asker) || !seesPage(repo.terms, asker)) {
    return deny(anonymous ? 'RepoNotFoundAnonymous' : 'RepoNotFound')
  }
  if (repo.disabled && level < LEVEL.admin) return deny('RepoDisabled')
  switch (action) {
    case 'repo:read':
      return ALLOW
    case 'repo:sample':
      if (isSampleOpen(repo.terms))
        return openingRefusal(repo.opening, repo.now, asker) ?? storageRefusal(repo, asker) ?? ALLOW
      return decideContents(repo, level, asker)
    case 'repo:download':
      return decideContents(repo, level, asker)
    case 'repo:apply':
      if (principal.kind !== 'user') return deny('NotSignedIn')
      return principal.scope.role === 'write'
        ? (withdrawnRefusal(repo.opening) ?? ALLOW)
        : deny('Forbidden', 'it needs a token with the role write')
    case 'repo:discuss':
      if (principal.kind !== 'user') return deny('NotSignedIn')
      return scopeLevel(principal.scope, [repo.id.namespace, fullName(repo.id)]) >= LEVEL.write
        ? ALLOW
        : deny('Forbidden', 'it needs a token with the role write')
    case 'repo:write':
      if (anonymous) return deny('NotSignedIn')
      return level >= LEVEL.write
        ? (withdrawnRefusal(repo.opening) ?? ALLOW)
        : deny('Forbidden', 'it needs the role write and a write token')
    case 'repo:admin':
      if (anonymous) return deny('NotSignedIn')
      return level >= LEVEL.admin ? ALLOW : deny('Forbidden', 'it needs the role admin and a write token')
    default:
      return deny('Forbidden', `${action} is not an action on a repository`)
  }
}

function decideContents(repo: RepoResource, level: number, asker: Asker): Decision {
  const refused = openingRefusal(repo.opening, repo.now, asker) ?? termsRefusal(repo, asker)
  if (refused) return refused
  if (repo.gated === null || level >= LEVEL.write || asker.isApproved) return ALLOW
  return deny(asker.isAnonymous ? 'GatedRepoAnonymous' : 'GatedRepo')
}

/** The asker by their own role; a token narrows what they change, and must be one that reads here. */
function askerOf(principal: Principal, repo: RepoResource): Asker {
  const reads =
    principal.kind === 'user' &&
    scopeLevel(principal.scope, [repo.id.namespace, fullName(repo.id)]) >= LEVEL.read
  const own = principal.kind === 'user' && reads ? ownLevel(principal, repo.role) : LEVEL.none
  return {
    isAnonymous: principal.kind === 'anonymous',
    isMember: own >= LEVEL.read,
    isWriter: own >= LEVEL.write,
    isAdmin: own >= LEVEL.admin,
    isApproved: isApproved(principal, repo),
  }
}

const ownLevel = ({ isAdmin }: { isAdmin: boolean }, role: Role | null): number =>
  isAdmin ? LEVEL.admin : LEVEL[role ?? 'none']

/** Approvals are given to a person; a fine-grained token has a part in them only if it speaks of the repo. */
function isApproved(principal: Principal, { access, id }: RepoResource): boolean {
  if (principal.kind !== 'user' || access !== 'accepted') return false
  return scopeLevel(principal.scope, [id.namespace, fullName(id)]) >= LEVEL.read
}

/** The user's role narrowed by the token; entities are the names a fine-grained grant may speak of. */
function levelOf(principal: Principal, role: Role | null, entities: string[]): number {
  if (principal.kind !== 'user') return LEVEL.none
  return Math.min(ownLevel(principal, role), scopeLevel(principal.scope, entities))
}

function scopeLevel(scope: TokenScope, entities: string[]): number {
  if (scope.role !== 'fineGrained') return scope.role === 'read' ? LEVEL.read : LEVEL.admin
  const names = entities.map((entity) => entity.toLowerCase())
  const grants = scope.grants.filter((grant) => names.includes(grant.entity.toLowerCase()))
  return Math.max(LEVEL.none, ...grants.map((grant) => LEVEL[grant.role]))
}
