import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { newSession } from '../support/world.js'

/**
 * A body may take hours to come. Whoever has lost a session or a token meanwhile must get nothing for it any more: else one
 * that was stolen could be made to last by requests that were begun before it was ended.
 */
let hub: TestHub
let owner: string
beforeAll(async () => {
  hub = await startHub()
  owner = await hub.user('owner')
  const body = JSON.stringify({ type: 'dataset', name: 'data', private: true })
  expect((await hub.call('/api/repos/create', { method: 'POST', token: owner, body })).status).toBe(200)
  const commit = commitBody('add', [file('data.csv', 'id\n1\n')])
  const sent = { method: 'POST', token: owner, body: commit }
  expect((await hub.call('/api/datasets/owner/data/commit/main', sent)).status).toBe(200)
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
}, 120_000)
afterAll(async () => hub?.[Symbol.asyncDispose]())

type Work = () => Promise<void>
interface Late {
  method: string
  path: string
  /** Made anew for each try. */
  body: () => Promise<object>
  headers?: Record<string, string>
}

/** Sends the first half of the body, does `between`, and sends the rest. */
async function halves({ method, path, body, headers }: Late, who: Record<string, string>, between: Work) {
  const text = JSON.stringify(await body())
  const bytes = new TextEncoder().encode(text)
  let finish: () => void = () => {}
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.slice(0, 5))
      finish = () => {
        controller.enqueue(bytes.slice(5))
        controller.close()
      }
    },
  })
  const all = { 'content-type': 'application/json', ...headers, ...who }
  const options = { method, headers: all, body: stream, duplex: 'half' } as RequestInit
  let isAnswered = false
  const answer = hub.call(path, options).finally(() => {
    isAnswered = true
  })
  // the hub has the request, and waits for the rest of it
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(isAnswered, path).toBe(false)
  await between()
  finish()
  const { status } = await answer
  return status
}

let count = 0
const fixed = (body: object) => async () => body
const numbered = (make: (n: number) => object) => async () => make(++count)
/** The code of a program that waits to be let in. */
async function waiting(): Promise<{ code: string; allow: boolean }> {
  const form = { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } }
  const answer = await hub.call('/oauth/device', { ...form, body: 'client_id=late' })
  return { code: ((await answer.json()) as { user_code: string }).user_code, allow: true }
}

const BY_SESSION: Late[] = [
  { method: 'POST', path: '/api/settings/tokens', body: numbered((n) => ({ name: `t${n}`, role: 'write' })) },
  { method: 'POST', path: '/api/device', body: waiting },
  { method: 'PATCH', path: '/api/settings/account', body: fixed({ language: 'ko' }) },
  { method: 'PUT', path: '/api/settings/password', body: fixed({ password: 'correct horse battery' }) },
]
test.each(BY_SESSION)('$method $path: a session that ends before its body does nothing', async (late) => {
  const { id } = await hub.app.services.accounts.create('user', `person-${++count}`, {})
  const signedIn = async () => ({
    cookie: `databelt-session=${await newSession(hub, id, true)}`,
    origin: hub.url,
  })
  const { sessions } = hub.app.services
  const endAll = async () => {
    for (const session of await sessions.list(id)) await sessions.end(id, session.id)
  }
  expect(await halves(late, await signedIn(), endAll)).toBe(401)
  const made = await hub.app.metadata.accounts.listTokens(id)
  expect([made.length, await hub.app.metadata.passwords.hashOf(id)]).toEqual([0, undefined])
  // the same body is taken from a session that goes on
  expect(await halves(late, await signedIn(), async () => {})).toBe(200)
})

const AT_DATA = '/api/datasets/owner/data'
const MCP = { accept: 'application/json, text/event-stream' }
const QUERY = { name: 'query_rows', arguments: { sql: 'select id from "owner/data".train' } }
const BY_TOKEN: Late[] = [
  { method: 'POST', path: '/api/sql', body: fixed({ sql: 'select id from "owner/data".train' }) },
  {
    ...{ method: 'POST', path: '/mcp', headers: MCP },
    body: fixed({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: QUERY }),
  },
  { method: 'POST', path: `${AT_DATA}/branch/one`, body: fixed({ startingPoint: 'main' }) },
  { method: 'POST', path: `${AT_DATA}/tag/main`, body: fixed({ tag: 'v1' }) },
  { method: 'POST', path: `${AT_DATA}/super-squash/main`, body: fixed({ message: 'all' }) },
]
test.each(BY_TOKEN)('$method $path: a token that is revoked before its body does nothing', async (late) => {
  const { accounts } = hub.app.services
  const made = async (name: string) => {
    const scope = { role: 'write' as const }
    const token = await accounts.createToken('owner', { name, scope, expiresAt: null })
    return { authorization: `Bearer ${token}` }
  }
  const name = `late-${++count}`
  expect(await halves(late, await made(name), () => accounts.revokeToken('owner', name, null))).toBe(401)
  expect(await halves(late, await made(`${name}-goes-on`), async () => {})).toBe(200)
})
