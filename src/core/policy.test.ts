import { expect, test } from 'vitest'
import {
  ACTIONS,
  type Action,
  decide,
  NO_CONDITIONS,
  type Principal,
  type RepoAction,
  type RepoResource,
  type Resource,
  type Role,
  type TokenScope,
} from './policy.js'
import { readTerms, type TermsInForce } from './terms.js'

const WRITE_TOKEN: TokenScope = { role: 'write' }
const user = (scope: TokenScope = WRITE_TOKEN, isAdmin = false): Principal => ({
  kind: 'user',
  userId: 1,
  name: 'minji',
  isAdmin,
  scope,
  credential: { kind: 'token', id: 1, name: 't', createdAt: new Date(0) },
})
const repo = (fields: Partial<RepoResource> = {}): RepoResource => ({
  kind: 'repo',
  id: { type: 'dataset', namespace: 'Lab', name: 'Weather' },
  visibility: 'public',
  gated: null,
  access: 'none',
  disabled: false,
  role: null,
  ...NO_CONDITIONS,
  ...fields,
})
const answer = (principal: Principal, action: Action, resource: Resource): string => {
  const decision = decide(principal, action, resource)
  return decision.allow ? 'ok' : decision.error
}
const REPO_ACTIONS: RepoAction[] = ['repo:read', 'repo:download', 'repo:write', 'repo:admin']
const ASKERS = ['anonymous', 'stranger', 'reader', 'writer', 'admin'] as const
const ROLES: Record<(typeof ASKERS)[number], Role | null> = {
  anonymous: null,
  stranger: null,
  reader: 'read',
  writer: 'write',
  admin: 'admin',
}

/** For each asker what read, download, write and admin get, spelled out. */
const HIDDEN = ['RepoNotFound', 'RepoNotFound', 'RepoNotFound', 'RepoNotFound']
const HIDDEN_ANONYMOUS = HIDDEN.map((key) => `${key}Anonymous`)
const DISABLED = ['RepoDisabled', 'RepoDisabled', 'RepoDisabled', 'RepoDisabled']
const TABLE: [string, Partial<RepoResource>, Record<(typeof ASKERS)[number], string[]>][] = [
  [
    'public',
    {},
    {
      anonymous: ['ok', 'ok', 'NotSignedIn', 'NotSignedIn'],
      stranger: ['ok', 'ok', 'Forbidden', 'Forbidden'],
      reader: ['ok', 'ok', 'Forbidden', 'Forbidden'],
      writer: ['ok', 'ok', 'ok', 'Forbidden'],
      admin: ['ok', 'ok', 'ok', 'ok'],
    },
  ],
  [
    'public and gated',
    { gated: 'auto' },
    {
      anonymous: ['ok', 'GatedRepoAnonymous', 'NotSignedIn', 'NotSignedIn'],
      stranger: ['ok', 'GatedRepo', 'Forbidden', 'Forbidden'],
      reader: ['ok', 'GatedRepo', 'Forbidden', 'Forbidden'],
      writer: ['ok', 'ok', 'ok', 'Forbidden'],
      admin: ['ok', 'ok', 'ok', 'ok'],
    },
  ],
  [
    'private',
    { visibility: 'private' },
    {
      anonymous: HIDDEN_ANONYMOUS,
      stranger: HIDDEN,
      reader: ['ok', 'ok', 'Forbidden', 'Forbidden'],
      writer: ['ok', 'ok', 'ok', 'Forbidden'],
      admin: ['ok', 'ok', 'ok', 'ok'],
    },
  ],
  [
    'private and gated',
    { visibility: 'private', gated: 'manual' },
    {
      anonymous: HIDDEN_ANONYMOUS,
      stranger: HIDDEN,
      reader: ['ok', 'GatedRepo', 'Forbidden', 'Forbidden'],
      writer: ['ok', 'ok', 'ok', 'Forbidden'],
      admin: ['ok', 'ok', 'ok', 'ok'],
    },
  ],
  [
    'public and disabled',
    { disabled: true, gated: 'auto' },
    {
      anonymous: DISABLED,
      stranger: DISABLED,
      reader: DISABLED,
      writer: DISABLED,
      admin: ['ok', 'ok', 'ok', 'ok'],
    },
  ],
  [
    'private and disabled',
    { disabled: true, visibility: 'private' },
    {
      anonymous: HIDDEN_ANONYMOUS,
      stranger: HIDDEN,
      reader: DISABLED,
      writer: DISABLED,
      admin: ['ok', 'ok', 'ok', 'ok'],
    },
  ],
]

for (const [what, fields, rows] of TABLE) {
  test.each(ASKERS)(`what the %s may do with a repo that is ${what}`, (asker) => {
    const principal: Principal = asker === 'anonymous' ? { kind: 'anonymous' } : user()
    const resource = repo({ ...fields, role: ROLES[asker] })
    expect(REPO_ACTIONS.map((action) => answer(principal, action, resource))).toEqual(rows[asker])
  })
}

test('a site administrator has the rights of an admin everywhere', () => {
  for (const fields of [{}, { visibility: 'private' as const }, { disabled: true, gated: 'manual' as const }])
    for (const action of REPO_ACTIONS)
      expect(answer(user(WRITE_TOKEN, true), action, repo(fields))).toBe('ok')
})

test('a read token reads what its user may read and changes nothing, even for a site administrator', () => {
  for (const isAdmin of [false, true]) {
    const reader = user({ role: 'read' }, isAdmin)
    const own = repo({ visibility: 'private', role: 'admin' })
    expect(REPO_ACTIONS.map((action) => answer(reader, action, own))).toEqual([
      'ok',
      'ok',
      'Forbidden',
      'Forbidden',
    ])
    expect(answer(reader, 'namespace:create-repo', { kind: 'namespace', name: 'minji', role: 'admin' })).toBe(
      'Forbidden',
    )
  }
})

const scoped = (...grants: { entity: string; role: Role }[]): TokenScope => ({ role: 'fineGrained', grants })
const levels = (scope: TokenScope, role: Role | null = 'admin') =>
  REPO_ACTIONS.map((action) => answer(user(scope), action, repo({ visibility: 'private', role })) === 'ok')

test('a fine-grained token reaches only the namespaces and repos that it names', () => {
  expect(levels(scoped())).toEqual([false, false, false, false])
  expect(levels(scoped({ entity: 'other', role: 'admin' }))).toEqual([false, false, false, false])
  expect(levels(scoped({ entity: 'lab/other', role: 'admin' }))).toEqual([false, false, false, false])
  expect(levels(scoped({ entity: 'weather', role: 'admin' }))).toEqual([false, false, false, false])
  expect(levels(scoped({ entity: 'lab', role: 'read' }))).toEqual([true, true, false, false])
  expect(levels(scoped({ entity: 'LAB/weather', role: 'write' }))).toEqual([true, true, true, false])
  expect(levels(scoped({ entity: 'lab/weather', role: 'admin' }))).toEqual([true, true, true, true])
})

test('CVE-2026-56654: a token never gives more than its user has', () => {
  expect(levels(scoped({ entity: 'lab', role: 'admin' }), 'read')).toEqual([true, true, false, false])
  expect(levels(scoped({ entity: 'lab', role: 'admin' }), null)).toEqual([false, false, false, false])
})

test('of several grants the highest counts', () => {
  const scope = scoped({ entity: 'lab', role: 'read' }, { entity: 'lab/weather', role: 'write' })
  expect(levels(scope)).toEqual([true, true, true, false])
})

test('a grant on one repo does not let a token create others', () => {
  const lab: Resource = { kind: 'namespace', name: 'lab', role: 'admin' }
  expect(answer(user(scoped({ entity: 'lab/weather', role: 'admin' })), 'namespace:create-repo', lab)).toBe(
    'Forbidden',
  )
  expect(answer(user(scoped({ entity: 'Lab', role: 'write' })), 'namespace:create-repo', lab)).toBe('ok')
})

test('creating repos needs a user with the role write', () => {
  const namespace = (role: Role | null): Resource => ({ kind: 'namespace', name: 'lab', role })
  expect(answer({ kind: 'anonymous' }, 'namespace:create-repo', namespace('admin'))).toBe('NotSignedIn')
  expect(answer(user(), 'namespace:create-repo', namespace(null))).toBe('Forbidden')
  expect(answer(user(), 'namespace:create-repo', namespace('read'))).toBe('Forbidden')
  expect(answer(user(), 'namespace:create-repo', namespace('write'))).toBe('ok')
})

test('anybody may read the hub; what is about an account needs one', () => {
  const hub: Resource = { kind: 'hub' }
  expect(ACTIONS.map((action) => answer({ kind: 'anonymous' }, action, hub) === 'ok')).toEqual(
    ACTIONS.map((action) => action === 'hub:read' || action === 'signed'),
  )
  expect(answer(user({ role: 'read' }), 'account:read', hub)).toBe('ok')
})

test('CVE-2026-58423: an action that is not one of a repo is refused, not passed through', () => {
  for (const action of ['hub:read', 'account:read', 'namespace:create-repo', 'signed'] as const)
    expect(answer(user(WRITE_TOKEN, true), action, repo({ role: 'admin' }))).toBe('Forbidden')
})

test('jobs of the hub itself may do everything', () => {
  for (const action of REPO_ACTIONS)
    expect(answer({ kind: 'job', name: 'x' }, action, repo({ visibility: 'private', disabled: true }))).toBe(
      'ok',
    )
})

const APPROVED_ONLY: TermsInForce =
  readTerms({ version: 1, who: 'approved', sample: 'public' }) ?? 'unreadable'
const state = (name: 'draft' | 'beta' | 'withdrawn') => ({
  opening: { state: name, embargoUntil: null, reason: 'why' },
})
const ALL_ACTIONS: RepoAction[] = [
  'repo:read',
  'repo:sample',
  'repo:download',
  'repo:apply',
  'repo:write',
  'repo:admin',
]
const all = (principal: Principal, fields: Partial<RepoResource>) =>
  ALL_ACTIONS.map((action) => answer(principal, action, repo(fields)))

test('a sample is content, unless the terms open it', () => {
  expect(all(user(), { gated: 'manual' }).slice(0, 3)).toEqual(['ok', 'GatedRepo', 'GatedRepo'])
  expect(all(user(), { terms: APPROVED_ONLY }).slice(0, 3)).toEqual(['ok', 'ok', 'GatedRepo'])
  const embargo = { state: 'final' as const, embargoUntil: new Date(1), reason: null }
  const closed = { terms: APPROVED_ONLY, opening: embargo }
  expect(all(user(), closed).slice(0, 3)).toEqual(['ok', 'UnderEmbargo', 'UnderEmbargo'])
})

test('what is withdrawn is read and changed by nobody, and administered by its administrators', () => {
  const gone = 'RepoWithdrawn'
  expect(all(user(), state('withdrawn'))).toEqual(['ok', gone, gone, gone, 'Forbidden', 'Forbidden'])
  expect(all(user(), { ...state('withdrawn'), role: 'admin' })).toEqual(['ok', gone, gone, gone, gone, 'ok'])
  expect(all({ kind: 'job', name: 'x' }, state('withdrawn'))).toEqual(['ok', gone, gone, gone, gone, 'ok'])
  expect(all({ kind: 'job', name: 'x' }, state('draft'))).toEqual(ALL_ACTIONS.map(() => 'ok'))
})

test('a draft, and what hides its page, is absent to others in every action', () => {
  for (const fields of [state('draft'), { terms: 'unreadable' as const }]) {
    expect(all(user(), fields)).toEqual(ALL_ACTIONS.map(() => 'RepoNotFound'))
    expect(all({ kind: 'anonymous' }, fields)).toEqual(ALL_ACTIONS.map(() => 'RepoNotFoundAnonymous'))
    // a token that reads elsewhere only makes nobody a writer here
    const elsewhere = user({ role: 'fineGrained', grants: [{ entity: 'other', role: 'admin' }] })
    expect(all(elsewhere, { ...fields, role: 'admin' })[0]).toBe('RepoNotFound')
    const reads = user({ role: 'fineGrained', grants: [{ entity: 'lab', role: 'read' }] })
    expect(all(reads, { ...fields, role: 'admin' }).slice(0, 3)).toEqual(['ok', 'ok', 'ok'])
  }
})
