import type { Clock } from '../core/clock.js'
import { HubError, isHubError } from '../core/errors.js'
import { type AccessState, gateRefusal } from '../core/gate.js'
import {
  type Decision,
  decide,
  type HubAction,
  LEVEL,
  type Principal,
  type RepoAction,
  type RepoResource,
} from '../core/policy.js'
import { fullName, type RepoId, repoPath } from '../core/repo-id.js'
import { roleInRepo } from '../core/roles.js'
import type { MetadataStore } from '../stores/metadata/metadata-store.js'
import type { Repo } from '../stores/metadata/repos.js'
import type { Viewer } from '../stores/metadata/visible.js'
import { createDecisions } from './audit/decisions.js'
import type { Recorder } from './audit/recorder.js'
import type { Grant, SignedIn } from './grants.js'
import { createNamespaceAccess } from './namespace-access.js'
import { conditionsOf } from './terms/conditions.js'

export type { Grant, NamespaceGrant, OrgGrant, SignedIn } from './grants.js'

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

type Needs = { metadata: MetadataStore; clock: Clock; recorder: Recorder; hubCountry: string | null }

export function createAccess({ metadata, clock, recorder, hubCountry }: Needs) {
  const decisions = createDecisions(recorder, clock)
  /** Asks the policy. Throws the error that the policy chose, or RepoMoved for an old name. */
  async function authorize<A extends RepoAction>(
    principal: Principal,
    action: A,
    id: RepoId,
  ): Promise<Grant<A>> {
    const repo = await metadata.repos.find(id)
    if (repo) return check(principal, action, repo, id)
    const moved = await metadata.repos.findMoved(id)
    if (!moved) throw await decisions.absent(principal, action, id)
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
    const open: Repo[] = []
    for (const id of new Set(repoIds)) {
      const repo = await allowed(principal, 'repo:download', id)
      if (repo) open.push(repo)
    }
    await decisions.used(principal, open)
    return new Set(open.map(({ id }) => id))
  }

  /** The repo, if the principal may do that with it now. Nothing is recorded: it is the hub that asks. */
  async function allowed(
    principal: Principal,
    action: RepoAction,
    repoId: number,
  ): Promise<Repo | undefined> {
    const repo = await metadata.repos.byId(repoId)
    return repo && decide(principal, action, await resourceOf(principal, repo)).allow ? repo : undefined
  }

  async function resourceOf(principal: Principal, repo: Repo): Promise<RepoResource> {
    const isUser = principal.kind === 'user'
    const role = isUser ? roleInRepo(await metadata.organisations.standing(principal.userId, repo.id)) : null
    const { visibility, gated, disabled, terms } = repo
    const now = clock.now()
    const asked = (gated || terms) && isUser
    const request = asked ? await metadata.gate.request(repo.id, principal.userId) : undefined
    const conditions = await conditionsOf({ metadata, hubCountry }, principal, repo, request, now)
    return { kind: 'repo', id: repo, visibility, gated, disabled, role, ...conditions }
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
    await decisions.decided(principal, action, { repo, id }, decision)
    if (!decision.allow) throw errorOf(decision, action, id, resource.access)
    return { action, principal, repo, role: resource.role } as Grant<A>
  }

  /** Asks for an action on the hub itself. */
  async function authorizeHub(principal: Principal, action: HubAction): Promise<void> {
    const decision = decide(principal, action, { kind: 'hub' })
    await decisions.hub(principal, action, decision)
    if (decision.allow) return
    throw new HubError(decision.error, { action: hubVerb(action), repo: 'this hub', why: decision.why })
  }

  return {
    authorize,
    authorizeById,
    downloadable,
    allowed,
    ...createNamespaceAccess({ metadata }),
    authorizeHub,
    requireUser,
  }
}
export type Access = ReturnType<typeof createAccess>

/** Throws NotSignedIn for anybody but a user. */
export function requireUser(principal: Principal): SignedIn {
  if (principal.kind !== 'user') throw new HubError('NotSignedIn')
  return principal
}

const VERB: Record<RepoAction, string> = {
  'repo:read': 'read',
  'repo:sample': 'see rows of',
  'repo:download': 'download',
  'repo:apply': 'ask for access to',
  'repo:discuss': 'discuss or like',
  'repo:write': 'write to',
  'repo:admin': 'administer',
}

function hubVerb(action: HubAction): string {
  if (action === 'hub:admin') return 'administer'
  return action === 'account:private' ? 'read what is yours on' : 'change what is yours on'
}

/** Whoever is refused at a gate hears what to do next. */
export function errorOf(
  { error, why }: Extract<Decision, { allow: false }>,
  action: RepoAction,
  id: RepoId,
  access: AccessState = 'none',
): HubError {
  const url = `/${repoPath(id)}`
  const key = error === 'GatedRepo' ? gateRefusal(access) : error
  const params = { repo: fullName(id), action: VERB[action], why, url }
  // clients know one code for all of these; our own tell them apart
  const body = /^(Terms|ReportDue|UnderEmbargo|RepoWithdrawn)/.test(error)
    ? { reason: error.replace(/Anonymous$/, '') }
    : {}
  return new HubError(key, { ...params, api: `/api/${id.type}s/${fullName(id)}` }, body)
}

/** What a principal may see in a list, for SQL. `now`: when approvals must hold. */
export function viewerOf(principal: Principal, now?: Date): Viewer {
  return { ...viewerAt(principal), ...(now && { now }) }
}

function viewerAt(principal: Principal): Viewer {
  if (principal.kind === 'job') return { userId: null, isAdmin: true, scope: { level: LEVEL.admin } }
  if (principal.kind === 'anonymous') return { userId: null, isAdmin: false, scope: { level: LEVEL.none } }
  const { userId, isAdmin, scope } = principal
  if (scope.role !== 'fineGrained')
    return { userId, isAdmin, scope: { level: scope.role === 'read' ? LEVEL.read : LEVEL.admin } }
  const entities = scope.grants.map((grant) => grant.entity.toLowerCase())
  return { userId, isAdmin, scope: { entities, levels: scope.grants.map((grant) => LEVEL[grant.role]) } }
}
