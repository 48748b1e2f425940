import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { realGit } from '../../../test/support/git.js'
import { MemoryTrees } from '../../../test/support/memory-trees.js'
import { EMPTY_TREE_OID, isFolder } from '../../codecs/git-object.js'
import { endsPage } from '../../codecs/tree-pages.js'
import { isHubError } from '../../core/errors.js'
import type { TreeEdit } from './tree-edits.js'

const git = realGit()
afterAll(() => git[Symbol.dispose]())

type Files = Map<string, string>
const oidOf = (content: string): string => createHash('sha1').update(content).digest('hex')
const put = (path: string, content = path): TreeEdit => ({
  kind: 'put',
  path,
  mode: '100644',
  oid: oidOf(content),
})
const remove = (path: string): TreeEdit => ({ kind: 'delete-file', path })
const removeFolder = (path: string): TreeEdit => ({ kind: 'delete-folder', path })
const below = (files: Files, folder: string) =>
  [...files.keys()].filter((path) => path.startsWith(`${folder}/`))
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error) => (isHubError(error) ? error.key : error),
  )

/** The root tree that the real git program makes of these files. */
function rootOfGit(files: Files): string {
  const lines = [...files].map(([path, oid]) => `100644 blob ${oid}\t${path}\0`)
  const env = ['-c', 'core.protectHFS=false', '-c', 'core.protectNTFS=false']
  git.raw([...env, 'read-tree', '--empty'])
  git.raw([...env, 'update-index', '-z', '--index-info'], lines.join(''))
  return git.run(['write-tree', '--missing-ok'])
}
async function filesOf(trees: MemoryTrees, root: string): Promise<Files> {
  const files: Files = new Map()
  for await (const { path, entry } of trees.reader().walk(root))
    if (!isFolder(entry)) files.set(path, entry.oid)
  return files
}

/**
 * The plain model of one commit: keeps the edits that make sense, in order, and says what is left. What it leaves
 * out are edits that the hub refuses, each of which has a test of its own below.
 */
function applyToModel(base: Files, wished: TreeEdit[]): { files: Files; edits: TreeEdit[] } {
  const files = new Map(base)
  const written = new Set<string>()
  const emptied = new Set<string>()
  const hasFileAbove = (path: string) =>
    path.split('/').some((_, i, parts) => i > 0 && files.has(parts.slice(0, i).join('/')))
  const edits = wished.filter((edit) => {
    const { path } = edit
    if (edit.kind === 'put') {
      const wasFolder = below(base, path).length > 0 && !emptied.has(path)
      if (wasFolder || below(files, path).length > 0 || hasFileAbove(path)) return false
      written.add(path)
      files.set(path, edit.oid)
      return true
    }
    if (edit.kind === 'delete-file') {
      if (written.has(path) || emptied.has(path)) return false
      return files.delete(path)
    }
    if (below(base, path).length === 0 || below(files, path).length === 0 || emptied.has(path)) return false
    for (const inner of below(files, path)) files.delete(inner)
    emptied.add(path)
    return true
  })
  return { files, edits }
}

const name = fc.constantFrom('a', 'b', 'a.b', 'a-b', 'a0', '데이터', '한', 'é', 'Z', '\u{1f600}')
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
const edit: fc.Arbitrary<TreeEdit> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(path, fc.integer({ min: 0, max: 3 })).map(([at, n]) => put(at, `${at}${n}`)),
  },
  { weight: 2, arbitrary: path.map(remove) },
  { weight: 1, arbitrary: path.map(removeFolder) },
)

test('any commits leave the files that a plain map would have, under the root that git computes', async () => {
  let sample = 0
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(edit, { maxLength: 12 }), { maxLength: 6 }), async (commits) => {
      const trees = new MemoryTrees()
      let root = EMPTY_TREE_OID
      let model: Files = new Map()
      for (const wished of commits) {
        const { files, edits } = applyToModel(model, wished)
        const result = await trees.apply(root, edits)
        expect(await filesOf(trees, result.root)).toEqual(files)
        const changed = new Map(result.changes.map((change) => [change.path, change]))
        for (const at of new Set([...model.keys(), ...files.keys()])) {
          const [oldOid, newOid] = [model.get(at) ?? null, files.get(at) ?? null]
          expect(changed.get(at)).toEqual(oldOid === newOid ? undefined : { path: at, oldOid, newOid })
          changed.delete(at)
        }
        expect([...changed.values()]).toEqual([])
        root = result.root
        model = files
      }
      if (model.size > 0 && sample++ % 8 === 0) expect(root).toBe(rootOfGit(model))
    }),
    { numRuns: 300 },
  )
})
test('a flat folder of 5,000 names has the root of git after every change', async () => {
  const trees = new MemoryTrees()
  const files: Files = new Map()
  const apply = async (root: string, edits: TreeEdit[]) => {
    for (const each of edits)
      if (each.kind === 'put') files.set(each.path, each.oid)
      else files.delete(each.path)
    const result = await trees.apply(root, edits)
    expect(result.root).toBe(rootOfGit(files))
    return result.root
  }
  const names = Array.from(
    { length: 5000 },
    (_, i) => `${i % 3 === 0 ? '데이터' : 'f'}-${(i * 7919) % 5000}.csv`,
  )
  let root = await apply(
    EMPTY_TREE_OID,
    names.map((each) => put(each)),
  )
  root = await apply(root, [put('f-new'), put('000'), put('힣'), remove(names[17] as string)])
  root = await apply(root, names.filter((_, i) => i % 2 === 0 && i > 20).map(remove))
  root = await apply(root, [put('zz/y')])
  root = await apply(
    root,
    names.filter((_, i) => i % 50 === 1).map((each) => put(each, 'changed')),
  )
  await apply(root, [...files.keys()].filter((each) => each !== 'zz/y').map(remove))
})

test('one change in a large folder reads and writes a few pages, not all', async () => {
  const trees = new MemoryTrees()
  const { root } = await trees.apply(
    EMPTY_TREE_OID,
    Array.from({ length: 20_000 }, (_, i) => put(`f${i}`)),
  )
  trees.pagesWritten = 0
  await trees.apply(root, [put('f7000x')])
  expect(trees.pagesWritten).toBeLessThanOrEqual(2)
})

test('pages do not crumble: where their end marks are deleted they grow together again', async () => {
  const trees = new MemoryTrees()
  const names = Array.from({ length: 5000 }, (_, i) => `f${i}`)
  let { root } = await trees.apply(
    EMPTY_TREE_OID,
    names.map((each) => put(each)),
  )
  const marks = names.filter((each) => endsPage({ mode: '100644', name: each, oid: '' }))
  expect(marks.length).toBeGreaterThan(5)
  const before = (await trees.reader().pages(root)).length
  for (const mark of marks) root = (await trees.apply(root, [remove(mark)])).root
  const after = await trees.reader().pages(root)
  // only the limit of entries cuts them now
  expect(after.length).toBeLessThan(before / 2)
  expect(Math.max(...after.map((page) => page.entryCount))).toBeLessThanOrEqual(1024)
})

test('a file can take the place of a folder, and a folder that of a file', async () => {
  const trees = new MemoryTrees()
  const first = await trees.apply(EMPTY_TREE_OID, [put('a/x'), put('a/y/z'), put('a.b'), put('a0')])
  const file = await trees.apply(first.root, [removeFolder('a'), put('a')])
  expect(file.root).toBe(rootOfGit(new Map(['a', 'a.b', 'a0'].map((each) => [each, oidOf(each)]))))
  const folder = await trees.apply(file.root, [remove('a'), put('a/x'), put('a/y/z')])
  expect(folder.root).toBe(first.root)
})

test('a folder without files is gone, and so are the folders around it', async () => {
  const trees = new MemoryTrees()
  const { root } = await trees.apply(EMPTY_TREE_OID, [put('a/b/c/x'), put('y')])
  const after = await trees.apply(root, [remove('a/b/c/x')])
  expect(await filesOf(trees, after.root)).toEqual(new Map([['y', oidOf('y')]]))
  expect(await trees.reader().at(after.root, 'a')).toBeUndefined()
  expect((await trees.apply(after.root, [remove('y')])).root).toBe(EMPTY_TREE_OID)
})

test('everything can be deleted at once, and filled again in the same commit', async () => {
  const trees = new MemoryTrees()
  const { root } = await trees.apply(EMPTY_TREE_OID, [put('a/x'), put('y')])
  const gone = await trees.apply(root, [removeFolder('')])
  expect(gone.root).toBe(EMPTY_TREE_OID)
  expect(gone.changes.map((change) => change.path).sort()).toEqual(['a/x', 'y'])
  const filled = await trees.apply(root, [removeFolder(''), put('a/x')])
  expect(await filesOf(trees, filled.root)).toEqual(new Map([['a/x', oidOf('a/x')]]))
  expect(filled.changes.map((change) => change.path)).toEqual(['y'])
})

test('edits that cannot be are refused', async () => {
  const trees = new MemoryTrees()
  const { root } = await trees.apply(EMPTY_TREE_OID, [put('f'), put('d/x')])
  const refused = (edits: TreeEdit[]) => refusal((async () => trees.apply(root, edits))())
  expect(await refused([remove('nope')])).toBe('DeleteMissing')
  expect(await refused([removeFolder('nope')])).toBe('DeleteMissing')
  expect(await refused([remove('d')])).toBe('DeleteMissing')
  expect(await refused([removeFolder('f')])).toBe('DeleteMissing')
  expect(await refused([remove('d/x/y')])).not.toBeUndefined()
  expect(await refused([put('d')])).toBe('InvalidPath')
  expect(await refused([put('f/x')])).toBe('InvalidPath')
  expect(await refused([put('n'), put('n/x')])).toBe('InvalidPath')
  expect(await refused([put('n/x'), put('n')])).toBe('InvalidPath')
})

test('edits that change nothing give the same root and no changes', async () => {
  const trees = new MemoryTrees()
  const { root } = await trees.apply(EMPTY_TREE_OID, [put('f'), put('d/x')])
  expect(await trees.apply(root, [put('f'), removeFolder('d'), put('d/x')])).toEqual({ root, changes: [] })
  expect(await trees.apply(root, [])).toEqual({ root, changes: [] })
})

test('a file that is written and then deleted in one commit is gone', async () => {
  const trees = new MemoryTrees()
  const { root } = await trees.apply(EMPTY_TREE_OID, [put('f'), put('g')])
  const after = await trees.apply(root, [put('f', 'new'), remove('f')])
  expect([...(await filesOf(trees, after.root)).keys()]).toEqual(['g'])
})
test('a file can take the place of a folder whose files were deleted one by one', async () => {
  const trees = new MemoryTrees()
  const { root } = await trees.apply(EMPTY_TREE_OID, [put('d/x'), put('g')])
  const after = await trees.apply(root, [remove('d/x'), put('d')])
  expect([...(await filesOf(trees, after.root)).keys()]).toEqual(['d', 'g'])
})
test('the root is no file that could be deleted', async () => {
  const trees = new MemoryTrees()
  const { root } = await trees.apply(EMPTY_TREE_OID, [put('f')])
  expect(await refusal(trees.apply(root, [remove('')]))).toBe('DeleteMissing')
})
