import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync, inflateSync } from 'node:zlib'
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue, DuckDBTypeId as Id } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Features, kindOf } from '../../core/features.js'
import { openSandbox } from '../../stores/sandbox/pool.js'
import type { Sandbox, SandboxSession } from '../../stores/sandbox/sandbox.js'
import { differences } from './readings.differences.js'

/** What the `datasets` library made of small files: see test/vectors/make-readings.py. */
interface Reading {
  name: string
  reader: string
  options: Record<string, unknown>
  files: Record<string, string>
  gives: { error: string } | { features: Features; rows: unknown[][] }
}

let folder: string
let sandbox: Sandbox
let duckdb: DuckDBConnection
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'databelt-readings-'))
  const main = 'dist/sandbox/main.js'
  sandbox = await openSandbox({
    folder: join(folder, 'work'),
    main,
    memoryBytes: 4 * 2 ** 30,
    spare: 1,
    most: 3,
  })
  duckdb = await (await DuckDBInstance.create(':memory:')).connect()
})
afterAll(async () => {
  await session?.end()
  await sandbox.close()
  await rm(folder, { recursive: true, force: true })
})

const KINDS = ['csv', 'json', 'text', 'columnar', 'media', 'webdataset']
const readings = await Promise.all(
  KINDS.map(async (kind) => {
    const text = await readFile(
      new URL(`../../../test/vectors/readings/${kind}.json`, import.meta.url),
      'utf8',
    )
    return { kind, cases: (JSON.parse(text) as { cases: Reading[] }).cases }
  }),
)
for (const { kind, cases } of readings)
  describe(kind, () => {
    for (const reading of cases)
      test(reading.name, async () => {
        const ours = await convert(reading)
        const difference = differences[kind]?.[reading.name]
        if (difference) expect(ours).toMatchObject(difference.ours)
        else if ('error' in reading.gives) expect(ours).toMatchObject({ code: expect.any(String) })
        else expect(plainGives(ours)).toEqual(plainGives(reading.gives))
      })
  })

test('rows of a large file keep their order', async () => {
  const rows = Array.from(
    { length: 200_000 },
    (_, i) => `${i},"text, ${i}",${i % 7 === 0 ? '' : 'x'.repeat(i % 50)}\n`,
  )
  const packed = deflateSync(`a,b,c\n${rows.join('')}`).toString('base64')
  const ours = await convert({
    name: '',
    reader: 'csv',
    options: {},
    files: { 'a.csv': packed },
    gives: { error: '' },
  })
  expect((ours as { rows: unknown[][] }).rows.findIndex(([a], i) => a !== String(i))).toBe(-1)
})

test('a CSV of as many columns as an image has points', async () => {
  const columns = Array.from({ length: 785 }, (_, i) => i)
  const text = `${columns.map((i) => `pixel${i}`).join(',')}\n${columns.join(',')}\n`
  const files = { 'a.csv': deflateSync(text).toString('base64') }
  const ours = await convert({ name: '', reader: 'csv', options: {}, files, gives: { error: '' } })
  if (!('features' in ours)) expect.fail(`not converted: ${ours.code}: ${ours.message}`)
  const { features, rows } = ours
  expect(features.map(({ name }) => name)).toEqual(columns.map((i) => `pixel${i}`))
  expect(new Set(features.map(({ type }) => JSON.stringify(type)))).toEqual(
    new Set(['{"_type":"Value","dtype":"int64"}']),
  )
  expect(rows).toEqual([columns.map(String)])
})

test('metadata of more rows than a query gives at once', async () => {
  const known = readings
    .find(({ kind }) => kind === 'media')
    ?.cases.find(({ name }) => name === 'metadata.csv')
  const lines = Array.from({ length: 3000 }, (_, i) => `1.png,${i}\n`)
  const metadata = deflateSync(`file_name,n\n${lines.join('')}`).toString('base64')
  const files = { '1.png': known?.files['1.png'] as string, 'metadata.csv': metadata }
  const ours = await convert({ name: '', reader: 'imagefolder', options: {}, files, gives: { error: '' } })
  expect((ours as { rows: unknown[][] }).rows.map(([, n]) => n)).toEqual(lines.map((_, i) => String(i)))
})

type Ours = { features: Features; rows: unknown[][] } | { code: string; message: string }

let session: SandboxSession | undefined
let inputs = 0
async function convert(reading: Reading): Promise<Ours> {
  session ??= await sandbox.open()
  try {
    const files = await Promise.all(
      Object.entries(reading.files).map(async ([name, packed]) => {
        const { path, inside } = (session as SandboxSession).input(String(inputs++))
        await writeFile(path, inflateSync(Buffer.from(packed, 'base64')))
        return { name, path: inside }
      }),
    )
    const input = {
      reader: reading.reader,
      options: reading.options,
      ...folderInput(reading, files),
      output: 'part',
    }
    const { features } = await session.ask<{ features: Features }>(
      { name: 'convert', input },
      { deadlineMs: 50_000 },
    )
    return { features, rows: await rowsOf(join(session.outFolder, 'part'), features) }
  } catch (error) {
    const { code, message, kind } = error as { code: string; message: string; kind?: string }
    if (kind !== 'task') {
      await session?.end()
      session = undefined
    }
    return { code, message }
  }
}

interface Named {
  name: string
  path: string
}
/** As the layout of the repo gives them for folders of media. */
function folderInput({ reader, options }: Reading, files: Named[]): object {
  if (!reader.endsWith('folder')) return { files }
  const isMetadata = ({ name }: Named) => /(^|\/)metadata\.(csv|jsonl|parquet)$/.test(name)
  const metadata = files.filter(isMetadata)
  const media = files.filter((file) => !isMetadata(file))
  const folders = media.map(({ name }) => name.split('/').at(-2) ?? '')
  const depths = new Set(media.map(({ name }) => name.split('/').length))
  const isLabelled = !options.drop_labels && new Set(folders).size > 1 && depths.size === 1
  if (metadata.length > 0) return { files: media, metadata }
  return { files: media, ...(isLabelled && { labels: [...new Set(folders)].sort() }) }
}

async function rowsOf(path: string, features: Features): Promise<unknown[][]> {
  const result = await duckdb.runAndReadAll(`select * from read_parquet('${path}')`)
  const types = result.columnTypes()
  return result
    .getRows()
    .map((row) =>
      row.map((value, i) => (kindOf(features[i]!.type) === 'Json' ? value : plain(value, types[i]!.typeId))),
    )
}

const WHOLE = [Id.TINYINT, Id.SMALLINT, Id.INTEGER, Id.UTINYINT, Id.USMALLINT, Id.UINTEGER]

/** As `plain` of make-readings.py. */
function plain(value: DuckDBValue, type?: Id): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') {
    if (type !== undefined && WHOLE.includes(type)) return String(value)
    return Number.isFinite(value) ? value : String(value).replace('Infinity', 'inf').replace('NaN', 'nan')
  }
  if ('bytes' in value)
    return `sha256:${createHash('sha256')
      .update(value.bytes as Uint8Array)
      .digest('hex')
      .slice(0, 32)}`
  if ('items' in value) return (value.items as DuckDBValue[]).map((item) => plain(item))
  if ('entries' in value)
    return Object.fromEntries(
      Object.entries(value.entries).map(([name, inner]) => [name, plain(inner as DuckDBValue)]),
    )
  return String(value)
}

/**
 * Text of pandas 3 is `large_string`, of pandas 2 `string`; Parquet has one kind of text. Times are written with more or
 * fewer digits.
 */
const plainGives = (gives: object): object =>
  JSON.parse(
    JSON.stringify(gives)
      .replaceAll('"large_string"', '"string"')
      .replaceAll(/(\d\d:\d\d:\d\d(?:\.\d*?[1-9])?)(?:\.?0*)(?:\+00(?::00)?)?"/g, '$1"'),
  )
