import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHub, type TestHub } from '../support/hub.js'
import { onDatabase } from '../support/world.js'

let hub: TestHub
let owner: string
let fan: string
beforeAll(async () => {
  hub = await startHub()
  owner = await hub.user('owner')
  fan = await hub.user('fan')
  for (const name of ['liked', 'fetched', 'old', 'quiet', 'own', 'secret'])
    await send('POST', '/api/repos/create', owner, { type: 'dataset', name, private: name === 'secret' })
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

async function send(method: string, path: string, token: string, body?: unknown) {
  const answer = await hub.call(path, {
    method,
    token,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  expect(answer.status, await answer.clone().text()).toBe(200)
}
async function listed(sort: string, token?: string) {
  const answer = await hub.call(`/api/catalogue?type=dataset&sort=${sort}`, { ...(token && { token }) })
  expect(answer.status).toBe(200)
  const { results } = (await answer.json()) as {
    results: { name: string; trend: number; opening?: string; openedAt?: string }[]
  }
  return results
}
async function asked(name: string, daysAgo: number, who: string, requests: number) {
  await onDatabase(
    hub,
    `insert into usage_daily (day, namespace_id, repo_id, who, kind, requests, bytes_out, bytes_in, sql_ms)
     select current_date - $2::int, namespace_id, id, $3, 'resolve', $4, 0, 0, 0 from repos where name = $1`,
    [name, daysAgo, who, requests],
  )
}

test('what is asked for these days leads, whoever asks too often or for their own does not', async () => {
  await send('POST', '/api/datasets/owner/liked/like', fan)
  // one person that fetches 16 files, on one day; five likes' worth is more
  await asked('fetched', 1, 'anonymous', 16)
  await asked('old', 20, 'anonymous', 1_000_000)
  await asked('own', 1, 'member', 1_000_000)
  await asked('secret', 1, 'user', 1_000_000)
  expect((await hub.app.services.trends.renew()).changed).toBe(3)
  const seen = await listed('trending')
  expect(seen.filter(({ trend }) => trend > 0).map(({ name, trend }) => [name, trend])).toEqual([
    ['liked', 5],
    ['fetched', 4],
  ])
  expect((await listed('trending', owner))[0]).toMatchObject({ name: 'secret', trend: 1000 })
  // nothing happened: nothing is written
  expect((await hub.app.services.trends.renew()).changed).toBe(0)
  await onDatabase(hub, "update likes set liked_at = now() - interval '8 days'", [])
  expect((await hub.app.services.trends.renew()).changed).toBe(1)
  expect((await listed('trending'))[0]).toMatchObject({ name: 'fetched' })
})

test('a repo that somebody writes to is left for the next time', async () => {
  await asked('quiet', 1, 'anonymous', 9)
  const other = new pg.Client({ connectionString: hub.app.config.databaseUrl })
  await other.connect()
  await other.query(`begin; select 1 from repos where name = 'quiet' for update`)
  try {
    expect((await hub.app.services.trends.renew()).changed).toBe(0)
  } finally {
    await other.end()
  }
  await expect.poll(async () => (await hub.app.services.trends.renew()).changed).toBe(1)
})

test('what was opened in steps is listed, the latest first, and nothing else', async () => {
  const step = (name: string, state: string, more = {}) =>
    send('PUT', `/api/datasets/owner/${name}/opening`, owner, { state, ...more })
  expect(await listed('opened')).toEqual([])
  await step('quiet', 'draft')
  await step('quiet', 'beta')
  await step('old', 'draft')
  await step('old', 'final')
  await step('own', 'withdrawn', { reason: 'a mistake' })
  expect((await listed('opened')).map(({ name, opening }) => [name, opening])).toEqual([
    ['old', undefined],
    ['quiet', 'beta'],
  ])
  await step('quiet', 'final')
  expect((await listed('opened')).map(({ name }) => name)).toEqual(['quiet', 'old'])
})
