import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEADLINE_MS, runMutations } from '../../test/support/mutations.js'
import { zipOf } from '../../test/support/zips.js'
import { openSandbox } from '../stores/sandbox/pool.js'
import type { Sandbox } from '../stores/sandbox/sandbox.js'

let folder: string
let sandbox: Sandbox
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'databelt-mutations-'))
  const main = 'dist/sandbox/main.js'
  sandbox = await openSandbox({
    folder: join(folder, 'work'),
    main,
    memoryBytes: 4 * 2 ** 30,
    spare: 1,
    most: 4,
  })
})
afterAll(async () => {
  await sandbox.close()
  await rm(folder, { recursive: true, force: true })
})

async function ask<T>(bytes: Buffer, taskOf: (path: string) => { name: string; input: object }): Promise<T> {
  const session = await sandbox.open()
  try {
    const { path, inside } = session.input('file')
    await writeFile(path, bytes)
    return await session.ask<T>(taskOf(inside), { deadlineMs: 60_000 })
  } finally {
    await session.end()
  }
}
const convert = (name: string, member?: string) => (path: string) => ({
  name: 'convert',
  input: {
    reader: 'csv',
    options: {},
    files: [{ path, name, ...(member && { member }) }],
    output: 'part',
    limits: { maxUnpackedBytes: 1e9 },
  },
})
const list = (path: string) => ({ name: 'list-archive', input: { path, name: 'a.zip' } })

test('damaged files are refused or read; they end at most their own sandbox', async () => {
  const outcome = await runMutations(sandbox, { count: 300, seed: 1 })
  const deaths = Object.values(outcome.deaths).reduce((sum, count) => sum + count, 0)
  expect(outcome.done + outcome.refused + deaths).toBe(300)
  expect(outcome.done).toBeGreaterThan(0)
  expect(outcome.refused).toBeGreaterThan(0)
  expect(outcome.slowestMs).toBeLessThan(DEADLINE_MS + 5000)
})

test('a gzip bomb ends early', async () => {
  const bomb = gzipSync(Buffer.alloc(400_000_000, 'a,b\n'))
  await expect(ask(bomb, convert('a.csv.gz'))).rejects.toMatchObject({ kind: 'task', code: 'TooLarge' })
})

test('a zip bomb ends early, and one that lies too', async () => {
  const content = Buffer.alloc(300_000_000, 'a,b\n')
  const bomb = zipOf([{ name: 'a.csv', content }])
  await expect(ask(bomb, convert('z.zip/a.csv', 'a.csv'))).rejects.toMatchObject({ code: 'TooLarge' })
  const liar = zipOf([{ name: 'a.csv', content: content.subarray(0, 1000), size: 10 }])
  await expect(ask(liar, convert('z.zip/a.csv', 'a.csv'))).rejects.toMatchObject({ code: 'Damaged' })
})

test('a zip is listed without the names that lead elsewhere', async () => {
  const content = Buffer.from('a\n1\n')
  const names = ['data/a.csv', '../up.csv', '/etc/passwd', 'c:\\x', 'a\u0001b', '한글.csv', 'folder/']
  const listing = await ask(zipOf(names.map((name) => ({ name, content }))), list)
  expect(listing).toEqual({
    kind: 'zip',
    entries: [
      { name: 'data/a.csv', size: 4 },
      { name: '한글.csv', size: 4 },
    ],
    refused: 4,
    isCut: false,
    leftOut: expect.stringContaining('Each of 4 files, such as ../up.csv, has a name that leads out'),
  })
})

test('files of a zip that share bytes are refused', async () => {
  const bytes = zipOf([
    { name: 'a.csv', content: Buffer.from('a\n1\n') },
    { name: 'b.csv', content: Buffer.from('a\n1\n') },
  ])
  // the second entry points to where the first does
  bytes.writeUInt32LE(0, bytes.lastIndexOf('PK\x01\x02', undefined, 'latin1') + 42)
  await expect(ask(bytes, list)).rejects.toMatchObject({ code: 'Damaged' })
})

test('a member of a zip is read in place', async () => {
  const bytes = zipOf([{ name: 'a.csv', content: Buffer.from('a,b\n1,x\n') }])
  expect(await ask(bytes, convert('z.zip/a.csv', 'a.csv'))).toMatchObject({ numRows: 1 })
})
