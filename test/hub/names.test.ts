import { afterAll, beforeAll, expect, test } from 'vitest'
import { foldName, isReserved, reasonAgainst } from '../../src/core/names.js'
import { allRoutes } from '../../src/http/router.js'
import { startHub, type TestHub } from '../support/hub.js'
import { sender } from '../support/send.js'
import { onDatabase } from '../support/world.js'

let hub: TestHub
const token: Record<string, string> = {}
const send = sender(() => hub)
beforeAll(async () => {
  hub = await startHub()
  token.boss = await hub.user('boss')
  await hub.app.services.accounts.create('user', 'operator', { isAdmin: true })
  const fields = { name: 't', scope: { role: 'write' as const }, expiresAt: null }
  token.operator = await hub.app.services.accounts.createToken('operator', fields)
})
afterAll(async () => hub?.[Symbol.asyncDispose]())
const newOrg = (name: string) => send('POST', '/api/organizations/create', token.boss, { name })

test('no first segment of an address of the hub can be a name', () => {
  const paths = allRoutes().flatMap((route) => route.paths)
  const words = new Set(
    paths.map((path) => path.split('/')[1] ?? '').filter((word) => /^[\w.-]+$/.test(word)),
  )
  expect(words.size).toBeGreaterThan(10)
  expect([...words].filter((word) => !isReserved(word))).toEqual([])
})

test.each(['api', 'DATASETS', 'settings', 'static', 'assets', 'device', 'oauth', 'models'])(
  '%s is a word of the hub',
  async (name) => expect(await newOrg(name)).toMatchObject({ status: 400, code: 'InvalidName' }),
)
test.each(['admin', 'Adm1n', 'ad-min', 'r00t', 'root', 'supp0rt', 'sup.port', 'system', 'git'])(
  '%s would be taken for somebody in charge',
  async (name) => {
    expect(await newOrg(name)).toMatchObject({ status: 400, code: 'InvalidName' })
    expect(reasonAgainst(name, { isAdmin: true })).toBe(
      name === 'git' ? reasonAgainst('git', { isAdmin: true }) : undefined,
    )
  },
)
test.each(['org-5', 'minji', 'nia', 'kaist-ai', 'ail', 'user1'])('%s is as good as any', (name) =>
  expect(reasonAgainst(name)).toBeUndefined(),
)

test('a name that is not told apart from another is refused', async () => {
  expect((await newOrg('Big-Lab')).status).toBe(200)
  expect(await newOrg('big-lab')).toMatchObject({ status: 409, code: 'AlreadyExists' })
  for (const name of ['big_lab', 'BIG.LAB', 'big-_lab'])
    expect(await newOrg(name), name).toMatchObject({ status: 409, code: 'NameTaken' })
  expect((await newOrg('biglab')).status).toBe(200)
  const both = await Promise.all([newOrg('twin-a'), newOrg('twin_a'), newOrg('twin.a')])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  for (const name of ['a.b_c-d', 'A-_.B', 'plain', 'X..y']) {
    const { rows } = await onDatabase(hub, "select regexp_replace(lower($1), '[-_.]+', '-', 'g') as folded", [
      name,
    ])
    expect(rows[0].folded).toBe(foldName(name))
  }
})

test('GHSA-hh33-46q4-hwm2: nobody inherits what a user of the same name had', async () => {
  const gone = await hub.user('gone')
  await hub.org('keeper', { boss: 'admin', gone: 'write' })
  for (const name of ['kept', 'asked'])
    await send('POST', '/api/repos/create', token.boss, {
      type: 'dataset',
      name,
      organization: 'keeper',
      private: name === 'kept',
    })
  await send('PUT', '/api/datasets/keeper/asked/settings', token.boss, { gated: 'manual' })
  await send('POST', '/api/datasets/keeper/asked/user-access-request/grant', token.boss, { user: 'gone' })
  await send('PUT', '/api/datasets/keeper/kept/collaborators/gone', token.boss, { role: 'admin' })
  await send('POST', '/api/repos/create', gone, { type: 'dataset', name: 'own' })

  expect(await send('DELETE', '/api/admin/users/gone', token.boss)).toMatchObject({ status: 403 })
  expect(await send('DELETE', '/api/admin/users/gone', token.operator)).toMatchObject({
    status: 409,
    code: 'OwnsRepos',
  })
  expect((await send('DELETE', '/api/admin/users/gone', token.operator)).text).toContain('gone/own')
  await send('POST', '/api/repos/move', gone, { fromRepo: 'gone/own', toRepo: 'keeper/own', type: 'dataset' })
  expect(await send('DELETE', '/api/admin/users/gone', token.operator)).toMatchObject({ status: 200 })

  expect(await send('GET', '/api/whoami-v2', gone)).toMatchObject({ status: 401 })
  expect(await send('GET', '/api/users/gone/overview')).toMatchObject({ status: 404 })
  for (const name of ['gone', 'GONE', 'g_one'.replace('_', '')])
    await expect(hub.app.services.accounts.create('user', name, {})).rejects.toMatchObject({
      key: 'NameTaken',
    })
  expect(await newOrg('gone')).toMatchObject({ status: 409, code: 'NameTaken' })
  for (const table of ['access_tokens', 'memberships', 'repo_collaborators', 'access_requests']) {
    const { rows } = await onDatabase(
      hub,
      `select count(*)::int as n from ${table} where user_id not in (select id from namespaces)`,
      [],
    )
    expect(rows[0].n, table).toBe(0)
  }
  const listed = await send('GET', '/api/datasets/keeper/asked/user-access-request/accepted', token.boss)
  expect(listed.json).toEqual([])
  // the old address of a moved repo still leads there, and to nothing else
  expect([301, 307, 308]).toContain((await send('GET', '/api/datasets/gone/own')).status)
})

test('an account in use is not removed from under others', async () => {
  const sole = await hub.user('sole')
  await send('POST', '/api/organizations/create', sole, { name: 'soles' })
  expect(await send('DELETE', '/api/admin/users/sole', token.operator)).toMatchObject({
    status: 409,
    code: 'LastAdmin',
  })
  expect(await send('DELETE', '/api/admin/users/operator', token.operator)).toMatchObject({ status: 400 })
  expect(await send('DELETE', '/api/admin/users/soles', token.operator)).toMatchObject({ status: 404 })
  expect((await send('GET', '/api/whoami-v2', sole)).status).toBe(200)
})
