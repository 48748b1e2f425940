import { mkdtemp, open, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, openApp } from '../../src/app.js'
import { parseConfig } from '../../src/config/config.js'
import { readSettings } from '../../src/config/env.js'
import { commitBody, startHub, type TestHub } from '../support/hub.js'
import { lfsBytes, lfsFile, newRepo, sendLfs } from '../support/lfs.js'

const ROWS = 60_000
const GROUP = 20_000
const ID = { type: 'dataset', namespace: 'alice', name: 'large' } as const

let hub: TestHub
/** A hub that was started after the file was uploaded, and has read none of it. */
let later: App
let blob: string
beforeAll(async () => {
  hub = await startHub()
  const token = await hub.user('alice')
  await newRepo(hub, token, 'large')
  const object = lfsBytes(await parquet())
  await sendLfs(hub, 'alice/large', token, object)
  const headers = { 'content-type': 'application/x-ndjson' }
  const body = commitBody('add', [lfsFile('train.parquet', object)])
  await hub.call('/api/datasets/alice/large/commit/main', { method: 'POST', token, headers, body })
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
  blob = join(hub.folder, 'blobs', object.oid.slice(0, 2), object.oid)
  const settings = { data: hub.folder, databaseUrl: hub.app.config.databaseUrl, port: 0, logLevel: 'silent' }
  const flags = { sample: false, maintenance: false, buildTables: false, spareSandboxes: 0 }
  later = await openApp(parseConfig(readSettings({ ...settings, ...flags }, {})), {
    alone: false,
    log: () => {},
  })
})
afterAll(async () => {
  await later?.close()
  await hub?.[Symbol.asyncDispose]()
})

/** Three row groups of several MiB each. */
async function parquet(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'databelt-test-'))
  const path = join(folder, 'large.parquet')
  const instance = await DuckDBInstance.create()
  try {
    const connection = await instance.connect()
    await connection.run(
      `copy (select range as id, sha256(range::varchar) || sha256((range + 0.5)::varchar) as text from range(${ROWS}))
       to '${path}' (format parquet, row_group_size ${GROUP}, compression uncompressed)`,
    )
    connection.closeSync()
    return await readFile(path)
  } finally {
    instance.closeSync()
    await rm(folder, { recursive: true })
  }
}

async function page(
  app: App,
  query: { offset: number; length: number; indices?: number[] },
): Promise<string[]> {
  const { access, tables, rows } = app.services
  const grant = await access.authorize({ kind: 'job', name: 'test' }, 'repo:download', ID)
  const found = await rows.page(await tables.table(grant, 'default', 'train'), query)
  return found.rows.map(({ cells }) => cells[0] as string)
}

async function flip(at: number): Promise<void> {
  const file = await open(blob, 'r+')
  const byte = Buffer.alloc(1)
  await file.read(byte, 0, 1, at)
  await file.write(Buffer.from([byte.readUInt8(0) ^ 1]), 0, 1, at)
  await file.close()
}

test('of a large file only the bytes of the page are checked, and none of them is shown damaged', async () => {
  const { size } = await stat(blob)
  const middle = Math.floor(size / 2)
  await flip(middle)
  expect(await page(later, { offset: 0, length: 2 })).toEqual(['0', '1'])
  expect(await page(later, { offset: ROWS - 2, length: 2 })).toEqual([`${ROWS - 2}`, `${ROWS - 1}`])
  expect(await page(later, { offset: 0, length: 0, indices: [7, ROWS - 1] })).toEqual(['7', `${ROWS - 1}`])
  await expect(page(later, { offset: ROWS / 2, length: 2 })).rejects.toMatchObject({ key: 'BlobDamaged' })
  // a page that begins before the damaged rows and ends in them
  await expect(page(later, { offset: GROUP - 1, length: 2 })).rejects.toMatchObject({ key: 'BlobDamaged' })
})
