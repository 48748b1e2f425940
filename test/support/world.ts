import pg from 'pg'
import type { AccessState } from '../../src/core/gate.js'
import {
  NO_CONDITIONS,
  type OrgRole,
  type Principal,
  type RepoResource,
  type Role,
  type TokenScope,
} from '../../src/core/policy.js'
import { readTerms, type TermsInForce } from '../../src/core/terms.js'
import { pageOf } from '../../src/core/terms-rules.js'
import type { TestHub } from './hub.js'

/** Somebody who calls the hub, and how the policy sees them. */
export interface Caller {
  name: string
  token: string | undefined
  /** Without a token: a browser that somebody is signed in with, and the page that it says it calls from. */
  session?: { secret: string; isStrong: boolean; origin: string | undefined }
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
  /** Of an approval. */
  purpose?: string
  /** As somebody asserted it. */
  country?: string
}

/** A repo that exists in one state, or does not exist. Names are of one length, so that answers can be compared. */
export interface Subject {
  name: string
  /** One of its two kinds of addresses is enough: others show what they have in common. */
  isThin?: true
  /** Sessions are asked about it, too. */
  isForSessions?: true
  /** undefined: there is no such repo. */
  state:
    | (Pick<RepoResource, 'visibility' | 'gated' | 'disabled'> &
        Partial<Pick<RepoResource, 'opening' | 'terms'>>)
    | undefined
}

export const NAMESPACE = 'lab'
/** Long enough ago for a report to be due. */
const GRANTED_AT = new Date('2026-01-01T00:00:00Z')

const OPEN = { visibility: 'public' as const, gated: null, disabled: false }
const LATER = new Date('2999-01-01T00:00:00Z')
const termsOf = (fields: object): TermsInForce =>
  readTerms({ version: 1, who: 'everyone', ...fields }) ?? 'unreadable'
/** A repo in each state of opening, and under each kind of terms. */
const CONDITIONS: Record<string, Partial<Pick<RepoResource, 'opening' | 'terms'>>> = {
  dra: { opening: { state: 'draft', embargoUntil: null, reason: null } },
  emb: { opening: { state: 'beta', embargoUntil: LATER, reason: null } },
  wit: { opening: { state: 'withdrawn', embargoUntil: null, reason: 'a fault' } },
  hid: { terms: termsOf({ metadata: 'hidden', who: 'approved' }) },
  mem: { terms: termsOf({ metadata: 'hidden', who: 'members' }) },
  res: { terms: termsOf({ residents: ['KR'], sample: 'public' }) },
  pur: { terms: termsOf({ who: 'approved', purposes: ['research'], sample: 'public' }) },
  rep: { terms: termsOf({ who: 'approved', report: 1 }) },
  end: { terms: termsOf({ deleteBy: '2020-01-01' }) },
  sto: { terms: termsOf({ storage: ['KR'], sample: 'public' }) },
  unr: { terms: 'unreadable' },
}

export const SUBJECTS: Subject[] = [
  ...(['public', 'private'] as const).flatMap((visibility) => [
    ...[null, 'auto' as const].flatMap((gated) =>
      [false, true].map((disabled, i) => ({
        name: `repo-${visibility === 'public' ? 'u' : 'v'}${gated ? 'g' : 'o'}${i}`,
        state: { visibility, gated, disabled },
        ...(gated === null && !disabled && { isForSessions: true as const }),
      })),
    ),
    {
      name: `repo-${visibility === 'public' ? 'u' : 'v'}m0`,
      isThin: true as const,
      isForSessions: true as const,
      state: { visibility, gated: 'manual' as const, disabled: false },
    },
  ]),
  ...Object.entries(CONDITIONS).map(([name, conditions]) => ({
    name: `repo-${name}`,
    isThin: true as const,
    state: { ...OPEN, ...conditions },
  })),
  { name: 'repo-abs', state: undefined, isForSessions: true },
]

/** People in a browser. What a session says otherwise than a token of the same person: the page, and the second factor. */
const SESSIONS: {
  name: string
  of: string
  isStrong: boolean
  /** Nothing that the browser sends says that the page is ours. */
  isFromNowhere?: true
}[] = [
  { name: 'stranger-session', of: 'stranger', isStrong: false },
  { name: 'chief-session', of: 'chief', isStrong: false },
  { name: 'chief-session-from-nowhere', of: 'chief', isStrong: false, isFromNowhere: true },
  { name: 'operator-weak-session', of: 'operator', isStrong: false },
  { name: 'operator-strong-session', of: 'operator', isStrong: true },
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
  purpose?: string
  country?: string
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
  { name: 'resident', role: null, country: 'KR' },
  { name: 'foreigner', role: 'read', country: 'FR' },
  { name: 'approved', role: null, access: 'accepted', purpose: 'research' },
  { name: 'approved-other', role: null, access: 'accepted', purpose: 'education', country: 'KR' },
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
    const { purpose, country } = person
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
      ...(purpose && { purpose }),
      ...(country && { country }),
      principal: {
        ...known,
        credential: { kind: 'token', id: 1, name: 'test', createdAt: user.createdAt },
      },
    })
  }
  callers.push(...(await signIn(hub, callers)))
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
    const { state: opening = 'final', embargoUntil = null, reason = null } = state?.opening ?? {}
    await onDatabase(
      hub,
      `update repos set gated = $2, disabled = $3, opening = $4, embargo_until = $5, opening_reason = $6 where name = $1`,
      [name, state?.gated, state?.disabled, opening, embargoUntil, reason],
    )
    if (state?.terms) await setTerms(hub, name, state.terms)
  }
  await shareRepos(hub)
  for (const { access, purpose, country, principal } of callers) {
    if (country && principal.kind === 'user')
      await onDatabase(
        hub,
        `insert into person_attributes (user_id, name, value, asserted_by, at) values ($1, 'country', $2, 'test', now())`,
        [principal.userId, country],
      )
    if (access === undefined || principal.kind !== 'user') continue
    const status = access === 'expired' ? 'accepted' : access
    const until = { accepted: 'infinity', expired: 'yesterday' }[access as 'accepted'] ?? null
    await onDatabase(
      hub,
      `insert into access_requests (repo_id, user_id, status, requested_at, granted_until, granted_purpose, granted_at)
       select id, $1, $2, now(), $3, $4, $5 from repos r
        where gated is not null or exists (select from repo_terms t where t.repo_id = r.id)`,
      [principal.userId, status, until, purpose, GRANTED_AT],
    )
  }
  return callers
}

async function signIn(hub: TestHub, callers: Caller[]): Promise<Caller[]> {
  const made: Caller[] = []
  for (const { name, of, isStrong, isFromNowhere } of SESSIONS) {
    const person = callers.find((each) => each.name === of) as Caller
    const principal = person.principal as Extract<Principal, { kind: 'user' }>
    const credential = { kind: 'session' as const, id: 1, isStrong, signedInAt: new Date() }
    // an administrator without a second factor acts as anybody
    const isAdmin = principal.isAdmin && isStrong
    made.push({
      ...person,
      ...{ name, token: undefined, principal: { ...principal, isAdmin, credential } },
      session: {
        ...{ secret: await newSession(hub, principal.userId, isStrong), isStrong },
        origin: isFromNowhere ? undefined : hub.url,
      },
    })
  }
  return made
}

/** What the cookie of somebody who has just signed in holds. */
export async function newSession(hub: TestHub, userId: number, isStrong: boolean): Promise<string> {
  const from = { address: '::1', userAgent: '' }
  const how = { how: 'passkey' as const, strong: isStrong, from }
  return (await hub.app.services.sessions.open(userId, how)).secret
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
/** The page of terms that nobody can read is left to the database, which shows it to nobody but administrators. */
const setTerms = (hub: TestHub, name: string, terms: Exclude<TermsInForce, null>) =>
  terms === 'unreadable'
    ? onDatabase(
        hub,
        `insert into repo_terms (repo_id, version, document, set_at)
         select id, 1, '{"version": 99}', now() from repos where name = $1`,
        [name],
      )
    : onDatabase(
        hub,
        `insert into repo_terms (repo_id, version, document, page, set_at) select id, 1, $2, $3, now() from repos where name = $1`,
        [name, { version: 1, ...terms }, pageOf(terms)],
      )

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
  now: new Date(),
  ...subject.state,
  country: caller.country ?? null,
  approval: caller.access
    ? { purpose: caller.purpose ?? null, at: GRANTED_AT, unreportedSince: GRANTED_AT }
    : null,
  access: caller.access ?? 'none',
  role: caller.roles?.[subject.name] ?? caller.role,
})
