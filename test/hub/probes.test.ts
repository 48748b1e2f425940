import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHub, type TestHub } from '../support/hub.js'

let hub: TestHub
let token: string
beforeAll(async () => {
  hub = await startHub()
  token = await hub.user('ada')
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

test('probes do not ask who is there: a token that is not known, or not one, changes nothing', async () => {
  for (const path of ['/healthz', '/readyz']) {
    expect((await hub.call(path, { token: 'hf_unknown' })).status, path).toBe(200)
    expect((await hub.call(path, { headers: { authorization: 'Digest x' } })).status, path).toBe(200)
  }
  expect((await hub.call('/api/whoami-v2', { token: 'hf_unknown' })).status).toBe(401)
})

test('a probe with a token does not wait for tokens that cannot be read', async () => {
  const client = new pg.Client({ connectionString: hub.app.config.databaseUrl })
  await client.connect()
  try {
    await client.query('begin; lock table access_tokens in access exclusive mode')
    const started = Date.now()
    for (const path of ['/healthz', '/readyz']) expect((await hub.call(path, { token })).status).toBe(200)
    expect(Date.now() - started).toBeLessThan(1500)
  } finally {
    await client.query('rollback')
    await client.end()
  }
})
