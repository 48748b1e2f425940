import { expect, test } from 'vitest'
import type { Layout } from '../../core/layout/layout.js'
import { ArchiveCache, type ArchiveListing, Archives } from './archives.js'
import { type DataFile, nameOf } from './sources.js'

const zip = (path: string, sha = 'a'): DataFile => ({ path, content: { sha256: sha.repeat(64), size: 100 } })
const listing = (names: string[]): ArchiveListing => ({
  kind: 'zip',
  entries: names.map((name) => ({ name, size: 10 })),
})
const layoutOf = (...files: string[]): Layout => ({
  configs: [
    { name: 'default', isDefault: true, reader: 'csv', options: {}, splits: [{ name: 'train', files }] },
  ],
  problems: [],
})

/** What becomes of archives when the sandbox says this of each. */
async function opened(said: Record<string, ArchiveListing>) {
  const cache = new ArchiveCache()
  const archives = new Archives()
  const layout = layoutOf(...Object.keys(said))
  const ask = async ({ path }: DataFile) => said[path] as ArchiveListing
  await archives.open(layout, zip, (file) => cache.list(1, file, ask))
  const files = (path: string) =>
    archives.filesOf(layout.configs[0]!, { files: [zip(path)], metadataFiles: [] }).files
  return { archives, files: (path: string) => files(path).map(nameOf) }
}

test('an unchanged archive is looked into once, by each repo', async () => {
  const cache = new ArchiveCache()
  let asked = 0
  const ask = async () => {
    asked++
    return listing(['a.csv'])
  }
  for (const repo of [1, 1, 2]) await cache.list(repo, zip('a.zip'), ask)
  expect(asked).toBe(2)
  await cache.list(1, zip('a.zip', 'b'), ask)
  expect(asked).toBe(3)
})

test('a broken archive is looked into again', async () => {
  const cache = new ArchiveCache()
  let asked = 0
  const ask = async (): Promise<ArchiveListing> => {
    asked++
    return { kind: 'broken', entries: [], problem: { code: 'TooSlow', message: 'It took long.' } }
  }
  await cache.list(1, zip('a.zip'), ask)
  await cache.list(1, zip('a.zip'), ask)
  expect(asked).toBe(2)
})

test('an archive stands for what of it is left out', async () => {
  const { files } = await opened({
    'a.zip': listing(['b.csv', 'a.csv']),
    'b.zip': { ...listing(['a.csv']), leftOut: 'Some of b.zip is left out.' },
    'c.zip': listing(['a.json']),
    'd.zip': { kind: 'zip', entries: [{ name: 'a.csv', size: 1, isClosed: true }], leftOut: 'Encrypted.' },
  })
  expect(files('a.zip')).toEqual(['a.zip/a.csv', 'a.zip/b.csv'])
  expect(files('b.zip')).toEqual(['b.zip/a.csv', 'b.zip'])
  expect(files('c.zip')).toEqual(['c.zip'])
  expect(files('d.zip')).toEqual(['d.zip'])
})

test('what is wrong is said of archives that are in no table, and of no others', async () => {
  const problem = { code: 'Damaged', message: 'It is cut off.' }
  const { archives } = await opened({ 'a.zip': { kind: 'broken', entries: [], problem } })
  expect(archives.problemsBeside([])).toEqual([{ path: 'a.zip', ...problem }])
  const common = {
    reader: 'csv' as const,
    options: {},
    metadataFiles: [],
    labels: undefined,
    features: undefined,
  }
  expect(archives.problemsBeside([{ ...common, files: [zip('a.zip')] }])).toEqual([])
})

test('names that the sandbox should not have said are not taken', async () => {
  const { files } = await opened({ 'a.zip': listing(['../a.csv', 'b.csv']) })
  expect(files('a.zip')).toEqual(['a.zip/b.csv'])
})

test('archives that hold too much are left out, and named', async () => {
  const names = Array.from({ length: 200_000 }, (_, i) => `${'x'.repeat(300)}${i}.csv`)
  const { archives, files } = await opened({ 'a.zip': listing(names), 'b.zip': listing(['b.csv']) })
  expect(files('a.zip')).toHaveLength(200_000)
  expect(files('b.zip')).toEqual([])
  expect(archives.problemsBeside([])).toMatchObject([{ path: 'b.zip', code: 'TooManyFiles' }])
})
