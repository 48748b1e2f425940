import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { tableFromIPC } from 'apache-arrow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SqlLimits } from '../../src/services/sql/request.js'
import { createSql } from '../../src/services/sql/sql.js'
import { openSandbox } from '../../src/stores/sandbox/pool.js'
import type { Sandbox } from '../../src/stores/sandbox/sandbox.js'
import { startHub, type TestHub } from '../support/hub.js'
import { type TestTables, testTables } from '../support/sql-tables.js'

const LIMITS = { seconds: 30, rows: 200_000, bytes: 50e6, tempBytes: 1e9, queries: 3, queriesEach: 2 }
/** Machines are slow at times. */
const PATIENT = { timeout: 15_000 }
let hub: TestHub
let folder: string
let sandbox: Sandbox
let tables: TestTables
let minji: string
let other: string
const limit = (limits: Partial<SqlLimits>) => {
  hub.app.services.sql = createSql({ sandbox, tables, limits: { ...LIMITS, ...limits } })
}

beforeAll(async () => {
  hub = await startHub()
  folder = await mkdtemp(join(tmpdir(), 'databelt-sql-'))
  const main = 'dist/sandbox/main.js'
  sandbox = await openSandbox({
    folder: join(folder, 'work'),
    main,
    memoryBytes: 4 * 2 ** 30,
    spare: 1,
    most: 8,
  })
  tables = await testTables(hub.app.services.access, folder)
  minji = await hub.user('minji')
  other = await hub.user('other')
  for (const [name, visibility] of [
    ['reviews', 'public'],
    ['secret', 'private'],
    ['two', 'public'],
  ] as const) {
    const owner = await hub.app.services.access.authorizeNamespace({ kind: 'job', name: 'test' }, 'minji')
    await hub.app.services.repos.create(owner, { type: 'dataset', name, visibility })
  }
  const rows = (from: number, to: number) =>
    `select i as id, 'label ' || (i % 2) as label, i / 2.0 as score from range(${from}, ${to}) t(i)`
  await tables.add('minji/reviews', 'default', 'train', rows(0, 600), rows(600, 1000))
  await tables.add('minji/secret', 'default', 'train', `select 'canary' as word`)
  await tables.add('minji/two', 'default', 'train', 'select 0 as id, 10 as points')
  await tables.add('minji/two', 'default', 'test', 'select 1 as id, 20 as points')
  await tables.add('minji/two', 'en', 'test', 'select 1 as id, 30 as points')
  limit({})
})
afterAll(async () => {
  await hub?.[Symbol.asyncDispose]()
  await sandbox?.close()
  await rm(folder, { recursive: true, force: true })
})

const post = (
  sql: string,
  more: object = {},
  init: { token?: string; headers?: Record<string, string> } = {},
) => hub.call('/api/sql', { method: 'POST', body: JSON.stringify({ sql, ...more }), ...init })
const rows = async (sql: string, more: object = {}, init = {}) => {
  const answer = await post(sql, more, init)
  const body = (await answer.json()) as { rows: unknown[]; error?: string }
  return body.rows ?? `${answer.status} ${answer.headers.get('x-error-code')} ${body.error}`
}

test('a table is named by repo and split', async () => {
  const sql = 'select label, count(*), sum(score) from "minji/reviews".train group by 1 order by 1'
  expect(await rows(sql)).toEqual([
    ['label 0', 500, 124750],
    ['label 1', 500, 125000],
  ])
})

test('a repo of one table is named alone; a config before the split; case as in DuckDB', async () => {
  expect(await rows('select count(*) from "minji/reviews"')).toEqual([[1000]])
  expect(await rows('from "minji/two"."en/test"')).toEqual([[1, 30]])
  expect(await rows('from "minji/two".test')).toEqual([[1, 20]])
  expect(await rows('from "minji/two"')).toMatch(/400 BadSql .*train, test/)
})

test('tables of several repos are joined, also in WITH, subqueries and set operations', async () => {
  const sql = `with points as (select id, points from "minji/two".train union all from "minji/two".test)
    select id, points, label from "minji/reviews".train join points using (id)
    where id in (select id from "minji/two".test) or id < (select min(points) from points) order by id;`
  expect(await rows(sql)).toEqual([
    [0, 10, 'label 0'],
    [1, 20, 'label 1'],
  ])
})

test('a private table is absent for others, and for its owner it is there', async () => {
  const sql = 'select * from "minji/reviews".train, (select word from "minji/secret".train) limit 1'
  expect(await rows(sql, {}, { token: other })).toMatch(/^404 RepoNotFound/)
  expect(await rows(sql)).toMatch(/^401 RepoNotFound/)
  expect(await rows(sql, {}, { token: minji })).toEqual([[0, 'label 0', 0, 'canary']])
})

test('values are exact, and what is no number of JSON is null', async () => {
  const answer = await post(
    `select 9007199254740993 a, 170141183460469231731687303715884105727::hugeint b, 'nan'::double c, 12.30 d,
     date '2024-01-02' e, timestamp '2024-01-02 03:04:05.1' f, timestamptz '2024-01-02 03:04:05+09' g,
     {x: 1, y: [1, null]} h, 'ab'::blob i, map {'k': 1} j, null k, true l`,
  )
  const text = await answer.text()
  expect(text).toContain(
    '[9007199254740993,170141183460469231731687303715884105727,null,12.30,"2024-01-02","2024-01-02T03:04:05.1",' +
      '"2024-01-01T18:04:05Z",{"x":1,"y":[1,null]},"YWI=",[{"key":"k","value":1}],null,true]',
  )
  expect(JSON.parse(text)).toMatchObject({ num_rows: 1, truncated: false, columns: { length: 12 } })
})

test('CSV and JSON lines, by format, address or Accept', async () => {
  const sql = `select 1 as a, 'x "y", z' as b, null as c, '' as d`
  const csv = 'a,b,c,d\r\n1,"x ""y"", z",,""\r\n'
  expect(await (await post(sql, { format: 'csv' })).text()).toBe(csv)
  const address = `/api/sql?format=csv&q=${encodeURIComponent(sql)}`
  expect(await (await hub.call(address)).text()).toBe(csv)
  const lines = await post(sql, {}, { headers: { accept: 'application/x-ndjson, */*' } })
  expect(lines.headers.get('content-type')).toMatch('application/x-ndjson')
  expect(await lines.text()).toBe('{"a":1,"b":"x \\"y\\", z","c":null,"d":""}\n')
})

test('Parquet is a file that DuckDB reads back', async () => {
  const sql = 'select id, label from "minji/reviews".train where id < 10 order by id desc; -- a comment'
  const answer = await post(sql, { format: 'parquet' })
  expect(answer.headers.get('content-type')).toBe('application/vnd.apache.parquet')
  const path = join(folder, 'answer.parquet')
  await writeFile(path, Buffer.from(await answer.arrayBuffer()))
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const read = await connection.runAndReadAll(`select max(id), first(id), count(*) from '${path}'`)
  expect(read.getRowsJson()).toEqual([['9', '9', '10']])
  expect(await (await post('summarize "minji/two".test', { format: 'parquet' })).text()).toMatch(/^PAR1/)
})

test('Arrow is a stream that its own library reads back', async () => {
  const sql = `select i::bigint as a, case when i % 2 = 0 then 'x' || i end as b, i / 4.0::double as c, i % 3 = 0 as d,
    [i, null] as e, {x: i, y: 'z'} as f, date '2024-01-02' as g, timestamp '2024-01-02 03:04:05' as h,
    sum(i) over () as s, 1.25::decimal(9, 2) as t, 'ab'::blob as u, map {'k': i} as m, 'q'::enum('q') as n
    from range(5000) r(i) order by i`
  const table = tableFromIPC(new Uint8Array(await (await post(sql, { format: 'arrow' })).arrayBuffer()))
  expect(table.numRows).toBe(5000)
  expect(String(table.schema.fields.map((each) => each.type))).toBe(
    'Int64,Utf8,Float64,Bool,List<Int64>,Struct<{x:Int64, y:Utf8}>,Date32<DAY>,Timestamp<MICROSECOND>,' +
      'Decimal[38e0],Decimal[9e+2],Binary,List<Struct<{key:Utf8, value:Int64}>>,Utf8',
  )
  const row = (i: number) =>
    JSON.parse(JSON.stringify(table.get(i), (_, each) => (typeof each === 'bigint' ? `${each}` : each)))
  expect(row(4999)).toMatchObject({
    a: '4999',
    b: null,
    c: 1249.75,
    d: false,
    e: ['4999', null],
    f: { x: '4999', y: 'z' },
    n: 'q',
  })
  expect(table.get(4998)?.b).toBe('x4998')
  expect(new Date(Number(table.get(1)?.h)).toISOString()).toBe('2024-01-02T03:04:05.000Z')
  const none = await post('select 1 as a where false', { format: 'arrow' })
  expect(tableFromIPC(new Uint8Array(await none.arrayBuffer())).schema.fields[0]?.name).toBe('a')
  const cut = await post('from range(10000)', { format: 'arrow', limit: 3000 })
  expect(tableFromIPC(new Uint8Array(await cut.arrayBuffer())).numRows).toBe(3000)
})

test('a limit cuts, and says so; a result over the limits of the hub is never short without a word', async () => {
  const cut = (await (await post('from range(100)', { limit: 3 })).json()) as object
  expect(cut).toMatchObject({ rows: [[0], [1], [2]], truncated: true })
  limit({ rows: 10 })
  const short = (await (await post('from range(100)')).json()) as object
  expect(short).toMatchObject({ num_rows: 10, truncated: true })
  for (const format of ['csv', 'jsonl', 'arrow', 'parquet'])
    expect((await post('from range(100)', { format })).status, format).toBe(422)
  limit({})
  const broken = await post('from range(300000)', { format: 'csv' })
  expect(broken.status).toBe(200)
  await expect(broken.text()).rejects.toThrow()
})

test('errors speak of tables and say what to do', async () => {
  expect(await rows('select nope from "minji/reviews"')).toMatch(/400 BadSql .*"nope" not found/)
  expect(await rows('selec 1')).toMatch(/400 BadSql Parser Error/)
  expect(await rows('drop table x')).toMatch(/400 SqlRefused Only a SELECT/)
  expect(await rows('from train')).toMatch(
    /400 BadSql train is not a table of this hub. Write "namespace\/name"/,
  )
  expect(await rows(`from read_csv('/etc/passwd')`)).toMatch(/400 SqlRefused/)
  expect(await rows('select 1\u0000')).toMatch(/400/)
  expect((await post('')).status).toBe(400)
  expect((await post('select 1', { format: 'xml' })).status).toBe(400)
  expect((await hub.call('/api/sql')).status).toBe(400)
  expect((await post(`select '${'x'.repeat(2 ** 20)}'`)).status).toBe(413)
})

const FOREVER = 'select count(*) from range(1000000000) a, range(1000000000) b where a.range * b.range = 7'

test('a query that takes too long is stopped', { timeout: 20_000 }, async () => {
  limit({ seconds: 1 })
  const began = Date.now()
  expect(await rows(FOREVER)).toMatch(/422 SqlTooSlow .*after 1 s/)
  expect(Date.now() - began).toBeLessThan(4000)
  limit({})
})

test('own queries can be watched and cancelled, and those of others are not there', async () => {
  const id = randomUUID()
  const running = post(FOREVER, {}, { token: minji, headers: { 'x-query-id': id } })
  const look = (token: string, method = 'GET') => hub.call(`/api/sql/${id}`, { token, method })
  await expect.poll(async () => (await look(minji)).status, PATIENT).toBe(200)
  expect((await look(other)).status).toBe(404)
  expect((await look(other, 'DELETE')).status).toBe(404)
  expect(await (await look(minji)).json()).toMatchObject({ id, state: 'running', truncated: null })
  expect((await look(minji, 'DELETE')).status).toBe(200)
  expect((await running).headers.get('x-error-code')).toBe('QueryCancelled')
  expect(await (await look(minji)).json()).toMatchObject({ state: 'cancelled' })
})

test('one caller has so many queries at once, and the hub so many', async () => {
  const gone = new AbortController()
  const ids: [string, string][] = [minji, minji, other].map((token) => [token, randomUUID()])
  const three = ids.map(([token, id]) =>
    hub
      .call('/api/sql', {
        method: 'POST',
        body: JSON.stringify({ sql: FOREVER }),
        headers: { 'x-query-id': id },
        ...{ token, signal: gone.signal },
      })
      .catch(() => 'gone'),
  )
  for (const [token, id] of ids)
    await expect.poll(async () => (await hub.call(`/api/sql/${id}`, { token })).status, PATIENT).toBe(200)
  expect((await post('select 1')).status).toBe(503)
  const refused = await post('select 1', {}, { token: minji })
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2'])
  gone.abort()
  expect(await Promise.all(three)).toEqual(['gone', 'gone', 'gone'])
  await expect.poll(async () => (await post('select 1', {}, { token: minji })).status, PATIENT).toBe(200)
})

test('a reader that goes away in the middle ends its query', async () => {
  const id = randomUUID()
  const gone = new AbortController()
  const answer = await hub.call('/api/sql', {
    method: 'POST',
    body: JSON.stringify({ sql: `select repeat('x', 1000) from range(150000)`, format: 'csv' }),
    headers: { 'x-query-id': id },
    signal: gone.signal,
  })
  const reader = answer.body?.getReader()
  await reader?.read()
  gone.abort()
  const state = async () => ((await (await hub.call(`/api/sql/${id}`)).json()) as { state: string }).state
  await expect.poll(state, PATIENT).toBe('cancelled')
})

test('a slow reader gets everything, and its waiting is not the time of the query', {
  timeout: 60_000,
}, async () => {
  limit({ seconds: 10 })
  const sql = `select repeat('x', 200) as a from range(100000)`
  const answer = await post(sql, { format: 'csv' })
  await new Promise((resolve) => setTimeout(resolve, 11_000))
  expect((await answer.text()).length).toBe(3 + 100_000 * 202)
  limit({})
})
