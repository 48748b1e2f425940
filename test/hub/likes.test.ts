import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHub, type TestHub } from '../support/hub.js'
import { onDatabase } from '../support/world.js'

let hub: TestHub
const token: Record<string, string> = {}
beforeAll(async () => {
  hub = await startHub()
  for (const name of ['owner', 'fan', 'other']) token[name] = await hub.user(name)
  await hub.org('lab', { owner: 'admin' })
  for (const name of ['one', 'two', 'three'])
    await send('POST', '/api/repos/create', 'owner', { type: 'dataset', name })
  await send('POST', '/api/repos/create', 'owner', { type: 'model', name: 'a-model' })
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const send = async (method: string, path: string, who?: string, body?: unknown) => {
  const secret = who && (token[who] ?? who)
  const options = {
    method,
    ...(secret && { token: secret }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }
  const answer = await hub.call(path, options)
  const text = await answer.text()
  const json = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined
  return {
    status: answer.status,
    code: answer.headers.get('x-error-code'),
    text,
    json,
    link: answer.headers.get('link'),
  }
}
const api = (name: string, rest = '') => `/api/datasets/owner/${name}${rest}`
const like = (name: string, who: string, method = 'POST') => send(method, api(name, '/like'), who)
const countOf = async (name: string) => (await send('GET', api(name))).json.likes
const likesOf = async (user: string, who?: string) =>
  (await send('GET', `/api/users/${user}/likes`, who)).json.map(
    (each: { repo: { name: string } }) => each.repo.name,
  )
const names = (rows: { user: string }[]) => rows.map(({ user }) => user)

test('a like counts once, in the repo, in lists, and in the catalogue', async () => {
  expect(await like('one', 'fan')).toMatchObject({ status: 200, json: { liked: true } })
  await like('one', 'fan')
  await like('one', 'other')
  await like('two', 'fan')
  await send('POST', '/api/models/owner/a-model/like', 'fan')
  expect(await countOf('one')).toBe(2)
  expect((await send('GET', api('one', '?expand=likes'))).json.likes).toBe(2)
  expect(names((await send('GET', api('one', '/likers'))).json)).toEqual(['other', 'fan'])
  expect((await send('GET', api('one', '/likers'))).json[0]).toMatchObject({
    fullname: 'other',
    avatarUrl: expect.any(String),
  })
  const sorted = async (query: string) =>
    (await send('GET', `/api/datasets?author=owner&sort=likes${query}`)).json.map(
      (each: { id: string }) => each.id,
    )
  expect(await sorted('')).toEqual(['owner/one', 'owner/two', 'owner/three'])
  expect(await sorted('&direction=1')).toEqual(['owner/three', 'owner/two', 'owner/one'])
  const first = await send('GET', '/api/datasets?author=owner&sort=likes&limit=1')
  const next = /<http:\/\/[^/]+([^>]+)>/.exec(first.link ?? '')?.[1] ?? ''
  expect((await send('GET', next)).json[0]).toMatchObject({ id: 'owner/two', likes: 1 })
  const found = (await send('GET', '/api/catalogue?sort=likes&type=dataset&limit=2')).json
  expect(found.results.map(({ id, likes }: { id: string; likes: number }) => [id, likes])).toEqual([
    ['owner/one', 2],
    ['owner/two', 1],
  ])
  const rest = (await send('GET', `/api/catalogue?sort=likes&type=dataset&limit=2&cursor=${found.next}`)).json
  expect(rest.results.map(({ id }: { id: string }) => id)).toEqual(['owner/three'])

  const mine = (await send('GET', '/api/users/fan/likes')).json
  expect(mine.map((each: { repo: object }) => each.repo)).toEqual([
    { name: 'owner/a-model', type: 'model' },
    { name: 'owner/two', type: 'dataset' },
    { name: 'owner/one', type: 'dataset' },
  ])
  await like('one', 'fan', 'DELETE')
  await like('one', 'fan', 'DELETE')
  expect(await countOf('one')).toBe(1)
  const log = await hub.app.metadata.events.listAfter(0, 10_000)
  expect(log.filter(({ type }) => type === 'repo.unliked')).toHaveLength(1)
})

test('likes need a word of their own, and a repo that is seen', async () => {
  expect(await send('POST', api('one', '/like'))).toMatchObject({ status: 401, code: 'NotSignedIn' })
  const scope = { role: 'read' as const }
  const reads = await hub.app.services.accounts.createToken('fan', { name: 'reads', scope, expiresAt: null })
  expect(await like('one', reads)).toMatchObject({ status: 403, code: 'Forbidden' })
  expect(await like('nothing-here', 'fan')).toMatchObject({ status: 404, code: 'RepoNotFound' })
})

test('what became private is in no list of likes but those of who sees it', async () => {
  await like('three', 'fan')
  await like('three', 'owner')
  const numLikes = async (who?: string) => (await send('GET', '/api/users/fan/overview', who)).json.numLikes
  const before = await numLikes()
  await send('PUT', api('three', '/settings'), 'owner', { visibility: 'private' })
  for (const who of [undefined, 'fan', 'other'])
    expect(await likesOf('fan', who)).not.toContain('owner/three')
  expect(await likesOf('fan', 'owner')).toContain('owner/three')
  expect(await numLikes()).toBe(before - 1)
  expect(await numLikes('owner')).toBe(before)
  expect((await send('GET', api('three', '/likers'), 'fan')).status).toBe(404)
  // a like can be taken back only by who sees it, as everything there
  expect((await like('three', 'fan', 'DELETE')).status).toBe(404)
  await send('PUT', api('three', '/settings'), 'owner', { visibility: 'public' })
  expect(await likesOf('fan')).toContain('owner/three')
})

test('likes at once all count, also when their user goes', async () => {
  const { accounts } = hub.app.services
  const many = Array.from({ length: 30 }, (_, i) => `many-${i}`)
  for (const name of many) token[name] = await hub.user(name)
  const answers = await Promise.all(many.map((name) => like('two', name)))
  expect(answers.map(({ status }) => status)).toEqual(many.map(() => 200))
  const before = await countOf('two')
  const { rows } = await onDatabase(
    hub,
    "select count(*)::int as n from likes l join repos r on r.id = l.repo_id where r.name = 'two'",
    [],
  )
  expect(before).toBe(rows[0].n)
  expect(before).toBeGreaterThanOrEqual(30)
  await accounts.create('user', 'goes', {})
  await onDatabase(
    hub,
    "insert into likes (repo_id, user_id, liked_at) select r.id, n.id, now() from repos r, namespaces n where r.name = 'two' and n.name = 'goes'",
    [],
  )
  expect(await countOf('two')).toBe(before + 1)
  await onDatabase(hub, "delete from namespaces where name = 'goes'", [])
  expect(await countOf('two')).toBe(before)
  const first = await send('GET', api('two', '/likers?limit=20'))
  const next = /<http:\/\/[^/]+([^>]+)>/.exec(first.link ?? '')?.[1] ?? ''
  const second = await send('GET', next)
  expect(new Set([...names(first.json), ...names(second.json)]).size).toBe(before)
  expect((await send('GET', api('two', '/likers?cursor=WyJ4Il0'))).status).toBe(400)
})

test('users follow users and organisations', async () => {
  const follow = (path: string, who?: string, method = 'POST') => send(method, `/api/${path}/follow`, who)
  expect(await follow('users/owner', 'fan')).toMatchObject({ status: 200, json: { isFollowing: true } })
  await follow('users/owner', 'fan')
  await follow('users/OWNER', 'other')
  await follow('organizations/lab', 'fan')
  expect(names((await send('GET', '/api/users/owner/followers')).json)).toEqual(['other', 'fan'])
  expect(names((await send('GET', '/api/organizations/lab/followers')).json)).toEqual(['fan'])
  expect((await send('GET', '/api/users/fan/following')).json).toMatchObject([
    { user: 'lab', type: 'org' },
    { user: 'owner', type: 'user' },
  ])
  expect((await send('GET', '/api/users/owner/overview', 'fan')).json).toMatchObject({
    numFollowers: 2,
    numFollowing: 0,
    isFollowing: true,
    numDatasets: 3,
    numModels: 1,
  })
  expect((await send('GET', '/api/organizations/lab/overview')).json).toMatchObject({
    numFollowers: 1,
    isFollowing: false,
  })
  await follow('users/owner', 'fan', 'DELETE')
  expect((await send('GET', '/api/users/owner/overview', 'fan')).json).toMatchObject({
    numFollowers: 1,
    isFollowing: false,
  })

  expect(await follow('users/fan', 'fan')).toMatchObject({ status: 400 })
  expect(await follow('users/nobody', 'fan')).toMatchObject({ status: 404 })
  expect(await follow('users/lab', 'fan')).toMatchObject({ status: 404 })
  expect(await follow('users/owner')).toMatchObject({ status: 401, code: 'NotSignedIn' })
  const scope = { role: 'read' as const }
  const reads = await hub.app.services.accounts.createToken('other', {
    name: 'reads',
    scope,
    expiresAt: null,
  })
  expect(await follow('users/fan', reads)).toMatchObject({ status: 403, code: 'Forbidden' })
})
