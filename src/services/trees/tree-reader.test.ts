import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { MemoryTrees } from '../../../test/support/memory-trees.js'
import { EMPTY_TREE_OID, isFolder, sortKey } from '../../codecs/git-object.js'
import type { PathEntry } from './tree-reader.js'

const put = (path: string) => ({
  kind: 'put' as const,
  path,
  mode: '100644' as const,
  oid: createHash('sha1').update(path).digest('hex'),
})
const trees = new MemoryTrees()
let root: string
let whole: PathEntry[]

// names around a folder that sort between "a" and "a/": the places where a cursor can go wrong
const PATHS = [
  ...[
    'a!',
    'a-b',
    'a.txt',
    'a/1',
    'a/2/x',
    'a/2/y',
    'a/2.z',
    'a/데이터/한.csv',
    'a0',
    'ab',
    'b/c/d/e/f',
    'b/c.d',
  ],
  ...['한국어/가', '한국어/나', '한국어.txt', '\u{1f600}', 'z'],
]
const collect = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of source) all.push(item)
  return all
}

beforeAll(async () => {
  const flat = Array.from({ length: 1500 }, (_, i) => `flat/f${i}`)
  root = (await trees.apply(EMPTY_TREE_OID, [...PATHS, ...flat].map(put))).root
  whole = await collect(trees.reader().walk(root))
})

test('a walk gives every file and folder once, each folder before what is in it', () => {
  const paths = whole.map((item) => item.path)
  expect(new Set(paths).size).toBe(paths.length)
  expect(whole.filter((item) => !isFolder(item.entry))).toHaveLength(PATHS.length + 1500)
  for (const [i, path] of paths.entries()) {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')))
    if (parent !== '') expect(paths.indexOf(parent)).toBeLessThan(i)
  }
})

test('a walk is in the order of git', () => {
  const keys = whole.map(({ path, entry }) => sortKey({ mode: entry.mode, name: path }))
  for (let i = 1; i < keys.length; i++)
    expect(Buffer.compare(keys[i - 1] as Buffer, keys[i] as Buffer)).toBeLessThan(0)
})

test('a walk can go on after any entry', async () => {
  const small = whole.filter(({ path }) => !path.startsWith('flat/'))
  for (const item of [...small, ...whole.filter((_, i) => i % 97 === 0)]) {
    const after = { path: item.path, folder: isFolder(item.entry) }
    const rest = await collect(trees.reader().walk(root, '', after))
    expect(rest, item.path).toEqual(whole.slice(whole.indexOf(item) + 1))
  }
})

test.each([1, 2, 3, 7, 100, 999, 1000, 5000])(
  'pages of %i entries joined are the whole list',
  async (size) => {
    const some = size < 100 ? whole.filter(({ path }) => !path.startsWith('flat')) : whole
    const start = some === whole ? root : await withoutFlat()
    const joined: PathEntry[] = []
    let after: { path: string; folder: boolean } | undefined
    for (;;) {
      const page: PathEntry[] = []
      for await (const item of trees.reader().walk(start, '', after)) {
        page.push(item)
        if (page.length === size) break
      }
      joined.push(...page)
      const last = page.at(-1)
      if (!last || page.length < size) break
      after = { path: last.path, folder: isFolder(last.entry) }
    }
    expect(joined.map((item) => item.path)).toEqual(some.map((item) => item.path))
  },
)
const withoutFlat = async () => (await trees.apply(root, [{ kind: 'delete-folder', path: 'flat' }])).root

test('a walk goes on though the entry it ended at is gone by then', async () => {
  const gone = (await trees.apply(root, [{ kind: 'delete-file', path: 'a/2/x' }])).root
  const rest = await collect(trees.reader().walk(gone, '', { path: 'a/2/x', folder: false }))
  expect(rest.slice(0, 2).map((item) => item.path)).toEqual(['a/2/y', 'a/데이터'])
})

test('a cursor at a path that never was skips nothing after it', async () => {
  const rest = await collect(trees.reader().walk(root, '', { path: 'a/2/xx', folder: false }))
  expect(rest[0]?.path).toBe('a/2/y')
})

test('a list of one folder goes on after any entry', async () => {
  const { oid } = (await trees.reader().at(root, 'a')) ?? { oid: '' }
  const all = await collect(trees.reader().list(oid))
  expect(all.map((entry) => entry.name)).toEqual(['1', '2.z', '2', '데이터'])
  for (const [i, entry] of all.entries())
    expect(await collect(trees.reader().list(oid, entry))).toEqual(all.slice(i + 1))
})

test('every entry is found by its path, and nothing else is', async () => {
  const reader = trees.reader()
  for (const { path, entry } of whole.filter((_, i) => i % 5 === 0))
    expect(await reader.at(root, path)).toEqual(entry)
  for (const path of ['a/3', 'a/1/x', 'flat/f', 'flat/f1500', 'A', 'a/', '/a', 'zz'])
    expect(await reader.at(root, path), path).toBeUndefined()
  expect(await reader.at(root, '')).toMatchObject({ oid: root, mode: '40000' })
})

test('a look-up in a large folder reads a page or two', async () => {
  const reader = trees.reader()
  await reader.at(root, 'flat/f0')
  trees.pagesRead = 0
  await reader.at(root, 'flat/f777')
  expect(trees.pagesRead).toBeLessThanOrEqual(2)
})

test('a tree that the repo does not have is an error, not an empty folder', async () => {
  await expect(trees.reader().pages('1'.repeat(40))).rejects.toThrow('is not in repo')
})
