import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, commitTo, type Send, sender } from '../support/attack.js'
import { file, startHub, type TestHub } from '../support/hub.js'
import { newRepo } from '../support/lfs.js'
import { onDatabase } from '../support/world.js'

/** Published weaknesses of doors that forgot the scope of a token, or that somebody has lost a right. */
let hub: TestHub
let send: Send
let owner: string
let elsewhere: string
const CANARY = 'canary-of-the-private-repo'
beforeAll(async () => {
  hub = await startHub()
  send = sender(hub)
  owner = await hub.user('owner')
  await newRepo(hub, owner, 'secret', 'private')
  await newRepo(hub, owner, 'open')
  for (const repo of ['secret', 'open'])
    await commitTo(
      send,
      `owner/${repo}`,
      owner,
      file('README.md', `# ${repo} ${CANARY}\n`),
      file('data.csv', `word\n${CANARY}\n`),
    )
  elsewhere = await fine('elsewhere', 'owner/open', 'read')
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const token = (user: string, name: string, scope: Parameters<TestHub['user']>[1] & object) =>
  hub.app.services.accounts.createToken(user, { name, scope, expiresAt: null })
/** A token of the owner that is for one repo only. */
const fine = (name: string, entity: string, role: 'read' | 'write') =>
  token('owner', name, { role: 'fineGrained', grants: [{ entity, role }] })
const basic = (secret: string) => ({
  authorization: `Basic ${Buffer.from(`x:${secret}`).toString('base64')}`,
})
/** 404 or 401, and no word of what is inside. */
const expectUnknown = ({ status, text }: Answer, what: string) => {
  expect([401, 404], `${what}: ${status}`).toContain(status)
  expect(text, what).not.toContain(CANARY)
}

test('Gitea CVE-2026-20706: a token for something else downloads no archive and no twin', async () => {
  const paths = (repo: string) => [
    `/datasets/owner/${repo}/resolve/main/data.csv`,
    `/datasets/owner/${repo}/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet`,
    `/api/datasets/owner/${repo}/subset?split=train&format=csv`,
    `/api/datasets/owner/${repo}/xet-read-token/main`,
  ]
  for (const path of paths('secret')) expectUnknown(await send('GET', path, elsewhere), path)
  for (const path of paths('open')) expect((await send('GET', path, elsewhere)).status, path).toBe(200)
  for (const path of paths('secret')) expect((await send('GET', path, owner)).status, path).toBe(200)
})

test('Gitea GHSA-cc8w-r4qh-3v65: the scope of a token holds for git, as Basic and as Bearer', async () => {
  const refs = (repo: string) => `/datasets/owner/${repo}.git/info/refs?service=git-upload-pack`
  const asBasic = await send('GET', refs('secret'), undefined, undefined, basic(elsewhere))
  expectUnknown(asBasic, 'Basic')
  expectUnknown(await send('GET', refs('secret'), elsewhere), 'Bearer')
  expect((await send('GET', refs('open'), undefined, undefined, basic(elsewhere))).status).toBe(200)
  expect((await send('GET', refs('secret'), undefined, undefined, basic(owner))).status).toBe(200)
  const push = '/datasets/owner/open.git/info/refs?service=git-receive-pack'
  for (const headers of [basic(elsewhere), { authorization: `Bearer ${elsewhere}` }])
    expect((await send('GET', push, undefined, undefined, headers)).status).toBe(403)
  expect((await send('GET', push, owner)).status).toBe(200)
})

test('Gitea CVE-2026-27761: the history and the feeds of a repo ask for the same right as its files', async () => {
  const paths = ['commits/main', 'refs', 'tree/main', 'compare/main..main', 'discussions', 'likers'].map(
    (rest) => `/api/datasets/owner/secret/${rest}`,
  )
  for (const path of paths) {
    expectUnknown(await send('GET', path, elsewhere), path)
    expectUnknown(await send('GET', path), path)
    expect((await send('GET', path, owner)).status, path).toBe(200)
  }
  for (const feed of [
    '/api/catalogue/dcat',
    '/api/catalogue/dcat?format=ttl',
    '/api/catalogue?q=canary',
    '/api/datasets?full=true',
    '/api/datasets?search=secret',
  ]) {
    for (const who of [undefined, elsewhere]) {
      const { status, text } = await send('GET', feed, who)
      expect(status).toBe(200)
      expect(text, feed).not.toMatch(/owner\/secret|# secret/)
    }
    expect((await send('GET', feed, owner)).text, feed).toMatch(/secret/)
  }
})

test('Gitea GHSA-cp3q-vrj2-ghhh: the page of a repo asks for the scope as its API does', async () => {
  for (const path of [
    '/datasets/owner/secret',
    '/datasets/owner/secret/commit/main',
    '/datasets/owner/secret/discussions/1',
  ])
    expectUnknown(await send('GET', path, elsewhere), path)
  expect((await send('GET', '/datasets/owner/open', elsewhere)).status).toBe(200)
  expect((await send('GET', '/datasets/owner/secret', owner)).status).toBe(200)
  expect((await send('GET', '/', elsewhere)).text).not.toContain('secret')
})

test('Gitea CVE-2026-56654: a token that reads does nothing in its user’s name', async () => {
  const reads = await token('owner', 'reads', { role: 'read' })
  const api = '/api/datasets/owner/open'
  const doors: [string, string, unknown?][] = [
    ['POST', '/api/repos/create', { name: 'made', type: 'dataset' }],
    ['DELETE', '/api/repos/delete', { name: 'open', type: 'dataset' }],
    ['POST', '/api/repos/move', { fromRepo: 'owner/open', toRepo: 'owner/moved', type: 'dataset' }],
    ['PUT', `${api}/settings`, { visibility: 'private' }],
    ['POST', `${api}/branch/side`, {}],
    ['POST', `${api}/discussions`, { title: 'A question' }],
    ['POST', `${api}/like`],
    ['POST', '/api/organizations/lab/follow'],
  ]
  await hub.org('lab', { owner: 'admin' })
  for (const [method, path, body] of doors)
    expect((await send(method, path, reads, body)).status, `${method} ${path}`).toBe(403)
  expect((await send('GET', api, reads)).json).toMatchObject({ private: false, likes: 0 })
  for (const [method, path, body] of doors.slice(4))
    expect((await send(method, path, owner, body)).status, `${method} ${path}`).toBe(200)
})

test('Gitea CVE-2026-73804: a token for one repo widens itself by nothing that it may write', async () => {
  const writes = await fine('writes', 'owner/open', 'write')
  expect(
    (await send('PUT', '/api/datasets/owner/open/settings', writes, { visibility: 'private' })).status,
  ).toBe(403)
  const move = { fromRepo: 'owner/open', toRepo: 'lab/open', type: 'dataset' }
  expect((await send('POST', '/api/repos/move', writes, move)).status).toBe(403)
  expect((await send('POST', '/api/repos/create', writes, { name: 'more', type: 'dataset' })).status).toBe(
    403,
  )
  expect((await send('POST', '/api/users/someone/follow', writes)).status).toBe(403)
  expect((await send('POST', '/api/datasets/owner/secret/like', writes)).status).toBe(404)
  const { accessToken, casUrl } = (await send('GET', '/api/datasets/owner/open/xet-write-token/main', writes))
    .json
  expect(casUrl).toContain('/xet/')
  expect((await send('GET', '/api/datasets/owner/secret', accessToken)).status).toBe(401)
  await commitTo(send, 'owner/open', writes, file('note.txt', 'may'))
  expect(
    (await send('POST', '/api/datasets/owner/open/discussions', writes, { title: 'May speak' })).status,
  ).toBe(200)
})

test('a token for one repo reads no names of others in the lists of its user', async () => {
  const reads = await token('owner', 'reads-lists', { role: 'read' })
  await send('POST', '/api/settings/webhooks', owner, {
    url: 'https://hooks.example.org/x',
    watched: [{ type: 'dataset', name: 'owner/secret' }],
  })
  const { json } = await send('GET', '/api/settings/webhooks', owner)
  const giver = await hub.user('giver')
  await newRepo(hub, giver, 'secret-gift', 'private')
  await send('POST', '/api/datasets/giver/secret-gift/transfer', giver, { to: 'owner' })
  for (const path of [
    '/api/settings/audit',
    '/api/settings/webhooks',
    `/api/settings/webhooks/${json[0].id}`,
    `/api/settings/webhooks/${json[0].id}/deliveries`,
    '/api/settings/transfers',
    '/api/settings/invitations',
  ]) {
    const refused = await send('GET', path, elsewhere)
    expect([refused.status, refused.code], path).toEqual([403, 'Forbidden'])
    expect(refused.text, path).not.toMatch(/secret/)
    expect((await send('GET', path, reads)).status, path).toBe(200)
  }
  const transfers = await send('GET', '/api/settings/transfers', reads)
  expect(transfers.text).toContain('giver/secret-gift')
})

/** A member who spoke of a repo in confidence, and has left since. */
async function leaver(name: string) {
  const left = await hub.user(name)
  const repo = `plans-${name}`
  await hub.org(`org-${name}`, { owner: 'admin', [name]: 'write' })
  await newRepo(hub, owner, repo, 'private', `org-${name}`)
  const api = `/api/datasets/org-${name}/${repo}`
  const title = `Title-of-${name}`
  const { num } = (await send('POST', `${api}/discussions`, left, { title, description: CANARY })).json
  await send('POST', `${api}/like`, left)
  const leave = () => hub.app.services.accounts.setRole(`org-${name}`, name, null)
  return { left, repo, api, title, num, leave, page: api.replace('/api', '') }
}

test('Gitea CVE-2026-20800: who lost a repo sees no title of its discussions', async () => {
  const { left, api, title, leave } = await leaver('first')
  expect((await send('GET', `${api}/discussions`, left)).text).toContain(title)
  await leave()
  for (const query of ['', '?author=first', '?status=open&type=discussion', '?p=0&report=false'])
    expectUnknown(await send('GET', `${api}/discussions${query}`, left), query)
  expect((await send('GET', `${api}/discussions`, owner)).text).toContain(title)
})

test('Gitea CVE-2026-58419: nor by its number, its page, or an answer to what they would write', async () => {
  const { left, api, page, title, num, leave } = await leaver('second')
  expect((await send('GET', `${page}/discussions/${num}`, left)).text).toContain(title)
  await leave()
  for (const [method, path, body] of [
    ['GET', `${api}/discussions/${num}`],
    ['GET', `${page}/discussions/${num}`],
    ['POST', `${api}/discussions/${num}/comment`, { comment: 'x' }],
    ['POST', `${api}/discussions/${num}/title`, { title: 'Another' }],
    ['POST', `${api}/discussions/${num}/status`, { status: 'closed' }],
    ['POST', `${api}/discussions`, { title, description: CANARY }],
  ] as const) {
    const answer = await send(method, path, left, body)
    expectUnknown(answer, path)
    expect(answer.text).not.toContain(title)
  }
  expect((await send('GET', `${api}/discussions/${num}`, owner)).json).toMatchObject({
    title,
    status: 'open',
  })
})

test('Gitea GHSA-qf2f-qh6p-7v89: nor in lists of likes, counts of a profile, or under an old name', async () => {
  const { left, api, repo, title, leave } = await leaver('third')
  const profile = '/api/users/third/overview'
  expect((await send('GET', profile, left)).json).toMatchObject({ numLikes: 1, numDiscussions: 1 })
  await leave()
  expect((await send('GET', profile, left)).json).toMatchObject({ numLikes: 0, numDiscussions: 0 })
  expect((await send('GET', '/api/users/third/likes', left)).json).toEqual([])
  const move = { fromRepo: `org-third/${repo}`, toRepo: 'org-third/renamed', type: 'dataset' }
  expect((await send('POST', '/api/repos/move', owner, move)).status).toBe(200)
  for (const path of [`${api}/discussions`, api, `${api}/likers`]) {
    const answer = await send('GET', path, left)
    expectUnknown(answer, path)
    expect(answer.text + JSON.stringify([...answer.headers])).not.toMatch(new RegExp(`renamed|${title}`))
  }
  expect((await send('GET', '/api/users/third/likes', owner)).json).toMatchObject([
    { repo: { name: 'org-third/renamed' } },
  ])
})

test('Gitea GHSA-p4mj-98mv-xq26: no query value makes a private name known', async () => {
  const queries = [
    '?go-get=1',
    '?service=git-upload-pack',
    '?expand=likes',
    '?blobs=true',
    '?raw=1',
    '?format=html',
  ]
  const hidden = (answer: Answer, name: string) => [
    answer.status,
    answer.code,
    answer.text.replaceAll(name, 'NAME'),
  ]
  for (const query of queries)
    for (const path of ['/datasets/owner/NAME', '/api/datasets/owner/NAME', '/owner/NAME'])
      for (const who of [undefined, elsewhere]) {
        const there = await send('GET', path.replace('NAME', 'secret') + query, who)
        const absent = await send('GET', path.replace('NAME', 'absent') + query, who)
        expect(hidden(there, 'secret'), path + query).toEqual(hidden(absent, 'absent'))
        expectUnknown(there, path + query)
      }
  expect((await send('GET', '/datasets/owner/secret?go-get=1', owner)).status).toBe(200)
})

/** Every way to name the same file of a gated repo. */
const forms = (repo: string, sha: string) => [
  `/datasets/owner/${repo}/resolve/main/data.csv`,
  `/datasets/OWNER/${repo.toUpperCase()}/resolve/main/data.csv`,
  `/datasets/owner/${repo}/resolve/${sha}/data.csv`,
  `/datasets/owner/${repo}/resolve/refs%2Fheads%2Fmain/data.csv`,
  `/datasets/owner/${repo}/resolve/HEAD/data.csv`,
  `/datasets/owner/${repo}/raw/main/data.csv`,
  `/api/resolve-cache/datasets/owner/${repo}/${sha}/data.csv`,
  `/api/datasets/owner/${repo}/subset?split=train&format=csv`,
  `/rows?dataset=owner/${repo}&config=default&split=train`,
  `/rows?dataset=OWNER/${repo.toUpperCase()}&config=default&split=train`,
]

test('Dataverse PR #12363: an agreement is asked for under every form of the name, in every state', {
  timeout: 120_000,
}, async () => {
  await newRepo(hub, owner, 'agreed')
  await commitTo(send, 'owner/agreed', owner, file('data.csv', `word\n${CANARY}\n`))
  await send('PUT', '/api/datasets/owner/agreed/settings', owner, { gated: 'manual' })
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
  const asker = await hub.user('asker')
  const { sha } = (await send('GET', '/api/datasets/owner/agreed', owner)).json
  const all = forms('agreed', sha)
  const refused = async (state: string) => {
    for (const path of all) {
      const { status, text } = await send('GET', path, asker)
      expect([403, 404], `${state} ${path}: ${status}`).toContain(status)
      expect(text).not.toContain(CANARY)
    }
  }
  const handle = (status: string) =>
    send('POST', '/api/datasets/owner/agreed/user-access-request/handle', owner, { user: 'asker', status })
  await refused('none')
  expect(
    (await send('POST', '/api/datasets/owner/agreed/access', asker, { fields: {}, terms: null })).status,
  ).toBe(200)
  await refused('pending')
  await handle('accepted')
  for (const path of all) {
    const answer = await send('GET', path, asker)
    expect([answer.status, answer.text.includes(CANARY)], path).toEqual([200, true])
  }
  await onDatabase(hub, "update access_requests set granted_until = 'yesterday'", [])
  await refused('expired')
  await handle('rejected')
  await refused('rejected')
})

test.each(['dataset-viewer #429', 'dataset-viewer #1430'])(
  '%s: the rows of a gated set are as closed as its files',
  async (id) => {
    const repo = `viewed-${id.split('#')[1]}`
    await newRepo(hub, owner, repo)
    await commitTo(send, `owner/${repo}`, owner, file('data.csv', `word\n${CANARY}\n`))
    while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
    const asked = `dataset=owner/${repo}&config=default&split=train`
    const doors = [
      `/rows?${asked}`,
      `/first-rows?${asked}`,
      `/search?${asked}&query=canary`,
      `/filter?${asked}&where=${encodeURIComponent('"word" is not null')}`,
      `/statistics?${asked}`,
      `/size?${asked}`,
      `/api/datasets/owner/${repo}/parquet/default/train/0.parquet`,
    ]
    const stranger = await hub.user(`stranger-${repo}`)
    const open = await Promise.all(doors.map(async (door) => (await send('GET', door, stranger)).status))
    expect(open.filter((status) => status >= 400)).toEqual([])
    await send('PUT', `/api/datasets/owner/${repo}/settings`, owner, { gated: 'auto' })
    for (const door of doors)
      for (const who of [stranger, undefined]) {
        const { status, text } = await send('GET', door, who)
        expect([401, 403, 404], `${door}: ${status}`).toContain(status)
        expect(text, door).not.toContain(CANARY)
      }
  },
)
