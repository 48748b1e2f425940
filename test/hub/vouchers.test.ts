import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { onDatabase } from '../support/world.js'

const SPENDER = fileURLToPath(new URL('../support/voucher-spender.mjs', import.meta.url))
const BUDGET = 200_000
const ROUNDS = 25

let hub: TestHub
let admin: string
let owner: string
beforeAll(async () => {
  hub = await startHub({ sqlFreeSeconds: 1, sqlQueriesEach: 4 })
  owner = await hub.user('owner')
  await hub.app.services.accounts.create('user', 'chief', { isAdmin: true })
  const scope = { role: 'write' as const }
  admin = await hub.app.services.accounts.createToken('chief', { name: 't', scope, expiresAt: null })
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const later = (ms: number) => new Date(Date.now() + ms)
const send = async (method: string, path: string, token: string | undefined, body?: unknown) => {
  const answer = await hub.call(path, {
    method,
    ...(token && { token }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    code: answer.headers.get('x-error-code'),
    text,
    json: /^[{[]/.test(text) ? JSON.parse(text) : undefined,
  }
}

/** A process of sixteen spenders. Resolves with what it says to have paid. */
async function spender(namespaceId: number, killAfterMs?: number): Promise<number[]> {
  const args = [SPENDER, hub.app.config.databaseUrl ?? '', String(namespaceId), String(ROUNDS)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (text) => {
    said += text
  })
  if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs)
  const [code, signal] = await once(child, 'close')
  if (killAfterMs === undefined) expect([code, signal]).toEqual([0, null])
  return said.split('\n').filter(Boolean).map(Number)
}

test('three processes of sixteen spenders, killed now and then, never overspend a budget', {
  timeout: 300_000,
}, async () => {
  const org = await hub.app.services.accounts.create('org', 'spent', {})
  const { vouchers } = hub.app.services
  const budgets = [BUDGET, BUDGET / 2]
  for (const [i, budget] of budgets.entries())
    await vouchers.grant(org, { kind: 'sql', budget, expiresAt: later(3_600_000 * (i + 1)), note: '' }, null)

  let isDone = false
  let looks = 0
  const watching = (async () => {
    while (!isDone) {
      const { rows } = await onDatabase(
        hub,
        `select v.id from vouchers v where v.namespace_id = $1 and (v.spent + v.reserved > v.budget
           or (select coalesce(sum(amount), 0) from voucher_entries e where e.voucher_id = v.id and act = 'settle') > v.budget)`,
        [org.id],
      )
      expect(rows).toEqual([])
      expect(await hub.app.metadata.vouchers.faults(10)).toEqual([])
      looks++
      await sleep(100)
    }
  })()
  const paid: number[] = []
  let runs = 0
  // until the budgets are used up, and one round more
  for (let isEmpty = false; runs < 20; runs++) {
    const three = [spender(org.id), spender(org.id, 800 + Math.random() * 1500), spender(org.id)]
    paid.push(...(await Promise.all(three)).flat())
    if (isEmpty) break
    await sleep(1600)
    await vouchers.releaseOverdue()
    isEmpty = !(await vouchers.canPay([org.id], 'sql'))
  }
  isDone = true
  await watching
  await sleep(1600)
  while ((await vouchers.releaseOverdue()) > 0);

  const rows = await vouchers.list(org.id, 0, 10)
  const spent = rows.map((row) => row.spent)
  expect(rows.map(({ reserved }) => reserved)).toEqual([0, 0])
  for (const [i, row] of rows.entries()) expect(row.spent).toBeLessThanOrEqual(budgets[i] as number)
  const total = spent.reduce((sum, each) => sum + each, 0)
  // what a killed process had paid and could not say is in the ledger only
  expect(paid.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(total)
  expect(total).toBeGreaterThan(BUDGET)
  expect(await hub.app.metadata.vouchers.faults(10)).toEqual([])
  console.log(`vouchers: ${runs} rounds of 3 processes, ${paid.length} payments, ${looks} looks`)
})

test('what was reserved is free again when it is settled for less, or never', async () => {
  const org = await hub.app.services.accounts.create('org', 'held', {})
  const { vouchers } = hub.app.services
  const made = await vouchers.grant(
    org,
    { kind: 'egress', budget: 100, expiresAt: later(60_000), note: '' },
    null,
  )
  const wanted = { namespaceIds: [org.id], kind: 'egress' as const, least: 60, reason: 'r', reference: 'x' }
  const hold = await vouchers.reserve({ ...wanted, amount: 60, deadlineMs: 60_000 })
  expect(await vouchers.reserve({ ...wanted, amount: 60, deadlineMs: 60_000 })).toBeUndefined()
  await hold?.settle(10)
  await hold?.settle(10)
  expect(await hub.app.metadata.vouchers.find(made.id)).toMatchObject({ spent: 10, reserved: 0 })
  // a holder that died: its reservation is over at the deadline, without any job
  await vouchers.reserve({ ...wanted, amount: 60, deadlineMs: -1 })
  const next = await vouchers.reserve({ ...wanted, amount: 90, deadlineMs: 60_000 })
  expect(next?.amount).toBe(90)
  await vouchers.revoke(made.id, null)
  await next?.settle(90)
  expect(await hub.app.metadata.vouchers.find(made.id)).toMatchObject({ spent: 100, reserved: 0 })
  const entries = await vouchers.entries(made.id, 0, 100)
  expect(entries.map(({ act, amount }) => [act, amount])).toEqual([
    ['reserve', 60],
    ['settle', 10],
    ['release', 50],
    ['reserve', 60],
    ['release', 60],
    ['reserve', 90],
    ['settle', 90],
  ])
  await expect(vouchers.revoke(made.id, null)).rejects.toThrow('no voucher')
})

test('an expired, revoked or foreign voucher pays nothing', async () => {
  const { accounts, vouchers } = hub.app.services
  const [org, other] = [await accounts.create('org', 'late', {}), await accounts.create('org', 'later', {})]
  const fields = { kind: 'sql' as const, budget: 100, expiresAt: later(60_000), note: '' }
  const made = await vouchers.grant(org, fields, null)
  const wanted = {
    kind: 'sql' as const,
    amount: 10,
    least: 10,
    reason: 'r',
    reference: 'x',
    deadlineMs: 1000,
  }
  expect(await vouchers.reserve({ ...wanted, namespaceIds: [other.id] })).toBeUndefined()
  expect(await vouchers.reserve({ ...wanted, kind: 'egress', namespaceIds: [org.id] })).toBeUndefined()
  await onDatabase(hub, "update vouchers set expires_at = now() - interval '1 second' where id = $1", [
    made.id,
  ])
  expect(await vouchers.reserve({ ...wanted, namespaceIds: [org.id] })).toBeUndefined()
  for (const wrong of [{ budget: 0 }, { budget: 1.5 }, { expiresAt: later(-1) }, { note: 'x'.repeat(501) }])
    await expect(vouchers.grant(org, { ...fields, ...wrong }, null)).rejects.toMatchObject({
      key: 'BadRequest',
    })
})

test('queries are free for a second a day, and then an organisation pays for its members', async () => {
  const create = { type: 'dataset', name: 'data' }
  await send('POST', '/api/repos/create', owner, create)
  const body = commitBody('add', [file('data.csv', 'id\n1\n2\n')])
  await hub.call('/api/datasets/owner/data/commit/main', { method: 'POST', token: owner, body })
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
  const asker = await hub.user('asker')
  const ask = () => send('POST', '/api/sql', asker, { sql: 'select sum(id) from "owner/data".train' })
  // what a query took is counted just after its answer
  const settled = () => sleep(300)
  let last = await ask()
  expect(last.status).toBe(200)
  for (let i = 0; i < 40 && last.status === 200; i++) {
    await settled()
    last = await ask()
  }
  expect(last).toMatchObject({ status: 429, code: 'SqlTimeUsedUp' })
  expect((await send('POST', '/api/sql', owner, { sql: 'select 1 from "owner/data".train' })).status).toBe(
    200,
  )

  await hub.org('payer', { asker: 'read' })
  const fields = { to: 'payer', kind: 'sql', expiresAt: later(60_000).toISOString(), note: 'course' }
  const made = await send('POST', '/api/admin/vouchers', admin, { ...fields, budget: 40_000 })
  expect((await ask()).status).toBe(200)
  await expect
    .poll(() => hub.app.metadata.vouchers.find(made.json.id))
    .toMatchObject({ reserved: 0, spent: expect.toSatisfy((ms: number) => ms > 0 && ms < 30_000) })
  const entries = await send('GET', `/api/admin/vouchers/${made.json.id}/entries`, admin)
  expect(entries.json.map(({ act }: { act: string }) => act)).toEqual(['reserve', 'settle', 'release'])

  expect((await send('GET', '/api/organizations/payer/vouchers', asker)).json).toMatchObject([
    { kind: 'sql', budget: 40_000, note: 'course' },
  ])
  for (const token of [owner, undefined]) {
    const status = token ? 403 : 401
    expect((await send('GET', '/api/organizations/payer/vouchers', token)).status).toBe(status)
    expect((await send('POST', '/api/admin/vouchers', token, { ...fields, budget: 1 })).status).toBe(status)
    expect((await send('DELETE', `/api/admin/vouchers/${made.json.id}`, token)).status).toBe(status)
  }
  expect((await send('DELETE', `/api/admin/vouchers/${made.json.id}`, admin)).status).toBe(200)
  expect(await ask()).toMatchObject({ status: 429 })
  expect((await send('DELETE', '/api/admin/vouchers/x', admin)).status).toBe(404)
  const events = await hub.app.metadata.events.listAfter(0, 10_000)
  expect(events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['voucher.granted', 'voucher.revoked']),
  )
})
