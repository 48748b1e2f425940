import pg from 'pg'
import type { AccessState } from '../../src/core/gate.js'
import type { OrgRole, Principal, RepoResource, Role, TokenScope } from '../../src/core/policy.js'
import type { TestHub } from './hub.js'

/** Somebody who calls the hub, and how the policy sees them. */
export interface Caller {
  name: string
  token: string | undefined
  principal: Principal
  /** Role in repos of the namespace `lab`. */
  role: Role | null
  /** Other roles, by the name of the repo. */
  roles?: Record<string, Role>
  /** Role in the organisation itself. */
  orgRole: OrgRole | null
  isSuspended?: true
  /** Of gated repos. */
  access?: AccessState
}

/** A repo that exists in one state, or does not exist. Names are of one length, so that answers can be compared. */
export interface Subject {
  name: string
  /** undefined: there is no such repo. */
  state: Pick<RepoResource, 'visibility' | 'gated' | 'disabled'> | undefined
}

export const NAMESPACE = 'lab'

export const SUBJECTS: Subject[] = [
  ...(['public', 'private'] as const).flatMap((visibility) =>
    [null, 'auto' as const].flatMap((gated) =>
      [false, true].map((disabled, i) => ({
        name: `repo-${visibility === 'public' ? 'u' : 'v'}${gated ? 'g' : 'o'}${i}`,
        state: { visibility, gated, disabled },
      })),
    ),
  ),
  { name: 'repo-abs', state: undefined },
]

const WRITE_TOKEN: TokenScope = { role: 'write' }
const fine = (...grants: { entity: string; role: Role }[]): TokenScope => ({ role: 'fineGrained', grants })
const PEOPLE: {
  name: string
  role: Role | null
  scope?: TokenScope
  isAdmin?: boolean
  access?: AccessState
  /** Role in the organisation, where it says another thing than `role`. */
  orgRole?: OrgRole
  created?: string[]
  team?: Record<string, Role>
  shared?: Record<string, Role>
  isSuspended?: true
}[] = [
  { name: 'stranger', role: null },
  { name: 'reader', role: 'read' },
  { name: 'writer', role: 'write' },
  { name: 'chief', role: 'admin' },
  { name: 'operator', role: null, isAdmin: true },
  { name: 'chief-read-token', role: 'admin', scope: { role: 'read' } },
  { name: 'operator-read-token', role: null, isAdmin: true, scope: { role: 'read' } },
  { name: 'chief-elsewhere', role: 'admin', scope: fine({ entity: 'other', role: 'admin' }) },
  { name: 'chief-reads-lab', role: 'admin', scope: fine({ entity: 'LAB', role: 'read' }) },
  {
    name: 'chief-writes-one',
    role: 'admin',
    scope: fine(
      { entity: `${NAMESPACE}/repo-vo0`, role: 'write' },
      { entity: `${NAMESPACE}/repo-uo0`, role: 'write' },
    ),
  },
  { name: 'approved', role: null, access: 'accepted' },
  { name: 'approved-reads', role: 'read', scope: { role: 'read' }, access: 'accepted' },
  {
    name: 'approved-elsewhere',
    role: null,
    scope: fine({ entity: 'other', role: 'read' }),
    access: 'accepted',
  },
  { name: 'approved-here', role: null, scope: fine({ entity: NAMESPACE, role: 'read' }), access: 'accepted' },
  { name: 'expired', role: null, access: 'expired' },
  { name: 'waiting', role: 'read', access: 'pending' },
  { name: 'rejected', role: null, access: 'rejected' },
  // of the repos of others a contributor is a reader
  { name: 'contributor', role: 'read', orgRole: 'contributor', created: ['repo-vg0', 'repo-vo1'] },
  { name: 'team-member', role: 'read', team: { 'repo-vo0': 'write', 'repo-ug1': 'admin' } },
  {
    name: 'collaborator',
    role: null,
    shared: { 'repo-vo0': 'read', 'repo-vg0': 'write', 'repo-uo1': 'admin' },
  },
  {
    name: 'collaborator-narrow',
    role: null,
    scope: fine({ entity: `${NAMESPACE}/repo-vo0`, role: 'read' }),
    shared: { 'repo-vo0': 'admin', 'repo-vg0': 'admin' },
  },
  { name: 'suspended', role: 'admin', isSuspended: true },
  { name: 'stranger-grants', role: null, scope: fine({ entity: NAMESPACE, role: 'admin' }) },
]

export async function createWorld(hub: TestHub): Promise<Caller[]> {
  const { accounts } = hub.app.services
  await accounts.create('org', NAMESPACE, {})
  const callers: Caller[] = [
    { name: 'anonymous', token: undefined, principal: { kind: 'anonymous' }, role: null, orgRole: null },
  ]
  for (const person of PEOPLE) {
    const { name, role, scope = WRITE_TOKEN, isAdmin = false, access, orgRole = role, isSuspended } = person
    const user = await accounts.create('user', name, { isAdmin })
    const token = await accounts.createToken(name, { name: 'test', scope, expiresAt: null })
    if (orgRole) await accounts.setRole(NAMESPACE, name, orgRole)
    const written = (person.created ?? []).map((repo) => [repo, 'write'] as const)
    const known = { kind: 'user' as const, userId: user.id, name, isAdmin, scope }
    callers.push({
      name,
      token,
      role,
      roles: { ...Object.fromEntries(written), ...person.team, ...person.shared },
      orgRole,
      ...(access && { access }),
      ...(isSuspended && { isSuspended }),
      principal: {
        ...known,
        credential: { kind: 'token', id: 1, name: 'test', createdAt: user.createdAt },
      },
    })
  }
  const chief = callers.find((caller) => caller.name === 'chief')?.token
  for (const { name, state } of SUBJECTS.filter((subject) => subject.state)) {
    for (const type of ['dataset', 'model']) {
      const body = JSON.stringify({ name, organization: NAMESPACE, type, visibility: state?.visibility })
      const answer = await hub.call('/api/repos/create', {
        method: 'POST',
        ...(chief && { token: chief }),
        body,
      })
      if (answer.status !== 200) throw new Error(await answer.text())
    }
    await onDatabase(hub, 'update repos set gated = $2, disabled = $3 where name = $1', [
      name,
      state?.gated,
      state?.disabled,
    ])
  }
  await shareRepos(hub)
  for (const { access, principal } of callers) {
    if (access === undefined || principal.kind !== 'user') continue
    const status = access === 'expired' ? 'accepted' : access
    const until = { accepted: 'infinity', expired: 'yesterday' }[access as 'accepted'] ?? null
    await onDatabase(
      hub,
      `insert into access_requests (repo_id, user_id, status, requested_at, granted_until)
       select id, $1, $2, now(), $3 from repos where gated is not null`,
      [principal.userId, status, until],
    )
  }
  return callers
}

/** Roles in single repos, by each of the ways there are. Then whoever is to be suspended is. */
async function shareRepos(hub: TestHub): Promise<void> {
  const { access, collaborators, teams, users } = hub.app.services
  const job: Principal = { kind: 'job', name: 'world' }
  const org = await access.authorizeOrg(job, 'org:admin', NAMESPACE)
  for (const { name, created = [], team = {}, shared = {}, isSuspended } of PEOPLE) {
    await onDatabase(
      hub,
      'update repos set creator_id = n.id from namespaces n where n.name = $1 and repos.name = any($2)',
      [name, created],
    )
    if (Object.keys(team).length > 0) {
      await teams.create(org, `team-of-${name}`)
      await teams.addMember(org, `team-of-${name}`, name)
    }
    for (const type of ['dataset', 'model'] as const) {
      for (const [repo, role] of Object.entries(team))
        await teams.share(org, `team-of-${name}`, { type, namespace: NAMESPACE, name: repo }, role)
      for (const [repo, role] of Object.entries(shared)) {
        const id = { type, namespace: NAMESPACE, name: repo }
        await collaborators.set(await access.authorize(job, 'repo:admin', id), name, role)
      }
    }
    if (isSuspended) await users.suspend(job, name, true)
  }
}

/** For what no route can do, such as disabling a repo. */
export async function onDatabase(hub: TestHub, sql: string, values: unknown[]): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: hub.app.config.databaseUrl })
  await client.connect()
  return client.query(sql, values).finally(() => client.end())
}

export const resourceOf = (subject: Subject, caller: Caller): RepoResource => ({
  kind: 'repo',
  id: { type: 'dataset', namespace: NAMESPACE, name: subject.name },
  visibility: 'private',
  gated: null,
  disabled: false,
  ...subject.state,
  access: caller.access ?? 'none',
  role: caller.roles?.[subject.name] ?? caller.role,
})
