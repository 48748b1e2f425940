import type { Clock } from '../core/clock.js'
import { HubError, isHubError } from '../core/errors.js'
import { type AccessState, accessState, nextStep } from '../core/gate.js'
import {
  type Action,
  type Decision,
  decide,
  LEVEL,
  type NamespaceAction,
  type Principal,
  type RepoAction,
  type RepoResource,
  type Role,
} from '../core/policy.js'
import { fullName, type RepoId, repoPath } from '../core/repo-id.js'
import type { Namespace } from '../stores/metadata/accounts.js'
import type { MetadataStore } from '../stores/metadata/metadata-store.js'
import type { Repo, Viewer } from '../stores/metadata/repos.js'

declare const granted: unique symbol
/**
 * Proof that the policy allowed `action` on `repo`. Services that touch a repo take one, and only `authorize`
 * makes one, so none can forget to ask.
 */
export interface Grant<A extends RepoAction = RepoAction> {
  readonly [granted]: true
  readonly action: A
  readonly principal: Principal
  readonly repo: Repo
  /** Of the user, in the repo's namespace, before token scopes. */
  readonly role: Role | null
}
export type NamespaceGrant = {
  readonly [granted]: true
  readonly principal: Principal
  readonly namespace: Namespace
}
export type SignedIn = Extract<Principal, { kind: 'user' }>

/** The repo was renamed; the edge answers with a redirect. */
export class RepoMoved extends Error {
  override name = 'RepoMoved'
  constructor(
    readonly from: RepoId,
    readonly to: RepoId,
  ) {
    super(`${repoPath(from)} is now ${repoPath(to)}`)
  }
}

export function createAccess({ metadata, clock }: { metadata: MetadataStore; clock: Clock }) {
  async function roleOf(principal: Principal, namespaceId: number): Promise<Role | null> {
    return principal.kind === 'user' ? metadata.accounts.roleIn(principal.userId, namespaceId) : null
  }

  /** Asks the policy. Throws the error that the policy chose, or RepoMoved for an old name. */
  async function authorize<A extends RepoAction>(
    principal: Principal,
    action: A,
    id: RepoId,
  ): Promise<Grant<A>> {
    const repo = await metadata.repos.find(id)
    if (repo) return check(principal, action, repo, id)
    const moved = await metadata.repos.findMoved(id)
    if (!moved) throw absent(principal, id)
    await check(principal, action, moved, id)
    throw new RepoMoved(id, { type: moved.type, namespace: moved.namespace, name: moved.name })
  }

  /** As `authorize`, for a repo known by its row id (signed addresses, jobs). */
  async function authorizeById<A extends RepoAction>(
    principal: Principal,
    action: A,
    repoId: number,
  ): Promise<Grant<A>> {
    const repo = await metadata.repos.byId(repoId)
    if (!repo) throw new HubError('BadSignature')
    // an error about the repo would tell its present name
    return check(principal, action, repo, repo).catch((error) => {
      throw isHubError(error) && error.code === 'RepoNotFound' ? new HubError('BadSignature') : error
    })
  }

  /** Of these repos, those whose files the principal may download now. */
  async function downloadable(principal: Principal, repoIds: number[]): Promise<Set<number>> {
    const open = new Set<number>()
    for (const id of new Set(repoIds)) {
      const repo = await metadata.repos.byId(id)
      if (repo && decide(principal, 'repo:download', await resourceOf(principal, repo)).allow) open.add(id)
    }
    return open
  }

  async function resourceOf(principal: Principal, repo: Repo): Promise<RepoResource> {
    const role = await roleOf(principal, repo.namespaceId)
    const { visibility, gated, disabled } = repo
    const asked = gated && principal.kind === 'user'
    const request = asked ? await metadata.gate.request(repo.id, principal.userId) : undefined
    const access = accessState(request, clock.now())
    return { kind: 'repo', id: repo, visibility, gated, access, disabled, role }
  }

  /** `id` is the name that was asked for: an error must not tell a new name. */
  async function check<A extends RepoAction>(
    principal: Principal,
    action: A,
    repo: Repo,
    id: RepoId,
  ): Promise<Grant<A>> {
    const resource = await resourceOf(principal, repo)
    const decision = decide(principal, action, resource)
    if (!decision.allow) throw refused(decision, action, resource.access, id)
    return { action, principal, repo, role: resource.role } as Grant<A>
  }

  /** Asks to create repos in a namespace; by default the caller's own. Throws NotSignedIn or Forbidden. */
  async function authorizeNamespace(
    principal: Principal,
    asked: string | undefined,
  ): Promise<NamespaceGrant> {
    const name = asked ?? (principal.kind === 'user' ? principal.name : '')
    const namespace = await metadata.accounts.findNamespace(name)
    const role = namespace ? await roleOf(principal, namespace.id) : null
    const decision = decide(principal, 'namespace:create-repo', {
      kind: 'namespace',
      name: namespace?.name ?? name,
      role,
    })
    if (!namespace || !decision.allow) {
      const why = decision.allow ? 'there is no user or organisation of that name' : decision.why
      throw new HubError(decision.allow ? 'Forbidden' : decision.error, {
        action: 'create repositories in',
        repo: name,
        why,
      })
    }
    return { principal, namespace } as NamespaceGrant
  }

  /** Who may create a repo administers it. */
  const grantCreated = ({ principal }: NamespaceGrant, repo: Repo): Grant<'repo:admin'> =>
    ({ action: 'repo:admin', principal, repo, role: 'admin' }) as Grant<'repo:admin'>

  /** Asks for an action on the hub itself. */
  function authorizeHub(principal: Principal, action: Action): void {
    const decision = decide(principal, action, { kind: 'hub' })
    if (!decision.allow)
      throw new HubError(decision.error, { action: 'administer', repo: 'this hub', why: decision.why })
  }

  return {
    authorize,
    authorizeById,
    downloadable,
    authorizeNamespace,
    authorizeOwner: (principal: Principal, action: OwnerAction, asked: string | undefined) =>
      authorizeOwner(metadata, principal, action, asked),
    grantCreated,
    authorizeHub,
    requireUser,
  }
}
export type Access = ReturnType<typeof createAccess>

/** Throws NotSignedIn for anybody but a user. */
function requireUser(principal: Principal): SignedIn {
  if (principal.kind !== 'user') throw new HubError('NotSignedIn')
  return principal
}

type OwnerAction = Extract<NamespaceAction, 'namespace:usage' | 'namespace:vouchers'>

/** Asks to read what concerns an owner; by default the caller. Throws NotSignedIn or Forbidden. */
async function authorizeOwner(
  metadata: MetadataStore,
  principal: Principal,
  action: OwnerAction,
  asked: string | undefined,
): Promise<NamespaceGrant> {
  const user = requireUser(principal)
  const name = asked ?? user.name
  const namespace = await metadata.accounts.findNamespace(name)
  const role = namespace ? await metadata.accounts.roleIn(user.userId, namespace.id) : null
  const resource = { kind: 'namespace' as const, name: namespace?.name ?? name, role }
  const decision = decide(principal, action, resource)
  if (namespace && decision.allow) return { principal, namespace } as NamespaceGrant
  const why = decision.allow ? 'there is no user or organisation of that name' : decision.why
  const what = action === 'namespace:usage' ? 'see the usage of' : 'see the vouchers of'
  throw new HubError(decision.allow ? 'Forbidden' : decision.error, { action: what, repo: name, why })
}

const VERB: Record<RepoAction, string> = {
  'repo:read': 'read',
  'repo:download': 'download',
  'repo:apply': 'ask for access to',
  'repo:write': 'write to',
  'repo:admin': 'administer',
}

/** Whoever is refused at a gate hears what to do next. */
function refused(
  { error, why }: Extract<Decision, { allow: false }>,
  action: RepoAction,
  access: AccessState,
  id: RepoId,
): HubError {
  const url = `/${repoPath(id)}`
  const hint = error === 'GatedRepo' ? nextStep(access, url) : why
  return new HubError(error, { repo: fullName(id), action: VERB[action], why: hint, url })
}

const absent = (principal: Principal, id: RepoId): HubError =>
  new HubError(principal.kind === 'anonymous' ? 'RepoNotFoundAnonymous' : 'RepoNotFound', {
    repo: fullName(id),
  })

/** What a principal may see in a list, for SQL. */
export function viewerOf(principal: Principal): Viewer {
  if (principal.kind === 'job') return { userId: null, isAdmin: true, scope: { level: LEVEL.admin } }
  if (principal.kind === 'anonymous') return { userId: null, isAdmin: false, scope: { level: LEVEL.none } }
  const { userId, isAdmin, scope } = principal
  if (scope.role !== 'fineGrained')
    return { userId, isAdmin, scope: { level: scope.role === 'read' ? LEVEL.read : LEVEL.admin } }
  const entities = scope.grants.map((grant) => grant.entity.toLowerCase())
  return { userId, isAdmin, scope: { entities, levels: scope.grants.map((grant) => LEVEL[grant.role]) } }
}
