import { afterAll, beforeAll, expect, test } from 'vitest'
import { OPENED } from '../../src/core/opening.js'
import {
  decide,
  NO_CONDITIONS,
  type Principal,
  type RepoResource,
  type Role,
  type TokenScope,
} from '../../src/core/policy.js'
import { readTerms } from '../../src/core/terms.js'
import { pageOf } from '../../src/core/terms-rules.js'
import { viewerOf } from '../../src/services/access.js'
import type { Repo, RepoQuery } from '../../src/stores/metadata/repos.js'
import { addRepo, addUser, type OpenMetadata, openMetadata } from '../support/metadata.js'

/** Private and public repos in namespaces where the asker has each role. */
let open: OpenMetadata
let asker: number
const repos: { repo: Repo; role: Role | null }[] = []
const QUERY: RepoQuery = {
  type: 'dataset',
  search: [],
  author: undefined,
  tags: [],
  gated: undefined,
  sort: 'id',
  ascending: true,
  limit: 1000,
  after: undefined,
}

beforeAll(async () => {
  open = await openMetadata()
  const { store } = open
  asker = await addUser(store, 'asker')
  const places: [string, Role | null][] = [
    ['asker', 'admin'],
    ['somebody', null],
    ['org-none', null],
    ['org-read', 'read'],
    ['org-write', 'write'],
    ['Org-Admin', 'admin'],
  ]
  const other = await addUser(store, 'other')
  for (const [name, role] of places) {
    const kind = name.toLowerCase().startsWith('org') ? 'org' : 'user'
    const id = name === 'asker' ? asker : await addUser(store, name, kind)
    // what others may see must not show
    if (kind === 'org') await store.transact((tx) => tx.accounts.setRole(id, other, 'admin'))
    if (kind === 'org' && role) await store.transact((tx) => tx.accounts.setRole(id, asker, role))
    for (const visibility of ['public', 'private'] as const)
      for (const gated of [null, 'auto', 'manual'] as const) {
        const made = await addRepo(store, id, `${visibility}-${gated ?? 'open'}`, visibility)
        await store.transact((tx) => tx.repos.setGated(made.id, gated))
        repos.push({ repo: { ...made, gated }, role })
      }
  }
})
afterAll(() => open?.close())

const fine = (...grants: { entity: string; role: Role }[]): TokenScope => ({ role: 'fineGrained', grants })
const SCOPES: [string, TokenScope][] = [
  ['a write token', { role: 'write' }],
  ['a read token', { role: 'read' }],
  ['a token of no grants', fine()],
  ['a token of one organisation', fine({ entity: 'org-write', role: 'read' })],
  ['a token of an organisation in other letters', fine({ entity: 'ORG-admin', role: 'write' })],
  ['a token of one repo', fine({ entity: 'Org-Admin/private-open', role: 'write' })],
  ['a token of its own name', fine({ entity: 'asker', role: 'admin' })],
  [
    'a token of a stranger',
    fine({ entity: 'somebody', role: 'admin' }, { entity: 'org-none', role: 'admin' }),
  ],
  [
    'a token of many',
    fine({ entity: 'org-read', role: 'read' }, { entity: 'asker/private-auto', role: 'read' }),
  ],
]
const asUser = (scope: TokenScope, isAdmin: boolean): Principal => ({
  kind: 'user',
  userId: asker,
  name: 'asker',
  isAdmin,
  scope,
  credential: { kind: 'token', id: 1, name: 't', createdAt: new Date(0) },
})
const idOf = (repo: Repo) => `${repo.namespace}/${repo.name}`
const listed = async (principal: Principal, query: Partial<RepoQuery> = {}) =>
  (await open.store.repos.list({ ...QUERY, ...query }, viewerOf(principal))).map(idOf).sort()
const allowed = (principal: Principal, disabled: string[] = [], more: Partial<RepoResource> = {}) =>
  repos
    .filter(({ repo, role }) => {
      const state = {
        visibility: repo.visibility,
        gated: repo.gated,
        disabled: disabled.includes(idOf(repo)),
      }
      const asked = principal.kind === 'user' ? role : null
      return decide(principal, 'repo:read', {
        kind: 'repo',
        access: more.access ?? ('none' as const),
        id: repo,
        ...state,
        ...NO_CONDITIONS,
        ...more,
        role: asked,
      }).allow
    })
    .map(({ repo }) => idOf(repo))
    .sort()

test.each(SCOPES)('with %s a list shows exactly what the policy lets its user read', async (_what, scope) => {
  const principal = asUser(scope, false)
  expect(await listed(principal)).toEqual(allowed(principal))
})

test('the list of an anonymous caller, of a job and of an administrator agree with the policy', async () => {
  const plain: Principal[] = [
    { kind: 'anonymous' },
    { kind: 'job', name: 'x' },
    asUser({ role: 'write' }, true),
    asUser({ role: 'read' }, true),
  ]
  const sizes = []
  for (const principal of plain) {
    expect(await listed(principal)).toEqual(allowed(principal))
    sizes.push(allowed(principal).length)
  }
  expect(sizes).toEqual([18, 36, 36, 36])
})

test('a disabled repo is listed for those only who may read it', async () => {
  const disabled = ['somebody/public-open', 'org-read/private-open', 'asker/private-open']
  await open.pool.query(
    `update repos set disabled = true from namespaces n
      where n.id = namespace_id and n.name || '/' || repos.name = any($1)`,
    [disabled],
  )
  try {
    for (const principal of [{ kind: 'anonymous' as const }, asUser({ role: 'write' }, false)])
      expect(await listed(principal)).toEqual(allowed(principal, disabled))
  } finally {
    await open.pool.query('update repos set disabled = false')
  }
})
test('an administrator with a fine-grained token lists what that token lets it read', async () => {
  const principal = asUser(fine({ entity: 'org-none', role: 'read' }), true)
  expect(await listed(principal)).toEqual(allowed(principal))
})

test.each(['id', 'modified', 'created', 'downloads'] as const)(
  'pages sorted by %s joined are the whole list: nothing twice, nothing left out',
  async (sort) => {
    // many rows of one value: only the id tells them apart
    await open.pool.query(
      "update repos set modified_at = '2026-01-01T00:00:00.123456Z', created_at = '2026-01-01', downloads = id % 3",
    )
    await open.pool.query("update repos set modified_at = '2026-01-02T00:00:00.123999Z' where id % 5 = 0")
    for (const ascending of [true, false]) {
      const viewer = viewerOf({ kind: 'job', name: 'x' })
      const whole = await open.store.repos.list({ ...QUERY, sort, ascending }, viewer)
      expect(whole).toHaveLength(36)
      for (const limit of [1, 5, 35, 36]) {
        const joined: Repo[] = []
        let after: RepoQuery['after']
        for (;;) {
          const page = await open.store.repos.list({ ...QUERY, sort, ascending, limit, after }, viewer)
          joined.push(...page)
          const last = page.at(-1)
          if (!last || page.length < limit) break
          after = { value: sortValue(last, sort), id: last.id }
        }
        expect(joined.map(idOf), `${limit}`).toEqual(whole.map(idOf))
      }
    }
  },
)
function sortValue(repo: Repo, sort: RepoQuery['sort']): string {
  if (sort === 'modified') return repo.modifiedAt.toISOString()
  if (sort === 'created') return repo.createdAt.toISOString()
  return sort === 'downloads' ? String(repo.downloads) : idOf(repo).toLowerCase()
}

test('filters narrow a list, and their signs mean only themselves', async () => {
  const job: Principal = { kind: 'job', name: 'x' }
  expect(await listed(job, { author: 'ORG-admin' })).toHaveLength(6)
  expect(await listed(job, { gated: true })).toHaveLength(24)
  expect(await listed(job, { gated: false, author: 'asker' })).toEqual([
    'asker/private-open',
    'asker/public-open',
  ])
  expect(await listed(job, { search: ['ASKER/', 'open'] })).toEqual([
    'asker/private-open',
    'asker/public-open',
  ])
  for (const sign of ['%', '_', '\\', "'", '"'])
    expect(await listed(job, { search: [sign] }), sign).toEqual([])
  expect(await listed(job, { type: 'model' })).toEqual([])
})

test('all tags that are asked for must be there', async () => {
  const { repo } = repos[0] as { repo: Repo }
  const tags = ['license:mit', 'language:ko']
  await open.store.transact((tx) =>
    tx.repos.setHead(repo.id, 'a'.repeat(40), { license: 'mit' }, tags, new Date()),
  )
  const job: Principal = { kind: 'job', name: 'x' }
  expect(await listed(job, { tags: ['language:ko'] })).toEqual([idOf(repo)])
  expect(await listed(job, { tags })).toEqual([idOf(repo)])
  expect(await listed(job, { tags: [...tags, 'language:en'] })).toEqual([])
})

const everybody = (): Principal[] => [
  { kind: 'anonymous' },
  asUser({ role: 'write' }, true),
  asUser({ role: 'read' }, true),
  ...SCOPES.map(([, scope]) => asUser(scope, false)),
]
const read = (document: object) => readTerms({ version: 1, ...document }) ?? ('unreadable' as const)
const PAGES: [string, Partial<RepoResource>][] = [
  ['drafts', { opening: { state: 'draft', embargoUntil: null, reason: null } }],
  ['withdrawn', { opening: { state: 'withdrawn', embargoUntil: null, reason: null } }],
  ['hidden from all but members', { terms: read({ who: 'members', metadata: 'hidden' }) }],
  ['hidden from all but approved people', { terms: read({ who: 'approved', metadata: 'hidden' }) }],
  ['under terms that nobody can read', { terms: 'unreadable' }],
]
test.each(PAGES)('lists show repos that are %s to those who may know them', async (_what, state) => {
  const { opening = OPENED, terms = null } = state
  await open.pool.query('update repos set opening = $1, terms_page = $2', [opening.state, pageOf(terms)])
  try {
    for (const principal of everybody())
      expect(await listed(principal)).toEqual(allowed(principal, [], state))
    await open.pool.query(
      `insert into access_requests (repo_id, user_id, status, requested_at, granted_until)
       select id, $1, 'accepted', now(), now() + interval '1 hour' from repos`,
      [asker],
    )
    for (const principal of everybody())
      expect(await listed(principal)).toEqual(allowed(principal, [], { ...state, access: 'accepted' }))
    await open.pool.query("update access_requests set granted_until = 'yesterday'")
    for (const principal of everybody())
      expect(await listed(principal)).toEqual(allowed(principal, [], { ...state, access: 'expired' }))
  } finally {
    await open.pool.query("update repos set opening = 'final', terms_page = 'all'")
    await open.pool.query('delete from access_requests')
  }
})
