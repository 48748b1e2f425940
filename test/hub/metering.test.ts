import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type pino from 'pino'
import { expect, test, vi } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { type LfsAnswer, lfsBytes, newRepo } from '../support/lfs.js'
import { onDatabase } from '../support/world.js'
import { chunksOf, commitXet, fileOf, makeXorb, shardOf, termOf } from '../support/xet.js'

/** Log lines of hubs in this process. */
const lines: string[] = []
vi.mock('pino', async (original) => {
  const real = await original<{ default: typeof pino }>()
  const logger = (options: pino.LoggerOptions) =>
    real.default({ ...options, level: 'info' }, { write: (line: string) => void lines.push(line) })
  return { ...real, default: Object.assign(logger, real.default) }
})

interface Use {
  day: string
  repoId: number
  namespaceId: number
  who: string
  kind: string
  bytesOut: number
  bytesIn: number
  sqlMs: number
}
type Sum = [string, string, string, string, number, number, number, number]

/** Sums of the log, in the form of the rows of the table. */
function logged(): Sum[] {
  const sums = new Map<string, Sum>()
  for (const line of lines) {
    const { usage } = JSON.parse(line) as { usage?: Use }
    if (!usage) continue
    const key = [usage.day, String(usage.repoId), usage.kind, usage.who] as const
    const sum = sums.get(key.join()) ?? [...key, 0, 0, 0, 0]
    sums.set(key.join(), sum)
    sum[4]++
    sum[5] += usage.bytesOut
    sum[6] += usage.bytesIn
    sum[7] += usage.sqlMs
  }
  return [...sums.values()].sort((a, b) => (a.join() < b.join() ? -1 : 1))
}
async function stored(hub: TestHub): Promise<Sum[]> {
  const { rows } = await onDatabase(
    hub,
    `select day::text, repo_id::text, kind, who, requests::int, bytes_out::int, bytes_in::int, sql_ms::int from usage_daily`,
    [],
  )
  return rows.map((row) => Object.values(row) as Sum).sort((a, b) => (a.join() < b.join() ? -1 : 1))
}

const DATA = Buffer.from(`id\n${Array.from({ length: 1000 }, (_, i) => i).join('\n')}\n`)

async function withData(hub: TestHub) {
  const token = await hub.user('owner')
  const create = { type: 'dataset', name: 'data' }
  await hub.call('/api/repos/create', { method: 'POST', token, body: JSON.stringify(create) })
  const body = commitBody('add', [file('data.csv', DATA), file('big.txt', Buffer.alloc(9_000_000, 'x'))])
  const made = await hub.call('/api/datasets/owner/data/commit/main', { method: 'POST', token, body })
  expect(made.status).toBe(200)
  return { token, commitBytes: Buffer.byteLength(body) }
}

/** A download whose reader goes away after a few bytes. Resolves when it is gone. */
const broken = (url: string) =>
  new Promise<void>((resolve) => {
    const asked = request(url, (answer) => {
      answer.once('data', () => answer.destroy())
      answer.once('close', () => resolve())
    })
    asked.on('error', () => resolve())
    asked.end()
  })

test('the sums of the log are the rows of the table, exactly, whatever was asked', async () => {
  lines.length = 0
  await using hub = await startHub()
  const { token, commitBytes } = await withData(hub)
  const stranger = await hub.user('stranger')
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
  const resolve = '/datasets/owner/data/resolve/main/data.csv'
  const read = async (path: string, options: Parameters<TestHub['call']>[1] = {}) =>
    (await hub.call(path, options)).arrayBuffer()
  await read(resolve)
  await read(resolve, { token: stranger })
  await read(resolve, { token })
  await read(resolve, { headers: { range: 'bytes=0-9' } })
  await hub.call(resolve, { method: 'HEAD' })
  await broken(`${hub.url}/datasets/owner/data/resolve/main/big.txt`)
  await read('/rows?dataset=owner/data&config=default&split=train')
  const query = { method: 'POST', body: JSON.stringify({ sql: 'select sum(id) from "owner/data".train' }) }
  await read('/api/sql', { token: stranger, ...query })
  await read('/api/datasets/owner/data/subset?split=train&format=csv')
  await Promise.all(Array.from({ length: 40 }, () => read(resolve)))
  const folder = await mkdtemp(join(tmpdir(), 'databelt-clone-'))
  await promisify(execFile)('git', ['clone', '-q', `${hub.url}/datasets/owner/data`, join(folder, 'clone')])
  await rm(folder, { recursive: true })
  await hub.app.services.metering.close()

  const table = await stored(hub)
  expect(table).toEqual(logged())
  const of = (kind: string, who: string) => table.find((row) => row[2] === kind && row[3] === who) as Sum
  const whole = DATA.length
  expect(of('resolve', 'user').slice(4, 6)).toEqual([1, whole])
  expect(of('resolve', 'member').slice(4, 6)).toEqual([1, whole])
  const [requests, out] = of('resolve', 'anonymous').slice(4) as [number, number]
  expect(requests).toBe(44)
  // 41 whole ones and 10 bytes; HEAD sends none, and what was broken off a part
  const part = out - 41 * whole - 10
  expect(part).toBeGreaterThan(0)
  expect(part).toBeLessThan(9_000_000)
  expect(of('upload', 'member').slice(4, 7)).toEqual([1, expect.any(Number), commitBytes])
  expect(of('sql', 'user')[7]).toBeGreaterThan(0)
  expect(of('viewer', 'anonymous')[5]).toBeGreaterThan(0)
  expect(of('subset', 'anonymous')[5]).toBeGreaterThan(whole - 100)
  expect(of('git', 'anonymous')[4]).toBeGreaterThanOrEqual(2)
})

/** Requests, bytes out and bytes in as a client counts them, by kind and class of user. */
class Counted {
  readonly sums = new Map<string, [number, number, number]>()

  async call(key: string, url: string, token?: string, options: RequestInit = {}): Promise<Buffer> {
    const headers = { ...(token && { authorization: `Bearer ${token}` }), ...options.headers }
    const answer = await fetch(url, { ...options, headers })
    const bytes = Buffer.from(await answer.arrayBuffer())
    if (!answer.ok) throw new Error(`${url}: ${answer.status} ${bytes}`)
    const sum = this.sums.get(key) ?? [0, 0, 0]
    this.sums.set(key, sum)
    sum[0]++
    sum[1] += bytes.length
    sum[2] += Buffer.from((options.body as string | Uint8Array | undefined) ?? '').length
    return bytes
  }

  post(key: string, url: string, body: string | Buffer, token?: string): Promise<Buffer> {
    const sent = typeof body === 'string' ? body : new Uint8Array(body)
    return this.call(key, url, token, { method: 'POST', body: sent })
  }
}

test('LFS and xet count for their repo, byte for byte as the clients saw them', async () => {
  lines.length = 0
  await using hub = await startHub()
  const owner = await hub.user('owner')
  const stranger = await hub.user('stranger')
  await newRepo(hub, owner, 'data')
  const counted = new Counted()
  const readers = [
    ['anonymous', undefined],
    ['user', stranger],
    ['member', owner],
  ] as const

  const object = lfsBytes(Buffer.alloc(300_001, 'lfs '))
  const batch = async (who: string, token: string | undefined, operation: 'upload' | 'download') => {
    const { oid, size } = object
    const url = `${hub.url}/datasets/owner/data.git/info/lfs/objects/batch`
    const body = JSON.stringify({ operation, objects: [{ oid, size }] })
    const answer = JSON.parse(String(await counted.post(`lfs ${who}`, url, body, token))) as LfsAnswer
    return answer.objects[0]?.actions ?? {}
  }
  const { upload, verify } = await batch('member', owner, 'upload')
  const sent = { method: 'PUT', body: new Uint8Array(object.bytes) }
  await counted.call('lfs member', upload?.href ?? '', undefined, sent)
  await counted.post(
    'lfs member',
    verify?.href ?? '',
    JSON.stringify({ oid: object.oid, size: object.size }),
    owner,
  )
  await commitXet(hub, 'owner/data', owner, { 'lfs.bin': { sha256: object.oid, size: object.size } })
  for (const [who, token] of readers) {
    const { download } = await batch(who, token, 'download')
    // the address itself says who asks: no token is sent with it
    const bytes = await counted.call(`lfs ${who}`, download?.href ?? '')
    expect(bytes.equals(object.bytes)).toBe(true)
    await counted.call(`lfs ${who}`, download?.href ?? '', undefined, { headers: { range: 'bytes=7-99' } })
  }

  const xorb = makeXorb(chunksOf('metering', 8))
  const whole = fileOf([termOf(xorb)])
  const cas = async (who: string, token: string | undefined, right: 'read' | 'write') => {
    const url = `${hub.url}/api/datasets/owner/data/xet-${right}-token/main`
    return JSON.parse(String(await counted.call(`xet ${who}`, url, token))) as {
      casUrl: string
      accessToken: string
    }
  }
  const write = await cas('member', owner, 'write')
  await counted.post(
    'xet member',
    `${write.casUrl}/v1/xorbs/default/${xorb.hex}`,
    xorb.body,
    write.accessToken,
  )
  const shard = shardOf({ files: [whole], xorbs: [xorb] })
  await counted.post('xet member', `${write.casUrl}/v1/shards`, shard, write.accessToken)
  await commitXet(hub, 'owner/data', owner, { 'xet.bin': whole })
  for (const [who, token] of readers) {
    const { casUrl, accessToken } = await cas(who, token, 'read')
    const plan = await counted.call(`xet ${who}`, `${casUrl}/v1/reconstructions/${whole.hex}`, accessToken)
    const { fetch_info } = JSON.parse(String(plan)) as {
      fetch_info: Record<string, { url: string; url_range: { start: number; end: number } }[]>
    }
    for (const { url, url_range: at } of fetch_info[xorb.hex] ?? []) {
      const range = `bytes=${at.start}-${at.end}`
      const bytes = await counted.call(`xet ${who}`, url, undefined, { headers: { range } })
      expect(bytes.equals(xorb.body)).toBe(true)
    }
  }
  await hub.app.services.metering.close()

  const table = await stored(hub)
  expect(table).toEqual(logged())
  const metered = table
    .filter((row) => row[2] === 'lfs' || row[2] === 'xet')
    .map((row): [string, number[]] => [`${row[2]} ${row[3]}`, row.slice(4, 7) as number[]])
  expect(new Map(metered)).toEqual(counted.sums)
  // what the client counted is what was moved
  expect(counted.sums.get('lfs member')?.[2]).toBeGreaterThan(object.size)
  expect(counted.sums.get('xet member')?.[2]).toBe(xorb.body.length + shard.length)
  expect(counted.sums.get('xet anonymous')?.[1]).toBeGreaterThan(xorb.body.length)
})

test('usage is for those who write, in pages and as CSV; absent and private are alike', async () => {
  await using hub = await startHub()
  const { token } = await withData(hub)
  const stranger = await hub.user('stranger')
  await hub.org('lab', { owner: 'write', stranger: 'read' })
  await (await hub.call('/datasets/owner/data/resolve/main/data.csv')).arrayBuffer()
  await hub.app.services.metering.close()
  const get = async (path: string, as?: string) => {
    const answer = await hub.call(path, as ? { token: as } : {})
    const text = await answer.text()
    return { status: answer.status, text, link: answer.headers.get('link'), json: () => JSON.parse(text) }
  }
  const mine = await get('/api/datasets/owner/data/usage', token)
  expect(mine.json()).toContainEqual(
    expect.objectContaining({
      kind: 'resolve',
      who: 'anonymous',
      requests: 1,
      bytesOut: DATA.length,
      repo: 'owner/data',
    }),
  )
  expect((await get('/api/datasets/owner/data/usage', stranger)).status).toBe(403)
  expect((await get('/api/datasets/owner/data/usage')).status).toBe(401)
  const first = await get('/api/settings/usage?limit=1', token)
  expect(first.json()).toHaveLength(1)
  const next = /<http:\/\/[^/]+([^>]+)>/.exec(first.link ?? '')?.[1] ?? ''
  expect((await get(next, token)).json()[0]).not.toEqual(first.json()[0])
  const csv = (await get('/api/settings/usage?format=csv', token)).text
  expect(csv.split('\r\n')[0]).toBe('day,repo,type,who,kind,requests,bytesOut,bytesIn,sqlMs')
  expect(csv).toContain('owner/data')
  expect((await get('/api/organizations/lab/usage', token)).json()).toEqual([])
  expect((await get('/api/organizations/lab/usage', stranger)).status).toBe(403)
  expect((await get('/api/organizations/owner/usage', stranger)).status).toBe(403)
  expect((await get('/api/admin/usage', token)).status).toBe(403)
  for (const wrong of [
    'from=x',
    'from=2026-02-31x',
    'from=2026-01-02&to=2026-01-01',
    'from=2020-01-01',
    'format=xml',
    'cursor=WzFd',
  ])
    expect((await get(`/api/settings/usage?${wrong}`, token)).status, wrong).toBe(400)
  // what moves away takes its name with it
  const body = JSON.stringify({ fromRepo: 'owner/data', toRepo: 'lab/renamed', type: 'dataset' })
  await hub.call('/api/repos/move', { method: 'POST', token, body })
  const after = (await get('/api/settings/usage', token)).text
  expect(after).not.toContain('renamed')
  expect(JSON.parse(after).length).toBeGreaterThan(0)
})

test('an owner whose downloads are used up: strangers wait, members do not, a voucher pays', async () => {
  await using hub = await startHub({ egressDay: '10000' })
  const { token } = await withData(hub)
  const path = '/datasets/owner/data/resolve/main/data.csv'
  const download = async (as?: string) => {
    const answer = await hub.call(path, as ? { token: as } : {})
    return { status: answer.status, headers: answer.headers, bytes: (await answer.arrayBuffer()).byteLength }
  }
  const closed = async () => {
    for (let i = 0; i < 10; i++) {
      const answer = await download()
      await hub.app.services.metering.close()
      if (answer.status !== 200) return answer
    }
    return undefined
  }
  const refused = await closed()
  expect(refused).toMatchObject({ status: 429 })
  expect(refused?.headers.get('x-error-code')).toBe('EgressExceeded')
  expect(refused?.headers.get('x-error-message')).toMatch(/open again at \d{4}-\d\d-\d\dT00:00:00/)
  const [, opens = ''] = /open again at (\S+Z)/.exec(refused?.headers.get('x-error-message') ?? '') ?? []
  const answered = Date.parse(refused?.headers.get('date') ?? '')
  const wait = Number(refused?.headers.get('retry-after')) * 1000
  // the date of an answer is in whole seconds
  expect(Math.abs(answered + wait - Date.parse(opens))).toBeLessThanOrEqual(2000)
  expect((await hub.call(path, { method: 'HEAD' })).status).toBe(200)
  expect((await download(token)).status).toBe(200)
  for (const other of [
    '/rows?dataset=owner/data&config=default&split=train',
    '/datasets/owner/data/raw/main/data.csv',
  ])
    expect([429, 500]).toContain((await hub.call(other)).status)

  const owner = await hub.app.services.accounts.find('user', 'owner')
  const expiresAt = new Date(Date.now() + 60_000)
  const fields = { kind: 'egress' as const, budget: DATA.length * 2 + 10, expiresAt, note: '' }
  const voucher = await hub.app.services.vouchers.grant(owner, fields, null)
  expect([(await download()).status, (await download()).status]).toEqual([200, 200])
  await hub.app.services.metering.close()
  await vi.waitFor(async () =>
    expect(await hub.app.metadata.vouchers.find(voucher.id)).toMatchObject({
      spent: DATA.length * 2,
      reserved: 0,
    }),
  )
  expect((await download()).status).toBe(429)
})

test('a repo whose own downloads are used up is closed, and another of its owner is not', async () => {
  await using hub = await startHub()
  const { token } = await withData(hub)
  const create = { type: 'dataset', name: 'other' }
  await hub.call('/api/repos/create', { method: 'POST', token, body: JSON.stringify(create) })
  const body = commitBody('add', [file('data.csv', DATA)])
  await hub.call('/api/datasets/owner/other/commit/main', { method: 'POST', token, body })
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
  await hub.app.services.accounts.create('user', 'chief', { isAdmin: true })
  const write = { name: 'test', scope: { role: 'write' as const }, expiresAt: null }
  const chief = await hub.app.services.accounts.createToken('chief', write)
  const limits = JSON.stringify({ repo: 'owner/data', egressDay: DATA.length })
  const set = await hub.call('/api/admin/quotas', { method: 'PUT', token: chief, body: limits })
  expect(set.status).toBe(200)
  const download = async (name: string, as?: string) => {
    const answer = await hub.call(`/datasets/owner/${name}/resolve/main/data.csv`, as ? { token: as } : {})
    await answer.arrayBuffer()
    await hub.app.services.metering.close()
    return answer
  }
  expect((await download('data')).status).toBe(200)
  const refused = await download('data')
  expect(refused.status).toBe(429)
  expect(refused.headers.get('x-error-code')).toBe('EgressExceeded')
  expect(refused.headers.get('x-error-message')).toContain('downloads from owner/data have used up')
  expect((await download('data', token)).status).toBe(200)
  expect((await download('other')).status).toBe(200)
  // a query that names it beside another repo of its owner asks it as well
  const sql = 'select count(*) from "owner/other".train a, "owner/data".train b'
  const stranger = await hub.user('stranger')
  const query = await hub.call('/api/sql', { method: 'POST', token: stranger, body: JSON.stringify({ sql }) })
  expect([query.status, query.headers.get('x-error-code')]).toEqual([429, 'EgressExceeded'])
})

test('a query over several owners asks the quota of each; a small voucher pays what it can', async () => {
  await using hub = await startHub({ egressDay: '10000' })
  await withData(hub)
  const token = await hub.user('guest1')
  const create = { type: 'dataset', name: 'tiny' }
  await hub.call('/api/repos/create', { method: 'POST', token, body: JSON.stringify(create) })
  const body = commitBody('add', [file('data.csv', Buffer.from('id\n1\n2\n'))])
  await hub.call('/api/datasets/guest1/tiny/commit/main', { method: 'POST', token, body })
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
  const query = async (from: string) => {
    const sql = JSON.stringify({ sql: `select count(*) from ${from}` })
    const answer = await hub.call('/api/sql', { method: 'POST', token, body: sql })
    await answer.text()
    await hub.app.services.metering.close()
    return { status: answer.status, code: answer.headers.get('x-error-code') }
  }
  const mineFirst = '"guest1/tiny".train a, "owner/data".train b'
  const mineLast = '"owner/data".train b, "guest1/tiny".train a'
  expect((await query(mineFirst)).status).toBe(200)
  const rows = await stored(hub)
  expect(rows.filter((row) => row[2] === 'sql').map((row) => row[3])).toEqual(['user'])

  const download = () => hub.call('/datasets/owner/data/resolve/main/big.txt').then((a) => a.arrayBuffer())
  await download()
  await hub.app.services.metering.close()
  for (const from of [mineFirst, mineLast])
    expect(await query(from)).toEqual({ status: 429, code: 'EgressExceeded' })
  expect((await query('"guest1/tiny".train a')).status).toBe(200)

  const owner = await hub.app.services.accounts.find('user', 'owner')
  const expiresAt = new Date(Date.now() + 60_000)
  const fields = { kind: 'egress' as const, budget: 5000, expiresAt, note: '' }
  const voucher = await hub.app.services.vouchers.grant(owner, fields, null)
  expect((await query(mineFirst)).status).toBe(200)
  const paid = await hub.app.metadata.vouchers.find(voucher.id)
  expect(paid).toMatchObject({ reserved: 0 })
  expect(paid?.spent).toBeGreaterThan(0)
})
