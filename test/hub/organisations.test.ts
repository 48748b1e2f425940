import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHub, type TestHub } from '../support/hub.js'
import { sender } from '../support/send.js'
import { onDatabase } from '../support/world.js'

let hub: TestHub
const token: Record<string, string> = {}
const send = sender(() => hub)
beforeAll(async () => {
  hub = await startHub()
  for (const name of ['boss', 'carl', 'rita', 'wendy', 'outsider']) token[name] = await hub.user(name)
  await hub.app.services.accounts.create('user', 'operator', { isAdmin: true })
  const scope = { role: 'write' as const }
  token.operator = await hub.app.services.accounts.createToken('operator', {
    name: 't',
    scope,
    expiresAt: null,
  })
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

let count = 0
/** A new organisation, made by boss, with carl, rita and wendy in it. */
async function newOrg(): Promise<string> {
  const name = `org-${count++}`
  expect(await send('POST', '/api/organizations/create', token.boss, { name })).toMatchObject({ status: 200 })
  await hub.app.services.accounts.setRole(name, 'carl', 'contributor')
  await hub.app.services.accounts.setRole(name, 'rita', 'read')
  await hub.app.services.accounts.setRole(name, 'wendy', 'write')
  return name
}
const create = (who: string, organization: string, name: string) =>
  send('POST', '/api/repos/create', token[who], { type: 'dataset', name, organization, private: true })
const commit = (who: string, repo: string) =>
  send('POST', `/api/datasets/${repo}/tag/main`, token[who], { tag: `t-${who}` })
const see = (who: string, repo: string) => send('GET', `/api/datasets/${repo}`, token[who])

test('a contributor reads everything, creates repos, and writes to those they created', async () => {
  const org = await newOrg()
  expect(await create('rita', org, 'r')).toMatchObject({ status: 403, code: 'Forbidden' })
  expect(await create('outsider', org, 'r')).toMatchObject({ status: 403, code: 'Forbidden' })
  expect((await create('carl', org, 'own')).status).toBe(200)
  expect((await create('wendy', org, 'others')).status).toBe(200)

  for (const repo of ['own', 'others'])
    for (const who of ['boss', 'carl', 'rita', 'wendy'])
      expect((await see(who, `${org}/${repo}`)).status, who).toBe(200)
  expect((await see('outsider', `${org}/own`)).status).toBe(404)

  expect((await commit('carl', `${org}/own`)).status).toBe(200)
  expect(await commit('carl', `${org}/others`)).toMatchObject({ status: 403 })
  expect(await commit('rita', `${org}/own`)).toMatchObject({ status: 403 })
  expect((await commit('wendy', `${org}/own`)).status).toBe(200)
  // write, and not admin
  const settings = await send('PUT', `/api/datasets/${org}/own/settings`, token.carl, { private: false })
  expect(settings).toMatchObject({ status: 403, code: 'Forbidden' })

  // whoever is no contributor any more writes nowhere, and whoever is out sees nothing
  await send('PUT', `/api/organizations/${org}/members/carl`, token.boss, { role: 'read' })
  expect(await commit('carl', `${org}/own`)).toMatchObject({ status: 403 })
  await send('DELETE', `/api/organizations/${org}/members/carl`, token.boss)
  expect((await see('carl', `${org}/own`)).status).toBe(404)
})

test('roles are changed by administrators only, with a token that may', async () => {
  const org = await newOrg()
  const path = `/api/organizations/${org}/members/rita`
  for (const who of ['carl', 'rita', 'wendy', 'outsider'])
    expect(await send('PUT', path, token[who], { role: 'admin' })).toMatchObject({ status: 403 })
  expect(await send('PUT', path, undefined, { role: 'admin' })).toMatchObject({
    status: 401,
    code: 'NotSignedIn',
  })
  const scopes = {
    reads: { role: 'read' as const },
    elsewhere: { role: 'fineGrained' as const, grants: [{ entity: 'other', role: 'admin' as const }] },
  }
  for (const [name, scope] of Object.entries(scopes)) {
    const fields = { name: `${org}-${name}`, scope, expiresAt: null }
    const narrow = await hub.app.services.accounts.createToken('boss', fields)
    expect(await send('PUT', path, narrow, { role: 'admin' })).toMatchObject({ status: 403 })
    expect(await send('POST', '/api/organizations/create', narrow, { name: 'fresh-one' })).toMatchObject({
      status: 403,
    })
    expect(await send('POST', `/api/organizations/${org}/leave`, narrow)).toMatchObject({ status: 403 })
  }
  expect(await send('PUT', path, token.boss, { role: 'owner' })).toMatchObject({ status: 400 })
  expect(await send('PUT', path, token.boss, { role: 'admin' })).toMatchObject({ status: 200 })
  expect(await send('PUT', path, token.operator, { role: 'write' })).toMatchObject({ status: 200 })
  const stranger = `/api/organizations/${org}/members/outsider`
  expect(await send('PUT', stranger, token.boss, { role: 'read' })).toMatchObject({
    status: 404,
    code: 'MemberNotFound',
  })
  const { json } = await send('GET', '/api/whoami-v2', token.rita)
  expect(json.orgs.find((each: { name: string }) => each.name === org).roleInOrg).toBe('write')
})

test('the last administrator neither leaves nor is demoted, also when two do at once', async () => {
  const org = await newOrg()
  const members = `/api/organizations/${org}/members`
  const last = { status: 409, code: 'LastAdmin' }
  expect(await send('POST', `/api/organizations/${org}/leave`, token.boss)).toMatchObject(last)
  expect(await send('PUT', `${members}/boss`, token.boss, { role: 'write' })).toMatchObject(last)
  expect(await send('DELETE', `${members}/boss`, token.operator)).toMatchObject(last)
  await expect(hub.app.services.accounts.setRole(org, 'boss', null)).rejects.toMatchObject({
    key: 'LastAdmin',
  })
  for (let round = 0; round < 10; round++) {
    await send('PUT', `${members}/wendy`, token.operator, { role: 'admin' })
    await send('PUT', `${members}/boss`, token.operator, { role: 'admin' })
    const both = await Promise.all([
      send('PUT', `${members}/boss`, token.boss, { role: 'read' }),
      round % 2
        ? send('PUT', `${members}/boss`, token.wendy, { role: 'read' })
        : send('PUT', `${members}/wendy`, token.wendy, { role: 'read' }),
    ])
    expect(both.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(1)
    const rows = await onDatabase(
      hub,
      `select count(*)::int as n from memberships m join namespaces o on o.id = m.org_id
      where o.name = $1 and m.role = 'admin'`,
      [org],
    )
    expect(rows.rows[0].n, JSON.stringify(both)).toBeGreaterThanOrEqual(1)
  }
})

test('who is in an organisation, and in what role, is told to those who may know', async () => {
  const org = await newOrg()
  const members = async (who?: string) =>
    (await send('GET', `/api/organizations/${org}/members`, who && token[who])).json
  expect((await members('rita')).find((each: { user: string }) => each.user === 'boss').role).toBe('admin')
  for (const who of [undefined, 'outsider']) {
    expect((await members(who)).map((each: { user: string }) => each.user)).toEqual([
      'boss',
      'carl',
      'rita',
      'wendy',
    ])
    expect(JSON.stringify(await members(who))).not.toContain('role')
  }
  const overview = async (who?: string) =>
    (await send('GET', `/api/organizations/${org}/overview`, who && token[who])).json
  expect(await overview()).toMatchObject({ name: org, numUsers: 4, type: 'org' })
  const orgsOf = async (who?: string) =>
    (await send('GET', '/api/users/rita/overview', who && token[who])).json.orgs.map(
      (each: { name: string }) => each.name,
    )
  expect(await orgsOf()).toContain(org)

  expect(
    await send('PUT', `/api/organizations/${org}/settings`, token.wendy, { membersPublic: false }),
  ).toMatchObject({ status: 403 })
  expect(
    await send('PUT', `/api/organizations/${org}/settings`, token.boss, {
      membersPublic: false,
      fullname: 'The Lab',
    }),
  ).toMatchObject({ status: 200 })
  for (const who of [undefined, 'outsider']) {
    expect(await members(who)).toEqual([])
    expect(await overview(who)).not.toHaveProperty('numUsers')
    expect(await orgsOf(who)).not.toContain(org)
  }
  expect(await members('rita')).toHaveLength(4)
  expect(await orgsOf('wendy')).toContain(org)
  expect(await overview('rita')).toMatchObject({ numUsers: 4, fullname: 'The Lab' })
})

test('an overview counts what its reader may see', async () => {
  const org = await newOrg()
  await create('boss', org, 'hidden')
  const counted = async (who?: string) =>
    (await send('GET', `/api/organizations/${org}/overview`, who && token[who])).json.numDatasets
  expect([await counted(), await counted('outsider'), await counted('rita')]).toEqual([0, 0, 1])
  expect(await send('GET', '/api/organizations/nowhere/overview')).toMatchObject({
    status: 404,
    code: 'NamespaceNotFound',
  })
  expect(await send('GET', '/api/organizations/rita/overview')).toMatchObject({ status: 404 })
  const first = await send('GET', `/api/organizations/${org}/members?limit=3`, token.boss)
  const next = /<http:\/\/[^/]+([^>]+)>/.exec(first.link ?? '')?.[1] ?? ''
  expect((await send('GET', next, token.boss)).json.map((each: { user: string }) => each.user)).toEqual([
    'wendy',
  ])
})

test('a collaborator from outside has a role in one repo, and it ends at once', async () => {
  const org = await newOrg()
  await create('boss', org, 'shared')
  await create('boss', org, 'other')
  const path = `/api/datasets/${org}/shared/collaborators`
  expect(await send('PUT', `${path}/outsider`, token.wendy, { role: 'read' })).toMatchObject({ status: 403 })
  expect(await send('PUT', `${path}/nobody-here`, token.boss, { role: 'read' })).toMatchObject({
    status: 404,
  })
  expect(await send('PUT', `${path}/${org}`, token.boss, { role: 'read' })).toMatchObject({ status: 404 })
  expect(await send('PUT', `${path}/outsider`, token.boss, { role: 'read' })).toMatchObject({ status: 200 })
  expect((await see('outsider', `${org}/shared`)).status).toBe(200)
  expect((await see('outsider', `${org}/other`)).status).toBe(404)
  expect(await commit('outsider', `${org}/shared`)).toMatchObject({ status: 403 })
  await send('PUT', `${path}/outsider`, token.boss, { role: 'write' })
  expect(await commit('outsider', `${org}/shared`)).toMatchObject({ status: 200 })
  expect((await send('GET', path, token.boss)).json).toEqual([
    { user: 'outsider', fullname: 'outsider', role: 'write' },
  ])
  expect(await send('GET', path, token.outsider)).toMatchObject({ status: 403 })
  // a fine-grained token of the collaborator narrows this role like any other
  const scope = { role: 'fineGrained' as const, grants: [{ entity: `${org}/shared`, role: 'read' as const }] }
  token.narrow = await hub.app.services.accounts.createToken('outsider', {
    name: org,
    scope,
    expiresAt: null,
  })
  expect((await see('narrow', `${org}/shared`)).status).toBe(200)
  expect(await commit('narrow', `${org}/shared`)).toMatchObject({ status: 403 })
  expect(await send('DELETE', `${path}/outsider`, token.boss)).toMatchObject({ status: 200 })
  expect((await see('outsider', `${org}/shared`)).status).toBe(404)
  expect(await send('DELETE', `${path}/outsider`, token.boss)).toMatchObject({
    status: 404,
    code: 'MemberNotFound',
  })
})

test('a suspended user can do nothing at all, from the next request on, and comes back with everything', async () => {
  const victim = await hub.user('victim')
  await send('POST', '/api/repos/create', victim, { type: 'dataset', name: 'mine' })
  const lfs = await send('POST', '/datasets/victim/mine.git/info/lfs/objects/batch', victim, {
    operation: 'upload',
    objects: [{ oid: 'a'.repeat(64), size: 3 }],
  })
  const signed = new URL(lfs.json.objects[0].actions.upload.href)
  for (const who of ['boss', 'outsider'])
    expect(await send('PUT', '/api/admin/users/victim', token[who], { suspended: true })).toMatchObject({
      status: 403,
    })
  expect(await send('GET', '/api/admin/users', token.boss)).toMatchObject({ status: 403 })
  expect(await send('PUT', '/api/admin/users/operator', token.operator, { suspended: true })).toMatchObject({
    status: 400,
  })
  expect(await send('PUT', '/api/admin/users/victim', token.operator, { suspended: true })).toMatchObject({
    json: { suspended: true },
  })
  const refused = { status: 403, code: 'AccountSuspended' }
  expect(await send('GET', '/api/whoami-v2', victim)).toMatchObject(refused)
  expect(await send('GET', '/api/datasets/victim/mine', victim)).toMatchObject(refused)
  expect(
    await send('GET', '/datasets/victim/mine.git/info/refs?service=git-upload-pack', victim),
  ).toMatchObject(refused)
  const upload = await hub.call(signed.pathname + signed.search, { method: 'PUT', body: 'abc' })
  expect([upload.status, upload.headers.get('x-error-code')]).toEqual([403, 'AccountSuspended'])
  // what they made stays for others
  expect((await send('GET', '/api/datasets/victim/mine')).status).toBe(200)
  const listed = (await send('GET', '/api/admin/users', token.operator)).json
  expect(listed.find((each: { user: string }) => each.user === 'victim')).toMatchObject({ suspended: true })
  await send('PUT', '/api/admin/users/victim', token.operator, { suspended: false })
  expect((await send('GET', '/api/whoami-v2', victim)).status).toBe(200)
})

test('every change is in the event log', async () => {
  const events = await hub.app.metadata.events.listAfter(0, 100_000)
  const types = new Set(events.map(({ type }) => type))
  for (const type of [
    'org.member',
    'org.settings',
    'repo.collaborator',
    'user.suspended',
    'user.unsuspended',
  ])
    expect(types).toContain(type)
})

test('a user who is removed while their role changes: both are done, and nobody is told to come again', async () => {
  for (let round = 0; round < 12; round++) {
    const org = await newOrg()
    const name = `leaving-${round}`
    await hub.user(name)
    await hub.app.services.accounts.setRole(org, name, 'read')
    const role = (wanted: string) =>
      send('PUT', `/api/organizations/${org}/members/${name}`, token.boss, { role: wanted })
    const answers = await Promise.all([
      role('write'),
      send('DELETE', `/api/admin/users/${name}`, token.operator),
      role('contributor'),
    ])
    for (const { status } of answers) expect([200, 204, 404]).toContain(status)
    expect(answers[1]?.status).toBe(200)
  }
})
