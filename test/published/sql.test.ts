import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitTo, type Send, sender } from '../support/attack.js'
import { file, startHub, type TestHub } from '../support/hub.js'
import { newRepo } from '../support/lfs.js'

/** Published weaknesses of SQL doors over shared data, and of DuckDB itself, tried through POST /api/sql. */
let hub: TestHub
let send: Send
let owner: string
let stranger: string
const CANARY = 'canary-in-a-private-table'
beforeAll(async () => {
  hub = await startHub({ spareSandboxes: 2 })
  send = sender(hub)
  owner = await hub.user('owner')
  stranger = await hub.user('stranger')
  await newRepo(hub, owner, 'secret', 'private')
  await newRepo(hub, owner, 'open')
  for (const repo of ['secret', 'open'])
    await commitTo(
      send,
      `owner/${repo}`,
      owner,
      file('data.csv', `word\n${repo === 'open' ? 'public' : CANARY}\n`),
    )
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const ask = (sql: string, token = stranger) => send('POST', '/api/sql', token, { sql })
/** Refused as a wrong query, and nothing of the machine or of others is in the answer. */
async function expectRefused(...queries: string[]): Promise<void> {
  const rest = [...queries]
  const worker = async () => {
    for (let sql = rest.shift(); sql !== undefined; sql = rest.shift()) {
      const { status, text } = await ask(sql)
      expect([400, 401, 404, 422], `${sql}: ${status} ${text}`).toContain(status)
      expect(text, sql).not.toMatch(new RegExp(`${CANARY}|root:x:|PRIVATE KEY`))
    }
  }
  // so many queries one person may run at a time
  await Promise.all([worker(), worker()])
}
const expectHonest = async (sql = 'select word from "owner/open".train') =>
  expect((await ask(sql)).json?.rows, sql).toEqual([['public']])

test('CKAN CVE-2026-42031: a function that runs SQL in a text is refused', async () => {
  await expectRefused(
    `select * from query('select * from "owner/secret".train')`,
    `select * from query('select content from read_text(''/etc/passwd'')')`,
    `select * from query('sel' || 'ect 1')`,
    `select (select count(*) from query('from duckdb_settings()'))`,
    `select * from "owner/open".train where word in (from query('select 1'))`,
  )
  await expectHonest()
})

test('CKAN CVE-2026-42032: so is one that reads a table whose name is a value', async () => {
  await expectRefused(
    `select * from query_table('owner/secret')`,
    `select * from query_table(['/etc/passwd'])`,
    `select * from query_table('"owner/secret".train')`,
    `from query_table((select '/etc/passwd'))`,
    'select * from "owner/secret".train',
  )
  await expectHonest('with t as (from "owner/open".train) select word from t')
})

test('Arc CVE-2026-47735: a reader is refused under every spelling', { timeout: 180_000 }, async () => {
  const readers = [
    'read_csv',
    'READ_CSV_AUTO',
    'read_parquet',
    'parquet_scan',
    'read_text',
    'read_blob',
    'read_json',
    'read_ndjson_objects',
    'glob',
    'parquet_metadata',
  ]
  await expectRefused(
    ...readers.map((reader) => `select * from ${reader}('/etc/passwd')`),
    `select * from "read_text"('/etc/passwd')`,
    `select * from read_text/* */('/etc/passwd')`,
    `select * from read_text -- x\n('/etc/passwd')`,
    `select * from main.read_text('/etc/passwd')`,
    `select * from system.main.read_text('/etc/passwd')`,
    `from '/etc/passwd'`,
    `select * from '/etc/pass' 'wd'`,
    `select * from "/etc/passwd"`,
    `select * from "owner/open".train, lateral (select * from read_text('/etc/passwd'))`,
    `select * from "owner/open".train; select * from read_text('/etc/passwd')`,
  )
  await expectHonest(`select word from "owner/open".train where word <> 'read_csv(''/etc/passwd'')'`)
})

test('DuckDB CVE-2024-41672: sniff_csv reads no file though reading is off', async () => {
  await expectRefused(
    `select * from sniff_csv('/etc/passwd')`,
    `from sniff_csv('/etc/passwd', sample_size = 1)`,
    `select prompt from sniff_csv('/proc/self/environ')`,
  )
  await expectHonest()
})

test('DuckDB GHSA-w2gf-jxc9-pf2q: no statement turns the locks off first', async () => {
  await expectRefused(
    'set enable_external_access = true',
    'reset lock_configuration',
    'pragma enable_external_access',
    `call enable_logging()`,
    `select * from duckdb_secrets()`,
    `select current_setting('allowed_paths'), read_text('/etc/passwd')`,
    `copy (select 1) to '/tmp/out.csv'`,
    `attach '/tmp/x.db' as x`,
    `export database '/tmp/x'`,
  )
  await expectHonest()
})

test('DuckDB CVE-2024-22682: no extension is installed or loaded', async () => {
  await expectRefused(
    'install httpfs',
    'load httpfs',
    `load '/tmp/evil.duckdb_extension'`,
    `install evil from 'http://127.0.0.1:1/'`,
    `select * from 'http://127.0.0.1:1/x.parquet'`,
    `select * from read_parquet('s3://bucket/x')`,
    'force install spatial',
  )
  await expectHonest()
})

test('GHSA-w62p-hx95-gf2c: the engine is a version that is known, by its hash', async () => {
  const lock = JSON.parse(await readFile('package-lock.json', 'utf8')) as {
    packages: Record<string, { version?: string; integrity?: string; optional?: boolean }>
  }
  const stolen: Record<string, string> = {
    '@duckdb/node-api': '1.3.3',
    '@duckdb/node-bindings': '1.3.3',
    duckdb: '1.3.3',
    '@duckdb/duckdb-wasm': '1.29.2',
  }
  const engines = Object.entries(lock.packages).filter(([path]) =>
    /node_modules\/(@duckdb\/|duckdb$)/.test(path),
  )
  expect(engines.map(([path]) => path)).toContain('node_modules/@duckdb/node-api')
  for (const [path, { version }] of engines)
    expect(stolen[path.replace(/^.*node_modules\//, '')] ?? '-').not.toBe(version)
  // packages of other systems are optional; those of the system that made the file are there
  const wanted = Object.entries(lock.packages).filter(
    ([path, { optional }]) => path.startsWith('node_modules/') && !optional,
  )
  expect(wanted.length).toBeGreaterThan(100)
  for (const [path, { integrity }] of wanted) expect(integrity, path).toMatch(/^sha512-/)
  const here = `node_modules/@duckdb/node-bindings-${process.platform}-${process.arch}`
  expect(lock.packages[here]?.integrity).toMatch(/^sha512-/)
})
