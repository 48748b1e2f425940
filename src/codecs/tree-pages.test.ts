import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeTreeEntries, sortKey, type TreeEntry } from './git-object.js'
import { cutPages, decodePageIndex, encodePageIndex, endsPage, type Page, pageOf } from './tree-pages.js'

const OID = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
const file = (name: string): TreeEntry => ({ mode: '100644', name, oid: OID })
const sorted = (entries: TreeEntry[]) => [...entries].sort((a, b) => Buffer.compare(sortKey(a), sortKey(b)))
const many = (count: number, prefix = 'f') =>
  sorted(Array.from({ length: count }, (_, i) => file(`${prefix}${i}`)))
const joined = (pages: { content: Buffer }[]) => Buffer.concat(pages.map((page) => page.content))
const facts = ({ firstKey, hash, sizeBytes, entryCount }: Page): Page => ({
  firstKey,
  hash,
  sizeBytes,
  entryCount,
})

const folder = fc
  .uniqueArray(
    fc.record({
      mode: fc.constantFrom<TreeEntry['mode']>('100644', '40000'),
      name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((text) => !/[/\0]/.test(text)),
      oid: fc.constant(OID),
    }),
    { selector: (entry) => entry.name, maxLength: 1500 },
  )
  .map(sorted)

test('the pages joined are the bytes of the tree, whatever is in it', () => {
  fc.assert(
    fc.property(folder, (entries) => {
      const pages = cutPages(entries)
      expect(joined(pages)).toEqual(encodeTreeEntries(entries))
      expect(pages.reduce((sum, page) => sum + page.entryCount, 0)).toBe(entries.length)
      for (const page of pages) expect(page.sizeBytes).toBe(page.content.length)
    }),
    { numRuns: 60 },
  )
})

test('the index of pages is read as it was written', () => {
  fc.assert(
    fc.property(folder, (entries) => {
      const pages = cutPages(entries)
      expect(decodePageIndex(encodePageIndex(pages))).toEqual(pages.map(facts))
    }),
    { numRuns: 60 },
  )
})

test('an index of a known page has known bytes', () => {
  const [page] = cutPages([file('a')])
  expect(encodePageIndex([page as Page]).toString('hex')).toBe(`000161${(page as Page).hash}0000001d00000001`)
})

test('an index that is cut off is refused', () => {
  const index = encodePageIndex(cutPages(many(3)))
  for (const end of [1, 3, index.length - 1]) expect(() => decodePageIndex(index.subarray(0, end))).toThrow()
})

test('the page of a key is the last that begins at or before it', () => {
  fc.assert(
    fc.property(folder, fc.string({ unit: 'grapheme', maxLength: 8 }), (entries, name) => {
      const pages = cutPages(entries)
      const key = Buffer.from(name)
      const expected = pages.filter((page) => Buffer.compare(page.firstKey, key) <= 0).length - 1
      expect(pageOf(pages, key)).toBe(expected)
    }),
    { numRuns: 100 },
  )
})

test('every entry is found on the page of its own key', () => {
  const entries = many(5000)
  const pages = cutPages(entries)
  let start = 0
  for (const [i, page] of pages.entries()) {
    for (const entry of entries.slice(start, start + page.entryCount))
      expect(pageOf(pages, sortKey(entry))).toBe(i)
    start += page.entryCount
  }
  expect(pageOf(pages, Buffer.from(''))).toBe(-1)
  expect(pageOf([], Buffer.from('x'))).toBe(-1)
})

test('a page ends at a mark in its last name, or when it is full', () => {
  const pages = cutPages(many(20_000))
  let start = 0
  const entries = many(20_000)
  for (const page of pages.slice(0, -1)) {
    start += page.entryCount
    expect(page.entryCount === 1024 || endsPage(entries[start - 1] as TreeEntry)).toBe(true)
    expect(page.entryCount).toBeLessThanOrEqual(1024)
  }
  expect(pages.length).toBeGreaterThan(20_000 / 512)
  expect(pages.length).toBeLessThan(20_000 / 128)
})

test('one more file changes two pages at most', () => {
  const entries = many(20_000)
  const before = new Set(cutPages(entries).map((page) => page.hash))
  for (const name of ['a', 'f10000x', 'f5', 'zzz', '한']) {
    const fresh = cutPages(sorted([...entries.filter((entry) => entry.name !== name), file(name)])).filter(
      (page) => !before.has(page.hash),
    )
    expect(fresh.length, name).toBeLessThanOrEqual(2)
  }
})

test('a folder without entries has no page', () => {
  expect(cutPages([])).toEqual([])
  expect(decodePageIndex(Buffer.alloc(0))).toEqual([])
})
