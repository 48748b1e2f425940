import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PathChange } from '../../src/stores/metadata/commits.js'
import type { Repo } from '../../src/stores/metadata/repos.js'
import { addRepo, addUser, commitOf, type OpenMetadata, openMetadata, sha1 } from '../support/metadata.js'

/**
 * a - b - d - m - t      b: data/x      c: data/x and other (on a branch)
 *   \- c ----/           d: data2/y     m: merge, t: top
 */
const HISTORY: [string, string[], string[]][] = [
  ['a', [], ['README.md', 'data/x', 'old']],
  ['b', ['a'], ['data/x']],
  ['c', ['a'], ['data/x', 'other']],
  ['d', ['b'], ['data2/y']],
  ['m', ['d', 'c'], ['other', 'data/x']],
  ['t', ['m'], ['top']],
]
let open: OpenMetadata
let repo: Repo
let stranger: Repo
beforeAll(async () => {
  open = await openMetadata()
  const user = await addUser(open.store, 'minji')
  repo = await addRepo(open.store, user, 'history')
  stranger = await addRepo(open.store, user, 'stranger')
  for (const [i, [name, parents, paths]] of HISTORY.entries()) {
    const changes: PathChange[] = paths.map((path) => ({
      path,
      oldOid: null,
      newOid: sha1(`${name}:${path}`),
    }))
    // clocks go back: order must not come from them
    const commit = commitOf(name, parents, new Date(1_000_000 - i * 1000))
    await open.store.transact((tx) => tx.commits.add(repo.id, commit, changes))
  }
  const same = [{ path: 'data/x', oldOid: null, newOid: sha1('x') }]
  await open.store.transact((tx) => tx.commits.add(stranger.id, commitOf('b', []), same))
})
afterAll(() => open?.close())

const nameOf = new Map(HISTORY.map(([name]) => [sha1(name), name]))
const log = async (tip: string, offset = 0, limit = 100) => {
  const { commits, total } = await open.store.commits.log(repo.id, sha1(tip), offset, limit)
  return [commits.map((commit) => nameOf.get(commit.oid)).join(''), total]
}
const lastOf = async (tip: string, ...paths: string[]) => {
  const found = await open.store.commits.lastChanges(repo.id, sha1(tip), paths)
  return paths.map((path) => nameOf.get(found.get(path)?.oid ?? ''))
}

test('a history holds the ancestors of its tip, each once, and nothing else', async () => {
  expect((await log('m'))[0]).toHaveLength(5)
  expect(await log('d')).toEqual(['dba', 3])
  expect(await log('c')).toEqual(['ca', 2])
  expect(await log('a')).toEqual(['a', 1])
})

test('a child comes before its parents though the clock went back', async () => {
  const [names] = await log('t')
  for (const [name, parents] of HISTORY)
    for (const parent of parents)
      expect(String(names).indexOf(name)).toBeLessThan(String(names).indexOf(parent))
  expect(String(names)[0]).toBe('t')
})

test('pages of a history joined are the whole, with the count of all', async () => {
  const pages = [await log('t', 0, 2), await log('t', 2, 2), await log('t', 4, 2)]
  expect(pages.map(([names]) => names).join('')).toBe((await log('t'))[0])
  expect(new Set(pages.map(([, total]) => total))).toEqual(new Set([6]))
})

test('the last change of a path is the newest commit of this history that touched it', async () => {
  expect(await lastOf('t', 'data/x', 'other', 'README.md', 'top', 'old')).toEqual(['m', 'm', 'a', 't', 'a'])
  expect(await lastOf('d', 'data/x', 'other')).toEqual(['b', undefined])
  expect(await lastOf('c', 'data/x', 'other', 'top')).toEqual(['c', 'c', undefined])
})

test('the last change of a folder is that of any file below it, and of no folder beside it', async () => {
  expect(await lastOf('d', 'data', 'data2')).toEqual(['b', 'd'])
  expect(await lastOf('t', 'data', 'data2')).toEqual(['m', 'd'])
  expect(await lastOf('t', 'dat', 'data/', 'data0', 'x')).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('ancestors are told from others', async () => {
  const isAncestor = (old: string, tip: string) =>
    open.store.commits.isAncestor(repo.id, sha1(old), sha1(tip))
  expect(await isAncestor('a', 't')).toBe(true)
  expect(await isAncestor('c', 't')).toBe(true)
  expect(await isAncestor('t', 't')).toBe(true)
  expect(await isAncestor('c', 'd')).toBe(false)
  expect(await isAncestor('t', 'a')).toBe(false)
})

test('a walk for git has parents before children and ends at what the other side has', async () => {
  const walk = async (tips: string[], stops: string[]) =>
    (await open.store.commits.ancestry(repo.id, tips.map(sha1), stops.map(sha1)))
      .map(({ oid }) => nameOf.get(oid))
      .join('')
  expect(await walk(['t'], [])).toBe('abcdmt')
  expect(await walk(['t'], ['b'])).toBe('acdmt')
  expect(await walk(['t'], ['a', 'd'])).toBe('cmt')
  expect(await walk(['c', 'd'], ['a'])).toBe('bcd')
})

test('what one repo holds is not in another, even of the same id', async () => {
  expect(await open.store.commits.find(stranger.id, sha1('a'))).toBeUndefined()
  expect((await open.store.commits.find(stranger.id, sha1('b')))?.parents).toEqual([])
  const found = await open.store.commits.lastChanges(stranger.id, sha1('b'), ['data/x'])
  expect(found.get('data/x')?.seq).not.toBe((await open.store.commits.find(repo.id, sha1('b')))?.seq)
})

test('changes of a commit come by path, in pages', async () => {
  const { seq } = (await open.store.commits.find(repo.id, sha1('a'))) ?? { seq: 0 }
  const all = await open.store.commits.changes(repo.id, seq, '', 10)
  expect(all.map((change) => change.path)).toEqual(['README.md', 'data/x', 'old'])
  expect(await open.store.commits.changes(repo.id, seq, 'README.md', 1)).toEqual([all[1]])
})

/** All pages of a path's history joined, and how many there were. */
async function pathLog(tip: string, path: string, looked = 100, limit = 100) {
  let names = ''
  let after: string | undefined
  for (let pages = 1; ; pages++) {
    const page = await open.store.commits.pathLog(repo.id, sha1(tip), path, { after, looked, limit })
    names += page.commits.map((commit) => nameOf.get(commit.oid)).join('')
    if (!page.next) return [names, pages]
    after = page.next
  }
}

test('the history of a path has the commits that changed it or what is below it, and no other', async () => {
  expect(await pathLog('t', 'data/x')).toEqual(['mcba', 1])
  expect(await pathLog('t', 'data')).toEqual(['mcba', 1])
  expect(await pathLog('t', 'data2')).toEqual(['d', 1])
  expect(await pathLog('d', 'other')).toEqual(['', 1])
  expect(await pathLog('c', 'other')).toEqual(['c', 1])
})

test('pages of a path’s history joined are the whole, however few commits a page looks at', async () => {
  for (const looked of [1, 2, 5, 6])
    for (const limit of [1, 2, 3]) expect((await pathLog('t', 'data/x', looked, limit))[0]).toBe('mcba')
  // six commits of the history, one a page; after the sixth nobody knows yet that it was the last
  expect(await pathLog('t', 'data2', 1)).toEqual(['d', 7])
})
