import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSql } from '../../src/services/sql/sql.js'
import { SubsetCache } from '../../src/services/sql/subset-cache.js'
import { createSubsets } from '../../src/services/sql/subsets.js'
import { openSandbox } from '../../src/stores/sandbox/pool.js'
import type { Sandbox } from '../../src/stores/sandbox/sandbox.js'
import { startHub, type TestHub } from '../support/hub.js'
import { testTables } from '../support/sql-tables.js'

const LIMITS = { seconds: 30, rows: 200_000, bytes: 50e6, tempBytes: 1e9, queries: 3, queriesEach: 2 }
let hub: TestHub
let folder: string
let sandbox: Sandbox
let minji: string
beforeAll(async () => {
  hub = await startHub()
  folder = await mkdtemp(join(tmpdir(), 'databelt-subset-'))
  const main = 'dist/sandbox/main.js'
  sandbox = await openSandbox({
    folder: join(folder, 'work'),
    main,
    memoryBytes: 4 * 2 ** 30,
    spare: 1,
    most: 4,
  })
  const { services } = hub.app
  const tables = await testTables(services.access, folder)
  services.sql = createSql({ sandbox, tables, limits: LIMITS })
  const cache = new SubsetCache(join(folder, 'cache'), 1e6)
  services.subsets = createSubsets({ sql: services.sql, sandbox, tables, cache })
  minji = await hub.user('minji')
  for (const name of ['reviews', 'secret']) {
    const owner = await services.access.authorizeNamespace({ kind: 'job', name: 'test' }, 'minji')
    const visibility = name === 'secret' ? 'private' : 'public'
    await services.repos.create(owner, { type: 'dataset', name, visibility })
    const rows = `select i as id, 'label ' || (i % 2) as label, i / 2.0 as score from range(1000) t(i)`
    await tables.add(`minji/${name}`, 'default', 'train', rows)
  }
})
afterAll(async () => {
  await hub?.[Symbol.asyncDispose]()
  await sandbox?.close()
  await rm(folder, { recursive: true, force: true })
})

const get = (
  query: Record<string, string>,
  init: { token?: string; headers?: Record<string, string> } = {},
  repo = 'reviews',
) => hub.call(`/api/datasets/minji/${repo}/subset?${new URLSearchParams(query)}`, init)
const ASKED = {
  split: 'train',
  columns: 'id,label',
  where: 'id % 2 = 0 and score < 3 -- even',
  format: 'csv',
}
const CSV = 'id,label\r\n0,label 0\r\n2,label 0\r\n4,label 0\r\n'

test('some columns and rows, with their SHA-256, whole and in ranges', async () => {
  const whole = await get(ASKED)
  expect(await whole.text()).toBe(CSV)
  const etag = `"${createHash('sha256').update(CSV).digest('hex')}"`
  expect(whole.headers.get('etag')).toBe(etag)
  const part = await get(ASKED, { headers: { range: 'bytes=10-', 'if-range': etag } })
  expect([part.status, await part.text()]).toEqual([206, CSV.slice(10)])
  expect(await (await get({ ...ASKED, limit: '1', where: '' })).text()).toBe('id,label\r\n0,label 0\r\n')
  expect(await (await get({ split: 'train' })).text()).toMatch(/^PAR1/)
})

test('who may not read the repo gets nothing, also of what was asked before', async () => {
  expect((await get(ASKED, { token: minji }, 'secret')).status).toBe(200)
  expect((await get(ASKED, {}, 'secret')).headers.get('x-error-code')).toBe('RepoNotFound')
})

test('a filter is one expression over the columns', async () => {
  const attacks = [
    ...[
      '1) union (select 1',
      'true) limit (1',
      'true); drop schema main; select (1',
      '1, 2',
      '',
      'true /*',
    ].filter(Boolean),
    ...[
      'true) as x, (1',
      'true) from range(3',
      'true) group by (1',
      'true) order by (1',
      '*) from (values (1)',
    ],
    ...[
      `id in (select 1)`,
      `exists (from "minji/secret".train)`,
      `(select content from read_text('/etc/passwd')) is null`,
    ],
    ...[
      `current_setting('threads') = 1`,
      `getvariable('x') is null`,
      'nope = 1',
      'id =',
      'sum(id) > 1',
      '\u0000',
    ],
  ]
  for (const where of attacks) {
    const answer = await get({ ...ASKED, where })
    expect([where, answer.status]).toEqual([where, 400])
  }
})

test('a column that is not there, and one that is no name', async () => {
  expect((await get({ ...ASKED, columns: 'nope' })).status).toBe(400)
  expect((await get({ ...ASKED, columns: 'id" from x; --' })).status).toBe(400)
  expect((await get({ columns: 'id' })).status).toBe(400)
})

test('databelt sql and databelt pull', async () => {
  const env = { PATH: process.env.PATH, DATABELT_HUB: hub.url, DATABELT_TOKEN: minji }
  const databelt = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['bin/databelt.js', ...args], { env })
  const shown = await databelt(
    'sql',
    'select label, count(*) n from "minji/secret".train group by 1 order by 1',
  )
  expect(shown.stdout).toBe('label      n\n-------  ---\nlabel 0  500\nlabel 1  500\n')
  await expect(databelt('sql', 'drop table x')).rejects.toThrow(/Only a SELECT can be asked/)
  const output = join(folder, 'pulled.csv')
  await writeFile(`${output}.part`, CSV.slice(0, 20))
  await writeFile(`${output}.part.sha256`, createHash('sha256').update(CSV).digest('hex'))
  const { where } = ASKED
  const args = [
    '--split',
    'train',
    '--columns',
    'id,label',
    '--where',
    where,
    '--format',
    'csv',
    '--output',
    output,
  ]
  expect((await databelt('pull', 'minji/secret', ...args)).stdout).toMatch(/pulled.csv: 43 B, SHA-256/)
  expect(await readFile(output, 'utf8')).toBe(CSV)
})
