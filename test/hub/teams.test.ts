import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHub, type TestHub } from '../support/hub.js'
import { sender } from '../support/send.js'
import { onDatabase } from '../support/world.js'

let hub: TestHub
const token: Record<string, string> = {}
const send = sender(() => hub)
const ORG = '/api/organizations/lab'
const tag = (who: string, name: string) =>
  send('POST', `/api/datasets/lab/${name}/tag/main`, token[who], { tag: `${who}-${Math.random()}` })

beforeAll(async () => {
  hub = await startHub()
  for (const name of ['boss', 'rita', 'mary', 'outsider']) token[name] = await hub.user(name)
  await hub.org('lab', { boss: 'admin', rita: 'read', mary: 'read' })
  await hub.org('rival', { boss: 'admin' })
  for (const [organization, name] of [
    ['lab', 'one'],
    ['lab', 'two'],
    ['rival', 'theirs'],
  ])
    await send('POST', '/api/repos/create', token.boss, {
      type: 'dataset',
      name,
      organization,
      private: true,
    })
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

test('a team raises the role of its members in its repos, and nowhere else', async () => {
  expect(await send('POST', `${ORG}/teams`, token.rita, { name: 'writers' })).toMatchObject({ status: 403 })
  expect(await send('POST', `${ORG}/teams`, token.boss, { name: 'writers' })).toMatchObject({ status: 200 })
  expect(await send('POST', `${ORG}/teams`, token.boss, { name: 'Writers' })).toMatchObject({
    status: 409,
    code: 'AlreadyExists',
  })
  expect(await send('POST', `${ORG}/teams`, token.boss, { name: '../x' })).toMatchObject({
    status: 400,
    code: 'InvalidName',
  })
  expect((await send('PUT', `${ORG}/teams/writers/members/rita`, token.boss)).status).toBe(200)
  expect(
    (await send('PUT', `${ORG}/teams/writers/repos/datasets/one`, token.boss, { role: 'write' })).status,
  ).toBe(200)
  expect((await tag('rita', 'one')).status).toBe(200)
  expect((await tag('rita', 'two')).status).toBe(403)
  expect((await tag('mary', 'one')).status).toBe(403)

  expect((await send('GET', `${ORG}/teams`, token.mary)).json).toMatchObject([{ name: 'writers' }])
  expect((await send('GET', `${ORG}/teams/writers/members`, token.mary)).json).toEqual([
    { user: 'rita', fullname: 'rita' },
  ])
  expect((await send('GET', `${ORG}/teams/writers/repos`, token.mary)).json).toEqual([
    { type: 'dataset', repo: 'lab/one', role: 'write' },
  ])
  for (const path of ['/teams', '/teams/writers/members', '/teams/writers/repos', '/invitations'])
    expect(await send('GET', `${ORG}${path}`, token.outsider), path).toMatchObject({ status: 403 })

  expect((await send('DELETE', `${ORG}/teams/writers/repos/datasets/one`, token.boss)).status).toBe(200)
  expect((await tag('rita', 'one')).status).toBe(403)
  expect(await send('DELETE', `${ORG}/teams/writers/repos/datasets/one`, token.boss)).toMatchObject({
    status: 404,
  })
})

test('a team holds members and repos of its organisation only', async () => {
  await send('POST', `${ORG}/teams`, token.boss, { name: 'closed' })
  expect(await send('PUT', `${ORG}/teams/closed/members/outsider`, token.boss)).toMatchObject({
    status: 404,
    code: 'MemberNotFound',
  })
  expect(
    await send('PUT', `${ORG}/teams/closed/repos/datasets/theirs`, token.boss, { role: 'read' }),
  ).toMatchObject({ status: 404, code: 'RepoNotFound' })
  expect(
    await send('PUT', `${ORG}/teams/closed/repos/models/one`, token.boss, { role: 'read' }),
  ).toMatchObject({ status: 404 })
  expect(await send('PUT', `${ORG}/teams/nope/members/rita`, token.boss)).toMatchObject({
    status: 404,
    code: 'TeamNotFound',
  })
  const insert =
    'insert into team_repos (team_id, org_id, repo_id, role) select t.id, t.org_id, r.id, $1 from teams t, repos r where r.name = $2'
  await expect(onDatabase(hub, insert, ['read', 'theirs'])).rejects.toThrow('foreign key')
})

test('whoever leaves the organisation leaves its teams, and is not in them on coming back', async () => {
  await send('POST', `${ORG}/teams`, token.boss, { name: 'leavers' })
  await send('PUT', `${ORG}/teams/leavers/members/mary`, token.boss)
  await send('PUT', `${ORG}/teams/leavers/repos/datasets/two`, token.boss, { role: 'admin' })
  expect((await tag('mary', 'two')).status).toBe(200)
  expect((await send('POST', `${ORG}/leave`, token.mary)).status).toBe(200)
  expect((await tag('mary', 'two')).status).toBe(404)
  await hub.app.services.accounts.setRole('lab', 'mary', 'read')
  expect((await tag('mary', 'two')).status).toBe(403)
  expect((await send('GET', `${ORG}/teams/leavers/members`, token.mary)).json).toEqual([])
})

test('a team that goes takes its roles along', async () => {
  await send('POST', `${ORG}/teams`, token.boss, { name: 'short' })
  await send('PUT', `${ORG}/teams/short/members/rita`, token.boss)
  await send('PUT', `${ORG}/teams/short/repos/datasets/two`, token.boss, { role: 'write' })
  expect((await tag('rita', 'two')).status).toBe(200)
  expect((await send('DELETE', `${ORG}/teams/short`, token.boss)).status).toBe(200)
  expect((await tag('rita', 'two')).status).toBe(403)
  expect(await send('DELETE', `${ORG}/teams/short`, token.boss)).toMatchObject({
    status: 404,
    code: 'TeamNotFound',
  })
})

test('a team role on a repo that is closed lets its members see it where an administrator would', async () => {
  await send('POST', `${ORG}/teams`, token.boss, { name: 'keepers' })
  await send('PUT', `${ORG}/teams/keepers/members/rita`, token.boss)
  await onDatabase(hub, 'update repos set disabled = true where name = $1', ['two'])
  const listed = async () =>
    (await send('GET', '/api/datasets', token.rita)).json.map((each: { id: string }) => each.id)
  expect(await listed()).not.toContain('lab/two')
  await send('PUT', `${ORG}/teams/keepers/repos/datasets/two`, token.boss, { role: 'admin' })
  expect(await listed()).toContain('lab/two')
})
