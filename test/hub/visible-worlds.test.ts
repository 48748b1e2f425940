import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Principal, TokenScope } from '../../src/core/policy.js'
import { startHub, type TestHub } from '../support/hub.js'
import { onDatabase } from '../support/world.js'

/** Random organisations, teams, collaborators and tokens: every list shows just what may be read, and nothing else. */
const WORLDS = 80
const ORGS = ['north', 'south']
const USERS = ['una', 'vera', 'wim']
const TEAMS = ['red', 'blue']
const ROLES = ['read', 'write', 'admin'] as const
const ORG_ROLES = ['read', 'contributor', 'write', 'admin'] as const

let hub: TestHub
const ids = new Map<string, number>()
const repos: { id: number; org: string; name: string }[] = []
const teams: { id: number; org: string }[] = []

/** mulberry32: the same worlds every time. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

beforeAll(async () => {
  hub = await startHub()
  const boss = await hub.user('boss')
  for (const user of USERS) await hub.user(user)
  for (const org of ORGS) await hub.org(org, { boss: 'admin' })
  const send = (path: string, body: object) =>
    hub.call(path, { method: 'POST', token: boss, body: JSON.stringify(body) })
  for (const organization of ORGS) {
    for (const name of ['a', 'b', 'c'])
      await send('/api/repos/create', { type: 'dataset', name, organization })
    for (const name of TEAMS) await send(`/api/organizations/${organization}/teams`, { name })
  }
  for (const row of (await onDatabase(hub, 'select id::int, name from namespaces', [])).rows)
    ids.set(row.name, row.id)
  const found = await onDatabase(
    hub,
    'select r.id::int, n.name as org, r.name from repos r join namespaces n on n.id = r.namespace_id',
    [],
  )
  repos.push(...found.rows)
  teams.push(
    ...(
      await onDatabase(
        hub,
        'select t.id::int, n.name as org from teams t join namespaces n on n.id = t.org_id',
        [],
      )
    ).rows,
  )
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

/** Writes one world. Returns the scope of every user's token. */
async function write(random: () => number): Promise<TokenScope[]> {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  const boss = ids.get('boss')
  const sql = [
    `delete from memberships where user_id <> ${boss}`,
    'delete from repo_collaborators',
    'delete from team_repos',
  ]
  for (const { id } of repos) {
    const visibility = random() < 0.7 ? 'private' : 'public'
    const creator = random() < 0.3 ? ids.get(pick(USERS)) : 'null'
    sql.push(
      `update repos set visibility = '${visibility}', disabled = ${random() < 0.3}, creator_id = ${creator} where id = ${id}`,
    )
    for (const user of USERS)
      if (random() < 0.15)
        sql.push(`insert into repo_collaborators values (${id}, ${ids.get(user)}, '${pick(ROLES)}')`)
  }
  for (const org of ORGS)
    for (const user of USERS) {
      if (random() < 0.5) continue
      const pair = `${ids.get(org)}, ${ids.get(user)}`
      sql.push(`insert into memberships values (${pair}, '${pick(ORG_ROLES)}')`)
      for (const team of teams.filter((each) => each.org === org))
        if (random() < 0.4) sql.push(`insert into team_members values (${team.id}, ${pair})`)
    }
  for (const repo of repos)
    for (const team of teams.filter((each) => each.org === repo.org))
      if (random() < 0.3)
        sql.push(
          `insert into team_repos values (${team.id}, ${ids.get(repo.org)}, ${repo.id}, '${pick(ROLES)}')`,
        )
  await onDatabase(hub, sql.join(';'), [])
  return USERS.map(() => {
    if (random() < 0.6) return { role: random() < 0.5 ? 'read' : 'write' }
    const entities = [...ORGS, ...repos.map(({ org, name }) => `${org}/${name}`)]
    const grants = Array.from({ length: 3 }, () => ({ entity: pick(entities), role: pick(ROLES) }))
    return { role: 'fineGrained', grants }
  })
}

const asUser = (name: string, scope: TokenScope): Principal => ({
  kind: 'user',
  userId: ids.get(name) as number,
  name,
  isAdmin: false,
  scope,
  credential: { kind: 'token', id: 1, name: '', createdAt: new Date(0) },
})
const nameOf = ({ namespace, name }: { namespace: string; name: string }) => `${namespace}/${name}`

async function readable(principal: Principal): Promise<string[]> {
  const { access } = hub.app.services
  const asked = repos.map(async ({ org, name }) => {
    const id = { type: 'dataset' as const, namespace: org, name }
    const may = await access.authorize(principal, 'repo:read', id).then(
      () => true,
      () => false,
    )
    return may ? [nameOf(id)] : []
  })
  return (await Promise.all(asked)).flat().sort()
}

const LIST = {
  type: 'dataset' as const,
  search: [],
  author: undefined,
  tags: [],
  gated: undefined,
  sort: 'id' as const,
  ascending: true,
  limit: 100,
  after: undefined,
}
const SEARCH = { text: '', type: undefined, selected: {}, limit: 100, after: undefined }

/** What each list shows, by what it is. */
async function lists(principal: Principal): Promise<Record<string, string[]>> {
  const { repos: service, catalogue, organisations } = hub.app.services
  const found = await catalogue.search(principal, { ...SEARCH, sort: 'created' })
  const words = await Promise.all(
    ORGS.map((text) => catalogue.search(principal, { ...SEARCH, text, sort: 'relevance' })),
  )
  const counts = await Promise.all(ORGS.map((org) => organisations.overview(principal, 'org', org)))
  return {
    repos: (await service.list(principal, LIST)).map(nameOf).sort(),
    catalogue: found.hits.map(nameOf).sort(),
    facets: found.facets.organisation.flatMap(({ value, count }) => Array(count).fill(value)).sort(),
    total: Array(found.total.value).fill(''),
    search: words.flatMap(({ hits }) => hits.map(nameOf)).sort(),
    export: (await catalogue.list(principal, 'dataset', 0, 100)).map(nameOf).sort(),
    counted: counts
      .flatMap(({ namespace, repos: { dataset } }) => Array(dataset).fill(namespace.name))
      .sort(),
  }
}

test(`in ${WORLDS} random worlds every list shows what the policy lets its reader read`, {
  timeout: 600_000,
}, async () => {
  const sizes = new Set<number>()
  for (let seed = 1; seed <= WORLDS; seed++) {
    const scopes = await write(randomFrom(seed))
    const readers: Principal[] = [
      { kind: 'anonymous' },
      ...USERS.map((name, i) => asUser(name, scopes[i] as TokenScope)),
    ]
    for (const reader of readers) {
      const expected = await readable(reader)
      const orgs = expected.map((name) => name.split('/')[0])
      sizes.add(expected.length)
      const who = `world ${seed}, ${JSON.stringify(reader)}`
      expect(await lists(reader), who).toEqual({
        repos: expected,
        catalogue: expected,
        search: expected,
        export: expected,
        facets: orgs,
        counted: orgs,
        total: expected.map(() => ''),
      })
    }
  }
  // the worlds are not all alike
  expect(sizes.size).toBeGreaterThanOrEqual(6)
})
