import { createHmac } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { openApp } from '../../src/app.js'
import { allRoutes } from '../../src/http/router.js'
import { startNotifying } from '../../src/workers/notify-loop.js'
import { startCanary } from '../support/canary.js'
import { followToEnd } from '../support/follow.js'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { freePort, type Receiver, startReceiver } from '../support/receiver.js'
import { urlForms } from '../support/url-forms.js'
import { onDatabase } from '../support/world.js'

// a follower waits for the transactions of all tests on the server
vi.setConfig({ testTimeout: 240_000 })

let hub: TestHub
/** Address of the hub as it tells others. */
let base: string
let receiver: Receiver
let other: Receiver
let owner: string
let friend: string
let count = 0
let repo: string
beforeAll(async () => {
  receiver = await startReceiver()
  other = await startReceiver()
  const port = await freePort()
  base = `http://localhost:${port}`
  hub = await startHub({
    egressAllow: `${receiver.url}, ${other.url}`,
    port,
    publicUrl: base,
  })
  owner = await hub.user('owner')
  friend = await hub.user('friend')
})
afterAll(async () => {
  await hub?.[Symbol.asyncDispose]()
  receiver?.close()
  other?.close()
})

const send = async (method: string, path: string, token: string | undefined, body?: unknown) => {
  const answer = await hub.call(path, {
    method,
    ...(token && { token }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const json = /^[[{]/.test(text) ? JSON.parse(text) : undefined
  return { status: answer.status, text, json, link: answer.headers.get('link') }
}
const WEBHOOKS = '/api/settings/webhooks'
const datasets = (name = repo) => [{ type: 'dataset', name: `owner/${name}` }]
async function hook(token = owner, more: object = {}): Promise<string> {
  const made = await send('POST', WEBHOOKS, token, { url: receiver.url, watched: datasets(), ...more })
  expect(made.status, made.text).toBe(200)
  // that it was made is an event, too
  await followToEnd(hub, 'webhooks', hub.app.services.deliveries.follow)
  return made.json.webhook.id
}
const create = (name: string, isPrivate = false) =>
  send('POST', '/api/repos/create', owner, { type: 'dataset', name, private: isPrivate })
async function commit(content: string, name = repo, org = 'owner') {
  const body = commitBody('add', [file('data.csv', content)])
  const headers = { 'content-type': 'application/x-ndjson' }
  const options = { method: 'POST', token: owner, headers, body }
  expect((await hub.call(`/api/datasets/${org}/${name}/commit/main`, options)).status).toBe(200)
}
/** Follows the log to its end, and delivers what is due. */
async function deliver(): Promise<void> {
  const { deliveries } = hub.app.services
  await followToEnd(hub, 'webhooks', deliveries.follow)
  while (await deliveries.deliverNext());
}
const due = () => onDatabase(hub, "update webhook_deliveries set next_at = now() - interval '1 second'", [])
const rows = async (id: string) =>
  (
    await onDatabase(
      hub,
      `select d.* from webhook_deliveries d join webhooks w on w.id = d.webhook_id where w.public_id = $1 order by d.id`,
      [id],
    )
  ).rows
const log = async (id: string, token = owner) =>
  (await send('GET', `${WEBHOOKS}/${id}/deliveries`, token)).json

beforeEach(async () => {
  await onDatabase(hub, 'delete from webhooks', [])
  repo = `set-${count++}`
  await create(repo)
  await deliver()
  receiver.got = []
  other.got = []
  receiver.answer = (response) => response.end('ok')
})

test('the calls of the client: made, listed, changed, turned off and on, removed', async () => {
  const wish = { url: receiver.url, watched: datasets(), secret: 'quiet' }
  const made = await send('POST', WEBHOOKS, owner, wish)
  const { id } = made.json.webhook
  const shown = {
    id,
    url: `${receiver.url}/`,
    watched: datasets(),
    domains: ['repo', 'discussions'],
    disabled: false,
  }
  expect(made.json).toEqual({ webhook: { ...shown, secret: 'quiet' } })
  expect((await send('GET', WEBHOOKS, owner)).json).toEqual([shown])
  expect((await send('GET', `${WEBHOOKS}/${id}`, owner)).json).toEqual({ webhook: shown })
  const changed = await send('POST', `${WEBHOOKS}/${id}`, owner, {
    watched: [],
    url: `${other.url}/x`,
    domains: ['discussion'],
  })
  expect(changed.json.webhook).toEqual({ ...shown, url: `${other.url}/x`, domains: ['discussions'] })
  expect((await send('POST', `${WEBHOOKS}/${id}/disable`, owner)).json.webhook.disabled).toBe(true)
  expect((await send('POST', `${WEBHOOKS}/${id}/enable`, owner)).json.webhook.disabled).toBe(false)
  expect((await send('DELETE', `${WEBHOOKS}/${id}`, owner)).status).toBe(200)
  expect((await send('GET', `${WEBHOOKS}/${id}`, owner)).status).toBe(404)
  expect((await onDatabase(hub, 'select * from webhook_watched', [])).rows).toEqual([])
})

test('a webhook is its owner’s alone, and a token that may less makes none', async () => {
  const id = await hook()
  const admin = await hub.user(`admin${count}`)
  for (const path of ['', '/enable', '/disable', '/test', '/deliveries'])
    for (const method of ['GET', 'POST', 'DELETE'])
      expect(
        (await send(method, `${WEBHOOKS}/${id}${path}`, admin, method === 'GET' ? undefined : {})).status,
      ).not.toBe(200)
  expect((await send('GET', WEBHOOKS, admin)).json).toEqual([])
  expect((await send('GET', WEBHOOKS, undefined)).status).toBe(401)
  const accounts = hub.app.services.accounts
  for (const scope of [
    { role: 'read' as const },
    { role: 'fineGrained' as const, grants: [{ entity: 'owner', role: 'admin' as const }] },
  ]) {
    const token = await accounts.createToken('owner', {
      name: `${scope.role}${count}`,
      scope,
      expiresAt: null,
    })
    const wish = { url: receiver.url, watched: datasets() }
    expect((await send('POST', WEBHOOKS, token, wish)).status).toBe(403)
    for (const path of ['', '/enable', '/disable', '/test'])
      expect((await send('POST', `${WEBHOOKS}/${id}${path}`, token, {})).status).toBe(403)
    expect((await send('DELETE', `${WEBHOOKS}/${id}`, token)).status).toBe(403)
  }
})

test('no spelling of an address that must not be called becomes a webhook that calls it', async () => {
  const canary = await startCanary()
  try {
    const made: string[] = []
    const kept = await hook()
    for (const url of urlForms(canary.port)) {
      const answer = await send('POST', WEBHOOKS, owner, { url, watched: datasets() })
      expect([200, 400], url).toContain(answer.status)
      // a change is judged like the beginning
      const wish = { url, watched: datasets() }
      const changed = await send('POST', `${WEBHOOKS}/${kept}`, owner, wish)
      expect(changed.status, url).toBe(answer.status)
      if (answer.status === 200) made.push(answer.json.webhook.id)
    }
    // names are looked up when they are called, and no sooner
    expect(made.length).toBeGreaterThan(20)
    expect(made.length).toBeLessThan(40)
    for (const id of made) expect((await send('POST', `${WEBHOOKS}/${id}/test`, owner)).status).toBe(200)
    await deliver()
    for (const id of made) {
      const deliveries = await rows(id)
      expect(deliveries.length).toBeGreaterThan(0)
      for (const { state, status } of deliveries) expect([state, status]).toEqual(['waiting', null])
    }
    expect(canary.reached).toBe(0)
  } finally {
    canary.close()
  }
})

/** Every address that reads a data set, of which many show its card. */
const readsOf = (name: string): string[] =>
  allRoutes()
    .filter(({ method }) => method === 'GET')
    .flatMap(({ paths, named }) =>
      named === 'by-query'
        ? paths.map((path) => `${path}?dataset=${name}&config=default&split=train`)
        : paths
            .filter((path) => /datasets\/:ns\/:name/.test(path))
            .map((path) =>
              path
                .replace(':ns/:name', name)
                .replace(/:\w+/g, '1')
                .replace(/\*$/, /\/(resolve|raw)\//.test(path) ? 'main/README.md' : 'main'),
            ),
    )

test('nothing that a card or a row names is fetched', async () => {
  const canary = await startCanary()
  try {
    const forms = [
      `http://127.0.0.1:${canary.port}/a.png`,
      `https://localhost:${canary.port}/b.png`,
      ...urlForms(canary.port).filter((form) => /^[!-~]+$/.test(form)),
    ]
    const [first] = forms
    const card = [
      '---',
      `thumbnail: ${first}`,
      `license_link: ${first}`,
      'license: other',
      '---',
      '# Pictures',
      ...forms.map((form) => `![p](<${form}>) <img src="${form}"> [l](<${form}>)`),
      `<iframe src="${first}"></iframe><link rel=stylesheet href="${first}">`,
    ].join('\n')
    const csv = `image,file_name\n${forms.map((form) => `"${form.replaceAll('"', '""')}",x`).join('\n')}\n`
    const body = commitBody('add', [file('README.md', card), file('train.csv', csv)])
    const sent = { method: 'POST', token: owner, body }
    expect((await hub.call(`/api/datasets/owner/${repo}/commit/main`, sent)).status).toBe(200)
    while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
    const name = `owner/${repo}`
    for (const path of [
      `/api/datasets/${name}`,
      `/datasets/${name}`,
      `/datasets/${name}/resolve/main/README.md`,
      `/croissant?dataset=${name}`,
      `/rows?dataset=${name}&config=default&split=train`,
      `/api/datasets/${name}/subset?split=train&format=csv`,
      '/api/catalogue?q=pictures',
      '/api/catalogue/dcat',
    ])
      expect((await send('GET', path, owner)).status, path).toBe(200)
    for (const path of readsOf(name)) expect((await send('GET', path, owner)).status, path).not.toBe(500)
    const content = { content: card, repoType: 'dataset' }
    expect((await send('POST', '/api/validate-yaml', owner, content)).status).toBe(200)
    const title = { title: 'pictures', description: card }
    expect((await send('POST', `/api/datasets/${name}/discussions`, owner, title)).status).toBe(200)
    await deliver()
    expect(canary.reached).toBe(0)
  } finally {
    canary.close()
  }
})

test('what cannot be called or watched is refused at once, a private repo like one that does not exist', async () => {
  for (const url of [
    'http://127.0.0.1:1/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'http://example.org/',
    'ftp://example.org',
    'https://a:b@example.org/',
    'https://example.org:22/',
    'nonsense',
  ])
    expect((await send('POST', WEBHOOKS, owner, { url, watched: datasets() })).status, url).toBe(400)
  const secret = `secret-${count}`
  await create(secret, true)
  const answers = []
  for (const name of [`owner/${secret}`, 'owner/absentx'])
    answers.push(
      (
        await send('POST', WEBHOOKS, friend, { url: receiver.url, watched: [{ type: 'dataset', name }] })
      ).text.replace(name, 'NAME'),
    )
  expect(answers[0]).toBe(answers[1])
  for (const wrong of [
    { watched: [] },
    { watched: [{ type: 'space', name: 'a/b' }] },
    { watched: [{ type: 'org', name: 'owner' }] },
    { domains: ['nonsense'] },
    { secret: 'line\nbreak' },
    { secret: 'ümlaut' },
    { secret: '' },
    { url: undefined },
    { jobSourceId: 'x', url: undefined },
    { watched: Array.from({ length: 101 }, () => datasets()[0]) },
  ])
    expect(
      (await send('POST', WEBHOOKS, owner, { url: receiver.url, watched: datasets(), ...wrong })).status,
    ).toBe(400)
})

test('one user has at most 100 webhooks, also when they are made at once', async () => {
  const wishes = Array.from({ length: 104 }, () =>
    send('POST', WEBHOOKS, friend, { url: receiver.url, watched: datasets() }),
  )
  const statuses = (await Promise.all(wishes)).map((answer) => answer.status)
  expect(statuses.filter((status) => status === 200)).toHaveLength(100)
  expect(statuses.filter((status) => status === 400)).toHaveLength(4)
})

test('a commit is told as the Hub tells it, in order', async () => {
  const id = await hook()
  for (const n of [1, 2, 3, 4, 5]) await commit(`id\n${n}\n`)
  await deliver()
  const shas = receiver.got.map(({ json }) => json.updatedRefs[0])
  expect(shas).toHaveLength(5)
  for (const [i, each] of shas.entries()) if (i > 0) expect(each.oldSha).toBe(shas[i - 1].newSha)
  const info = (await send('GET', `/api/datasets/owner/${repo}`, owner)).json
  const me = (await send('GET', '/api/whoami-v2', owner)).json
  expect(receiver.got.at(-1)?.json).toEqual({
    event: { action: 'update', scope: 'repo.content' },
    repo: {
      type: 'dataset',
      name: `owner/${repo}`,
      id: info._id,
      private: false,
      url: {
        web: `${base}/datasets/owner/${repo}`,
        api: `${base}/api/datasets/owner/${repo}`,
      },
      owner: { id: me.id },
      headSha: info.sha,
      tags: info.tags,
    },
    updatedRefs: [{ ref: 'refs/heads/main', oldSha: shas[3].newSha, newSha: info.sha }],
    webhook: { id, version: 3 },
  })
  expect(receiver.got[0]?.headers['content-type']).toBe('application/json')
  expect(receiver.got[0]?.headers).not.toHaveProperty('x-webhook-secret')
  expect(receiver.got[0]?.headers).not.toHaveProperty('x-databelt-signature')
})

test('settings, a new name and the end of a repo are told', async () => {
  await hook()
  await send('PUT', `/api/datasets/owner/${repo}/settings`, owner, { gated: 'auto', private: true })
  await send('POST', '/api/repos/move', owner, {
    fromRepo: `owner/${repo}`,
    toRepo: `owner/${repo}-new`,
    type: 'dataset',
  })
  await deliver()
  await send('DELETE', '/api/repos/delete', owner, { name: `${repo}-new`, type: 'dataset' })
  await deliver()
  const seen = receiver.got.map(({ json }) => [json.event.action, json.event.scope, json.repo.name])
  expect(seen).toEqual([
    ['update', 'repo.config', `owner/${repo}-new`],
    ['move', 'repo', `owner/${repo}`],
    ['delete', 'repo', `owner/${repo}-new`],
  ])
  expect(receiver.got[0]?.json.updatedConfig).toEqual({ private: true, gated: 'auto' })
  expect(receiver.got[1]?.json.movedTo.name).toBe(`owner/${repo}-new`)
})

test('whoever watches a user hears of new repos, and only of those that they may read', async () => {
  await hook(friend, { watched: [{ type: 'user', name: 'owner' }] })
  await hook(owner, { url: other.url, watched: [{ type: 'user', name: 'OWNER' }] })
  await create(`open-${count}`)
  await create(`hidden-${count}`, true)
  await commit('x', `hidden-${count}`)
  await send('DELETE', '/api/repos/delete', owner, { name: `hidden-${count}`, type: 'dataset' })
  await deliver()
  const actions = (got: Receiver['got']) => got.map(({ json }) => `${json.event.action} ${json.repo.name}`)
  expect(actions(receiver.got)).toEqual([`create owner/open-${count}`, `update owner/open-${count}`])
  expect(actions(other.got)).toContain(`delete owner/hidden-${count}`)
  expect(JSON.stringify(receiver.got)).not.toContain('hidden')
})

test('the end of a draft is told to those who could write to it, and to no member who reads', async () => {
  await onDatabase(hub, 'delete from memberships', [])
  const org = `drafts${count}`
  const writer = await hub.user(`writer-${count}`)
  await hub.org(org, { owner: 'admin', friend: 'read', [`writer-${count}`]: 'write' })
  await hook(friend, { watched: [{ type: 'org', name: org }] })
  await hook(writer, { url: other.url, watched: [{ type: 'org', name: org }] })
  for (const [name, state] of [
    ['plan', 'draft'],
    ['known', 'final'],
  ] as const) {
    const body = { type: 'dataset', name, organization: org, private: true }
    await send('POST', '/api/repos/create', owner, body)
    expect((await send('PUT', `/api/datasets/${org}/${name}/opening`, owner, { state })).status).toBe(200)
    await deliver()
    receiver.got = []
    await send('DELETE', '/api/repos/delete', owner, { type: 'dataset', name, organization: org })
    await deliver()
    const told = receiver.got.map(({ json }) => json.event.action)
    expect(told, name).toEqual(state === 'draft' ? [] : ['delete'])
  }
  const ends = other.got.filter(({ json }) => json.event.action === 'delete')
  expect(ends.map(({ json }) => json.repo.name)).toEqual([`${org}/plan`, `${org}/known`])
})

test('CVE-2026-0798: whoever loses a repo hears no more of it, of what waits neither, nor that there was something', async () => {
  await onDatabase(hub, 'delete from memberships', [])
  const org = `lab${count}`
  await hub.org(org, { owner: 'admin', friend: 'read' })
  const name = `secret-${count}`
  await send('POST', '/api/repos/create', owner, { type: 'dataset', name, organization: org, private: true })
  const id = await hook(friend, { watched: [{ type: 'dataset', name: `${org}/${name}` }] })
  const wide = await hook(friend, { watched: [{ type: 'org', name: org }] })
  await commit('x', name, org)
  await deliver()
  expect(receiver.got.map(({ json }) => json.repo.name)).toContain(`${org}/${name}`)

  receiver.got = []
  await send('PUT', `/api/datasets/${org}/${name}/settings`, owner, { gated: 'auto' })
  await hub.app.services.accounts.setRole(org, 'friend', null)
  await send('PUT', `/api/datasets/${org}/${name}/settings`, owner, { gated: 'manual' })
  await deliver()
  expect(receiver.got).toEqual([])
  const before = (await log(wide, friend)).length
  expect((await rows(id)).filter((row) => row.state === 'dropped')).toHaveLength(2)
  expect(JSON.stringify(await log(id, friend))).not.toContain('config')
  expect(await log(wide, friend)).toHaveLength(before)
})

test('a retry after the right is lost is not sent', async () => {
  const secret = `later-${count}`
  await onDatabase(hub, 'delete from memberships', [])
  const org = `team${count}`
  await hub.org(org, { owner: 'admin', friend: 'read' })
  await send('POST', '/api/repos/create', owner, {
    type: 'dataset',
    name: secret,
    organization: org,
    private: true,
  })
  await deliver()
  await hook(friend, { watched: [{ type: 'org', name: org }] })
  await send('PUT', `/api/datasets/${org}/${secret}/settings`, owner, { gated: 'auto' })
  receiver.answer = (response) => response.writeHead(500).end()
  await deliver()
  expect(receiver.got).toHaveLength(1)
  await hub.app.services.accounts.setRole(org, 'friend', null)
  await due()
  await deliver()
  expect(receiver.got).toHaveLength(1)
})

test('the secret and a signature of time and body go with each try', async () => {
  const id = await hook(owner, { secret: 'S3cret!' })
  await commit('a')
  await deliver()
  const { headers, text } = receiver.got[0]!
  expect(headers['x-webhook-secret']).toBe('S3cret!')
  const [, time, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-databelt-signature'])) ?? []
  expect(Math.abs(Number(time) - Date.now() / 1000)).toBeLessThan(30)
  expect(mac).toBe(createHmac('sha256', 'S3cret!').update(`${time}.${text}`).digest('hex'))
  const stored = (await onDatabase(hub, 'select secret from webhooks where public_id = $1', [id])).rows[0]
    .secret
  expect(stored.includes('S3cret!')).toBe(false)
  expect((await send('GET', WEBHOOKS, owner)).text).not.toContain('S3cret!')
  const events = await onDatabase(hub, 'select payload from events', [])
  expect(JSON.stringify(events.rows)).not.toContain('S3cret!')
})

test('what failed is tried again with the same id, later each time, until it is given up', async () => {
  const id = await hook()
  receiver.answer = (response) => response.writeHead(500).end('x')
  await commit('a')
  await deliver()
  expect(receiver.got).toHaveLength(1)
  const [first] = await rows(id)
  expect(first).toMatchObject({ state: 'waiting', attempts: 1, status: 500, error: 'status' })
  const wait = first.next_at - first.tried_at
  expect(wait).toBeGreaterThan(20_000)
  expect(wait).toBeLessThan(40_000)
  await deliver()
  expect(receiver.got).toHaveLength(1)
  for (let i = 2; i <= 8; i++) {
    await due()
    await deliver()
  }
  const [last] = await rows(id)
  expect(last).toMatchObject({ state: 'failed', attempts: 8 })
  const ids = receiver.got.map(({ headers }) => headers['x-databelt-delivery'])
  expect(ids).toHaveLength(8)
  expect(new Set(ids)).toEqual(new Set([first.public_id]))
  await due()
  await deliver()
  expect(receiver.got).toHaveLength(8)

  receiver.answer = (response) => response.end()
  const again = `${WEBHOOKS}/${id}/deliveries/${first.public_id}/redeliver`
  expect((await send('POST', again, friend)).status).toBe(404)
  expect((await send('POST', again.replace(/.{36}\/redeliver/, 'x/redeliver'), owner)).status).toBe(404)
  expect((await send('POST', again, owner)).json).toEqual({ delivery: first.public_id, state: 'waiting' })
  await deliver()
  expect(await log(id)).toMatchObject([{ id: first.public_id, state: 'delivered', attempts: 1, status: 200 }])
})

test('one that waits to be tried again does not hold the ones behind it', async () => {
  await hook()
  let fails = 1
  receiver.answer = (response) => response.writeHead(fails-- > 0 ? 503 : 200).end()
  await commit('a')
  await commit('b')
  await commit('c')
  await deliver()
  expect(receiver.got).toHaveLength(3)
  await due()
  await deliver()
  expect(receiver.got).toHaveLength(4)
  expect(receiver.got[3]?.text).toBe(
    receiver.got[0]?.text.replace(
      /"headSha":"\w+"/,
      `"headSha":"${receiver.got[2]?.json.updatedRefs[0].newSha}"`,
    ),
  )
})

test('a receiver that hangs or never ends is given up, and holds no other', { timeout: 60_000 }, async () => {
  const slow = await hook()
  await hook(owner, { url: other.url })
  receiver.answer = () => {}
  await commit('a')
  const loop = startNotifying({ services: hub.app.services, log: { error: console.error } as never })
  try {
    const started = Date.now()
    while (other.got.length === 0 && Date.now() - started < 9000) await setTimeout(50)
    expect(other.got).toHaveLength(1)
    expect(Date.now() - started).toBeLessThan(9000)
    while ((await rows(slow))[0]?.attempts !== 1 && Date.now() - started < 30_000) await setTimeout(100)
    expect((await rows(slow))[0]).toMatchObject({ state: 'waiting', error: 'timeout', status: null })
    expect(receiver.got).toHaveLength(1)
  } finally {
    await loop.stop()
  }
  let sent = 0
  receiver.answer = (response) => {
    response.writeHead(200, { 'content-length': 10 * 1024 ** 3 })
    const piece = Buffer.alloc(1024 * 1024)
    const push = () => {
      while (!response.destroyed && response.write(piece)) sent += piece.length
    }
    response.on('drain', push)
    push()
  }
  await due()
  await deliver()
  expect((await rows(slow))[0]).toMatchObject({ state: 'delivered', status: 200 })
  expect(sent).toBeLessThan(64 * 1024 * 1024)
})

test('a redirect is an answer, and leads nowhere', async () => {
  const id = await hook(owner, { secret: 's' })
  receiver.answer = (response) => response.writeHead(307, { location: other.url }).end()
  await commit('a')
  await deliver()
  expect(other.got).toEqual([])
  expect(await log(id)).toMatchObject([{ state: 'waiting', status: 307, error: 'status' }])
})

test('nothing is lost when the hub ends at any point, and each delivery keeps its id', async () => {
  const id = await hook()
  await commit('a')
  // ended after the cursor was read, before the commit: the transaction is undone
  const { metadata } = hub.app
  await expect(
    metadata.transact(async (tx) => {
      await tx.cursors.take('webhooks', 100)
      throw new Error('killed')
    }),
  ).rejects.toThrow('killed')
  // ended between sending and writing that down: the lease ends, and it is sent again under its id
  await followToEnd(hub, 'webhooks', hub.app.services.deliveries.follow)
  const now = new Date()
  const claim = await metadata.transact((tx) => tx.deliveries.claim(now, new Date(now.getTime() + 30_000)))
  expect(claim?.webhook.publicId).toBe(id)
  await deliver()
  expect(receiver.got).toHaveLength(0)
  await onDatabase(hub, "update webhooks set busy_until = now() - interval '1 second'", [])
  await deliver()
  expect(receiver.got.map(({ headers }) => headers['x-databelt-delivery'])).toEqual([
    claim?.delivery.publicId,
  ])
  // the one that was thought dead comes late, and changes nothing
  const late = { state: 'failed' as const, nextAt: now, status: 500, error: 'status', at: now }
  expect(claim && (await metadata.transact((tx) => tx.deliveries.settle(claim, late)))).toBe(false)
  expect((await rows(id))[0].state).toBe('delivered')
})

test('another process of the hub goes on where one has ended, and two at once send nothing twice', async () => {
  await hook()
  receiver.answer = (response) => response.writeHead(503).end()
  for (const n of [1, 2, 3, 4, 5, 6]) await commit(`id\n${n}\n`)
  await deliver()
  expect(receiver.got).toHaveLength(6)
  const tried = receiver.got.map(({ headers }) => headers['x-databelt-delivery'])
  receiver.got = []
  receiver.answer = (response) => void setTimeout(20).then(() => response.end())
  await due()
  const next = await openApp(hub.app.config, { alone: true, log: () => {} })
  try {
    const work = async ({ deliveries }: typeof next.services) => {
      const end = Date.now() + 10_000
      while (receiver.got.length < 6 && Date.now() < end)
        if (!(await deliveries.deliverNext())) await setTimeout(10)
    }
    await Promise.all([work(next.services), work(next.services), work(hub.app.services)])
  } finally {
    await next.close()
  }
  expect(receiver.got.map(({ headers }) => headers['x-databelt-delivery'])).toEqual(tried)
})

test('events of a transaction that ends late are not passed over', async () => {
  await hook()
  const { metadata } = hub.app
  const repoId = (await onDatabase(hub, 'select id from repos where name = $1', [repo])).rows[0].id
  const event = (ref: string) => ({
    type: 'ref.moved' as const,
    at: new Date(),
    repoId: Number(repoId),
    actorId: null,
    payload: { ref },
  })
  let commitLate = () => {}
  const held = new Promise<void>((done) => {
    commitLate = done
  })
  let isIn = () => {}
  const inside = new Promise<void>((done) => {
    isIn = done
  })
  const late = metadata.transact(async (tx) => {
    await tx.events.add(event('refs/heads/first'))
    isIn()
    await held
  })
  await inside
  await metadata.transact((tx) => tx.events.add(event('refs/heads/second')))
  for (let i = 0; i < 3; i++) expect(await hub.app.services.deliveries.follow()).toBe(0)
  expect(await hub.app.services.deliveries.deliverNext()).toBe(false)
  expect(receiver.got).toEqual([])
  commitLate()
  await late
  await deliver()
  const refs = receiver.got.map(({ json }) => json.updatedRefs[0].ref)
  expect(refs.sort()).toEqual(['refs/heads/first', 'refs/heads/second'])
})

test('a database that was moved to another server is followed on', async () => {
  await hook()
  // there transactions had come far
  await onDatabase(hub, "update events set tx = '9000000000000'", [])
  await onDatabase(hub, "update delivery_cursors set tx = '9000000000000'", [])
  await commit('a')
  await deliver()
  expect(receiver.got).toHaveLength(1)
  await commit('b')
  await deliver()
  expect(receiver.got).toHaveLength(2)
})

test('a receiver that is gone for a day is turned off, and its owner is told', async () => {
  const id = await hook()
  receiver.answer = (response) => response.writeHead(500).end()
  const age = "update webhooks set failures = 19, failing_since = now() - interval '23 hours'"
  await onDatabase(hub, age, [])
  await commit('a')
  await deliver()
  expect((await send('GET', `${WEBHOOKS}/${id}`, owner)).json.webhook.disabled).toBe(false)
  await onDatabase(hub, age.replace('23', '25'), [])
  await commit('b')
  await deliver()
  expect((await send('GET', `${WEBHOOKS}/${id}`, owner)).json.webhook.disabled).toBe(true)
  const told = await onDatabase(hub, "select payload from events where type = 'webhook.disabled'", [])
  expect(told.rows.at(-1).payload).toMatchObject({ webhook: id })
  receiver.got = []
  await commit('c')
  await due()
  await deliver()
  expect(receiver.got).toEqual([])
  // one success in between starts the count anew
  await send('POST', `${WEBHOOKS}/${id}/enable`, owner)
  receiver.answer = (response) => response.end()
  await onDatabase(hub, age.replace('23', '25'), [])
  await deliver()
  const row = (await onDatabase(hub, 'select * from webhooks where public_id = $1', [id])).rows[0]
  expect(row).toMatchObject({ failures: 0, failing_since: null, disabled: false })
})

test('requests for access are told to those who review, and to the one who asked', async () => {
  await send('PUT', `/api/datasets/owner/${repo}/settings`, owner, { gated: 'manual' })
  await deliver()
  const domains = ['access']
  await hook(owner, { domains })
  await hook(friend, { domains, url: other.url })
  const third = await hub.user(`third${count}`)
  await send('POST', `/api/datasets/owner/${repo}/access`, third, { fields: {}, terms: null })
  await deliver()
  expect(receiver.got.map(({ json }) => json.event)).toEqual([{ action: 'create', scope: 'access' }])
  expect(other.got).toEqual([])
  await send('POST', `/api/datasets/owner/${repo}/access`, friend, { fields: {}, terms: null })
  await send('POST', `/api/datasets/owner/${repo}/user-access-request/handle`, owner, {
    user: 'friend',
    status: 'accepted',
  })
  await send('DELETE', `/api/datasets/owner/${repo}/access`, friend)
  await deliver()
  expect(other.got.map(({ json }) => [json.event.action, json.access.status])).toEqual([
    ['create', 'pending'],
    ['update', 'accepted'],
    ['delete', null],
  ])
  expect(receiver.got).toHaveLength(4)
})

test('tables that are ready are told to those who may read them', { timeout: 120_000 }, async () => {
  await hook(owner, { domains: ['jobs'] })
  await hook(friend, { domains: ['jobs'], url: other.url })
  await commit('id\n1\n')
  await onDatabase(hub, 'delete from dataset_views where repo_id <> (select id from repos where name = $1)', [
    repo,
  ])
  await send('PUT', `/api/datasets/owner/${repo}/settings`, owner, { gated: 'manual' })
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
  await deliver()
  expect(receiver.got.map(({ json }) => [json.event.scope, json.job.kind, json.job.state])).toEqual([
    ['jobs.tables', 'tables', 'ready'],
  ])
  expect(other.got).toEqual([])
})

test('a test says nothing of any repo, and the log has pages', async () => {
  const id = await hook()
  const ids: string[] = []
  for (let i = 0; i < 3; i++) ids.unshift((await send('POST', `${WEBHOOKS}/${id}/test`, owner)).json.delivery)
  await deliver()
  expect(receiver.got[0]?.json).toMatchObject({
    event: { action: 'update', scope: 'test' },
    repo: { name: 'owner/webhook-test', private: false },
    webhook: { id, version: 3 },
  })
  const first = await send('GET', `${WEBHOOKS}/${id}/deliveries?limit=2`, owner)
  expect(first.json.map((each: { id: string }) => each.id)).toEqual(ids.slice(0, 2))
  const next = /<http:\/\/[^/]+([^>]+)>; rel="next"/.exec(first.link ?? '')?.[1] ?? ''
  const second = await send('GET', next, owner)
  expect(second.json.map((each: { id: string }) => each.id)).toEqual(ids.slice(2))
  expect(second.link).toBeNull()
})

test('old deliveries are forgotten', async () => {
  const id = await hook()
  await send('POST', `${WEBHOOKS}/${id}/test`, owner)
  await commit('a')
  await deliver()
  await onDatabase(
    hub,
    "update webhook_deliveries set created_at = now() - interval '31 days' where event_seq is null",
    [],
  )
  expect(await hub.app.services.deliveries.sweep()).toEqual({ deliveries: 1 })
  expect(await rows(id)).toHaveLength(1)
})
