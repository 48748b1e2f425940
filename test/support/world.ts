import pg from 'pg'
import type { AccessState } from '../../src/core/gate.js'
import {
  NO_CONDITIONS,
  type Principal,
  type RepoResource,
  type Role,
  type TokenScope,
} from '../../src/core/policy.js'
import type { TestHub } from './hub.js'

/** Somebody who calls the hub, and how the policy sees them. */
export interface Caller {
  name: string
  token: string | undefined
  principal: Principal
  /** Role in the namespace `lab`. */
  role: Role | null
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
  { name: 'stranger-grants', role: null, scope: fine({ entity: NAMESPACE, role: 'admin' }) },
]

export async function createWorld(hub: TestHub): Promise<Caller[]> {
  const { accounts } = hub.app.services
  await accounts.create('org', NAMESPACE, {})
  const callers: Caller[] = [
    { name: 'anonymous', token: undefined, principal: { kind: 'anonymous' }, role: null },
  ]
  for (const { name, role, scope = WRITE_TOKEN, isAdmin = false, access } of PEOPLE) {
    const user = await accounts.create('user', name, { isAdmin })
    const token = await accounts.createToken(name, { name: 'test', scope, expiresAt: null })
    if (role) await accounts.setRole(NAMESPACE, name, role)
    const known = { kind: 'user' as const, userId: user.id, name, isAdmin, scope }
    callers.push({
      name,
      token,
      role,
      ...(access && { access }),
      principal: { ...known, tokenId: 1, tokenName: 'test', tokenCreatedAt: user.createdAt },
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
  ...NO_CONDITIONS,
  ...subject.state,
  access: caller.access ?? 'none',
  role: caller.role,
})
