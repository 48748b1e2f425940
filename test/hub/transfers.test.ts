import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startHub, type TestHub } from '../support/hub.js'
import { sender } from '../support/send.js'
import { onDatabase } from '../support/world.js'

let hub: TestHub
const token: Record<string, string> = {}
const send = sender(() => hub)
const NOT_FOUND = { status: 404, code: 'TransferNotFound' }
let name = ''
let count = 0
beforeAll(async () => {
  hub = await startHub()
  for (const user of ['boss', 'chief', 'writer', 'friend', 'target']) token[user] = await hub.user(user)
  await hub.org('old-lab', { boss: 'admin', writer: 'write', friend: 'read' })
  await hub.org('new-lab', { chief: 'admin', writer: 'write' })
})
afterAll(async () => hub?.[Symbol.asyncDispose]())
beforeEach(async () => {
  name = `set-${count++}`
  await send('POST', '/api/repos/create', token.boss, {
    type: 'dataset',
    name,
    organization: 'old-lab',
    private: true,
  })
})
const offer = (to: string, who = 'boss', more: object = {}) =>
  send('POST', `/api/datasets/old-lab/${name}/transfer`, token[who], { to, ...more })
const answer = (what: string, id: string, who: string) =>
  send('POST', `/api/transfers/${id}/${what}`, token[who])
const see = (who: string, repo: string) => send('GET', `/api/datasets/${repo}`, token[who])

test('offered, accepted: the repo moves, the old name redirects, roles of the old owner stay behind', async () => {
  await send('POST', '/api/organizations/old-lab/teams', token.boss, { name: `t-${name}` })
  await send('PUT', `/api/organizations/old-lab/teams/t-${name}/members/friend`, token.boss)
  await send('PUT', `/api/organizations/old-lab/teams/t-${name}/repos/datasets/${name}`, token.boss, {
    role: 'write',
  })
  await send('PUT', `/api/datasets/old-lab/${name}/collaborators/target`, token.boss, { role: 'write' })
  await send('PUT', `/api/datasets/old-lab/${name}/settings`, token.boss, { gated: 'manual' })
  await send('POST', `/api/datasets/old-lab/${name}/user-access-request/grant`, token.boss, {
    user: 'target',
  })

  expect(await offer('new-lab', 'writer')).toMatchObject({ status: 403 })
  expect(await offer('new-lab', 'chief')).toMatchObject({ status: 404, code: 'RepoNotFound' })
  const made = await offer('new-lab')
  expect(made).toMatchObject({
    status: 200,
    json: { repo: `old-lab/${name}`, to: 'new-lab', offeredBy: 'boss' },
  })
  const { id } = made.json
  expect((await send('GET', '/api/settings/transfers', token.chief)).json).toMatchObject([{ id }])
  expect((await send('GET', '/api/settings/transfers', token.writer)).json).toEqual([])
  // an offer shows the repo's name and lets nobody in
  expect((await see('chief', `old-lab/${name}`)).status).toBe(404)
  for (const who of ['boss', 'writer', 'friend', 'target'])
    expect(await answer('accept', id, who)).toMatchObject(NOT_FOUND)
  expect(await answer('accept', id, 'chief')).toMatchObject({
    status: 200,
    json: { repo: `new-lab/${name}` },
  })

  expect((await see('chief', `new-lab/${name}`)).status).toBe(200)
  const old = await see('chief', `old-lab/${name}`)
  expect([301, 307, 308]).toContain(old.status)
  for (const who of ['boss', 'friend', 'target'])
    expect((await see(who, `new-lab/${name}`)).status, who).toBe(404)
  expect((await send('GET', `/api/datasets/new-lab/${name}/collaborators`, token.chief)).json).toEqual([])
  const accepted = await send(
    'GET',
    `/api/datasets/new-lab/${name}/user-access-request/accepted`,
    token.chief,
  )
  expect(accepted.json).toMatchObject([{ user: { user: 'target' } }])
  expect(await answer('accept', id, 'chief')).toMatchObject(NOT_FOUND)
  const events = (await hub.app.metadata.events.listAfter(0, 10_000)).map(({ type }) => type)
  expect(events).toEqual(
    expect.arrayContaining(['repo.transfer-offered', 'repo.moved', 'repo.transfer-ended']),
  )
})

test('declined, withdrawn, replaced and expired offers move nothing', async () => {
  const first = (await offer('target')).json.id
  const second = (await offer('target', 'boss', { name: `${name}-renamed` })).json.id
  expect(await answer('accept', first, 'target')).toMatchObject(NOT_FOUND)
  expect(await answer('decline', second, 'chief')).toMatchObject(NOT_FOUND)
  expect(await answer('decline', second, 'target')).toMatchObject({ status: 200 })
  expect(await answer('accept', second, 'target')).toMatchObject(NOT_FOUND)

  const third = (await offer('target')).json.id
  expect((await send('GET', `/api/datasets/old-lab/${name}/transfer`, token.boss)).json).toMatchObject({
    id: third,
  })
  expect(await send('DELETE', `/api/datasets/old-lab/${name}/transfer`, token.boss)).toMatchObject({
    status: 200,
  })
  expect(await send('DELETE', `/api/datasets/old-lab/${name}/transfer`, token.boss)).toMatchObject(NOT_FOUND)
  expect(await answer('accept', third, 'target')).toMatchObject(NOT_FOUND)

  const fourth = (await offer('target')).json.id
  await onDatabase(hub, "update repo_transfers set expires_at = now() - interval '1 second' where id = $1", [
    fourth,
  ])
  expect(await answer('accept', fourth, 'target')).toMatchObject(NOT_FOUND)
  expect((await see('boss', `old-lab/${name}`)).status).toBe(200)
})

test('an offer ends with the right of whoever made it', async () => {
  await hub.app.services.accounts.setRole('old-lab', 'friend', 'admin')
  const { id } = (await offer('target', 'friend')).json
  await hub.app.services.accounts.setRole('old-lab', 'friend', 'read')
  expect(await answer('accept', id, 'target')).toMatchObject(NOT_FOUND)
  expect((await see('boss', `old-lab/${name}`)).status).toBe(200)
})

test('a name that is taken there keeps the offer for another try', async () => {
  await send('POST', '/api/repos/create', token.target, { type: 'dataset', name })
  const { id } = (await offer('target')).json
  expect(await answer('accept', id, 'target')).toMatchObject({ status: 409, code: 'AlreadyExists' })
  await send('DELETE', '/api/repos/delete', token.target, { type: 'dataset', name })
  const both = await Promise.all([answer('accept', id, 'target'), answer('accept', id, 'target')])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 404])
  expect((await see('target', `target/${name}`)).status).toBe(200)
})

test('whoever has rights on both sides moves it at once, and it is theirs as a contributor', async () => {
  await hub.app.services.accounts.setRole('new-lab', 'boss', 'contributor')
  await offer('target')
  const moved = await send('POST', '/api/repos/move', token.boss, {
    fromRepo: `old-lab/${name}`,
    toRepo: `new-lab/${name}`,
    type: 'dataset',
  })
  expect(moved.status).toBe(200)
  expect(
    (await send('POST', `/api/datasets/new-lab/${name}/tag/main`, token.boss, { tag: 'v1' })).status,
  ).toBe(200)
  expect(
    await send('PUT', `/api/datasets/new-lab/${name}/settings`, token.boss, { private: false }),
  ).toMatchObject({ status: 403 })
  // the old owner's offer is void
  const offered = (await send('GET', '/api/settings/transfers', token.target)).json
  expect(offered.map((each: { name: string }) => each.name)).not.toContain(name)
})

test('an offer needs somebody else who is there', async () => {
  expect(await offer('not-there')).toMatchObject({ status: 404, code: 'NamespaceNotFound' })
  expect(await offer('old-lab')).toMatchObject({ status: 400 })
  expect(await offer('target', 'boss', { name: '../x' })).toMatchObject({ status: 400, code: 'InvalidName' })
})

test('the new owner reads the audit of their own time, and the old one of theirs when it comes back', async () => {
  const actors = async (repo: string, who: string) => {
    const { json } = await send('GET', `/api/datasets/${repo}/audit?limit=1000`, token[who])
    return new Set(json.entries.map((entry: { actor: { name?: string } }) => entry.actor.name))
  }
  await see('friend', `old-lab/${name}`)
  await see('boss', `old-lab/${name}`)
  expect(await actors(`old-lab/${name}`, 'boss')).toEqual(new Set(['boss', 'friend']))
  await answer('accept', (await offer('target')).json.id, 'target')
  await see('target', `target/${name}`)
  const taken = await send('GET', `/api/datasets/target/${name}/audit?limit=1000`, token.target)
  expect(await actors(`target/${name}`, 'target')).toEqual(new Set(['target']))
  expect(JSON.stringify(taken.json)).not.toContain('friend')
  const back = await send('POST', `/api/datasets/target/${name}/transfer`, token.target, { to: 'old-lab' })
  await answer('accept', back.json.id, 'boss')
  expect(await actors(`old-lab/${name}`, 'boss')).toEqual(new Set(['boss', 'friend']))
})
