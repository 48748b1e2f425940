import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { realGit } from '../../test/support/git.js'
import {
  EMPTY_TREE_OID,
  encodeCommit,
  encodeTag,
  encodeTreeEntries,
  objectHash,
  objectId,
  parseCommit,
  parseTag,
  parseTreeEntries,
  sortKey,
  splitMessage,
  type TreeEntry,
} from './git-object.js'

const git = realGit()
afterAll(() => git[Symbol.dispose]())

const blob = git.run(['hash-object', '-w', '--stdin'], 'hello\n')
const byKey = (a: TreeEntry, b: TreeEntry) => Buffer.compare(sortKey(a), sortKey(b))
const author = { name: '김민지', email: 'minji@example.org', at: new Date(1_700_000_000_000) }
const committer = { name: 'Databelt', email: 'hub@example.org', at: new Date(1_700_000_060_000) }

test('the id of a blob is the one of git', () => {
  for (const content of ['', 'hello\n', '한국어', Buffer.from([0, 255, 10, 0])])
    expect(objectId('blob', Buffer.from(content))).toBe(git.run(['hash-object', '--stdin'], content))
  const streamed = objectHash('blob', 5).update('he').update('llo').digest('hex')
  expect(streamed).toBe(git.run(['hash-object', '--stdin'], 'hello'))
})

test('the empty tree has the id that git gives it', () => {
  expect(objectId('tree', encodeTreeEntries([]))).toBe(EMPTY_TREE_OID)
  expect(git.run(['mktree'])).toBe(EMPTY_TREE_OID)
})

test('a tree of every kind of entry has the id and the order of git', () => {
  const names = ['a', 'a.b', 'a-b', 'a0', 'ab', '데이터', 'Z', '.x', 'é', '\u{1f600}', '\uffee', ' ']
  const entries: TreeEntry[] = [
    ...names.map((name) => ({ mode: '100644' as const, name, oid: blob })),
    { mode: '40000', name: 'folder', oid: EMPTY_TREE_OID },
    { mode: '100644', name: 'folder.txt', oid: blob },
    { mode: '100755', name: 'folder-x', oid: blob },
    { mode: '120000', name: 'link', oid: blob },
  ]
  const lines = entries.map(({ mode, name, oid }) => {
    const type = mode === '40000' ? 'tree' : 'blob'
    return `${mode.padStart(6, '0')} ${type} ${oid}\t${name}\0`
  })
  // mktree asks that the folder is there
  git.raw(['hash-object', '-w', '-t', 'tree', '--stdin'])
  const oid = git.run(['mktree', '-z'], lines.join(''))
  const content = encodeTreeEntries([...entries].sort(byKey))
  expect(objectId('tree', content)).toBe(oid)
  expect(parseTreeEntries(git.raw(['cat-file', 'tree', oid]))).toEqual([...entries].sort(byKey))
})

test('a folder stands where its name with a slash would, as in git', () => {
  const key = (name: string, mode: TreeEntry['mode']) => sortKey({ name, mode }).toString()
  expect(key('a', '40000')).toBe('a/')
  expect(key('a', '160000')).toBe('a')
  expect(key('a', '100644')).toBe('a')
})

const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((text) => !/[/\0]/.test(text) && text.isWellFormed())
const entry: fc.Arbitrary<TreeEntry> = fc.record({
  mode: fc.constantFrom('100644', '100755', '120000', '40000', '160000'),
  name,
  oid: fc.stringMatching(/^[0-9a-f]{40}$/),
})

test('any entries survive being written and read', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 30 }), (entries) => {
      expect(parseTreeEntries(encodeTreeEntries(entries))).toEqual(entries)
    }),
  )
})

test('a tree that is cut off anywhere but between two entries is refused', () => {
  const whole = encodeTreeEntries([
    { mode: '100644', name: 'a', oid: blob },
    { mode: '40000', name: '한', oid: EMPTY_TREE_OID },
  ])
  const first = encodeTreeEntries([{ mode: '100644', name: 'a', oid: blob }]).length
  for (let end = 1; end < whole.length; end++) {
    if (end !== first) expect(() => parseTreeEntries(whole.subarray(0, end)), String(end)).toThrow('cut off')
  }
})

test('bytes that are no tree at all are refused', () => {
  for (const text of ['100644', '100644 a', 'no space and no nul', ' \0short'])
    expect(() => parseTreeEntries(Buffer.from(text)), text).toThrow('cut off')
})

test('a commit has the id that git gives the same commit', () => {
  const tree = git.run(['mktree'], `100644 blob ${blob}\tx\n`)
  const first = git.run(['commit-tree', tree], 'first\n')
  expect(objectId('commit', encodeCommit({ tree, parents: [], author, committer, message: 'first' }))).toBe(
    first,
  )
  const message = '둘째: über\n\nbody\n  indented\n'.trimEnd()
  const second = git.run(['commit-tree', tree, '-p', first], 'second\n')
  const merge = git.run(['commit-tree', tree, '-p', first, '-p', second], `${message}\n`)
  const parents = [first, second]
  expect(objectId('commit', encodeCommit({ tree, parents, author, committer, message }))).toBe(merge)
})

test('what git wrote is read back, and written again byte for byte', () => {
  const tree = git.run(['mktree'], `100644 blob ${blob}\tx\n`)
  const oid = git.run(['commit-tree', tree], 'title\n\nbody\n')
  const content = git.raw(['cat-file', 'commit', oid])
  const commit = parseCommit(content)
  expect(commit).toEqual({ tree, parents: [], author, committer, message: 'title\n\nbody' })
  expect(encodeCommit(commit)).toEqual(content)
})

test('a name cannot smuggle a header or an address into a commit', () => {
  const content = encodeCommit({
    tree: EMPTY_TREE_OID,
    parents: [],
    author: { name: 'a\nparent b', email: 'x> <y\n\n', at: author.at },
    committer: { name: '<>', email: '', at: author.at },
    message: 'm',
  })
  expect(content.toString()).toContain('author aparent b <x y> 1700000000 +0000\n')
  expect(content.toString()).toContain('committer unknown <unknown> 1700000000 +0000\n')
  expect(git.accepts(['hash-object', '-t', 'commit', '--stdin'], content)).toBe(true)
})

test('headers we do not know, time zones and a missing message do not stop the reading', () => {
  const text = `tree ${EMPTY_TREE_OID}\nparent ${blob}\nauthor A <a@b> 5 +0900\ncommitter B <> -7 -0100\ngpgsig -----BEGIN\n tree ${blob}\n -----END\n`
  expect(parseCommit(Buffer.from(text))).toEqual({
    tree: EMPTY_TREE_OID,
    parents: [blob],
    author: { name: 'A', email: 'a@b', at: new Date(5000) },
    committer: { name: 'B', email: '', at: new Date(0) },
    message: '',
  })
})

test('lines of the message are not headers', () => {
  const text = `tree ${EMPTY_TREE_OID}\nauthor A <a> 5 +0000\ncommitter A <a> 5 +0000\n\nx\nparent ${blob}\n`
  expect(parseCommit(Buffer.from(text)).parents).toEqual([])
})

test.each(['tree', 'author', 'committer'])('a commit without %s is refused', (header) => {
  const lines = [`tree ${EMPTY_TREE_OID}`, 'author A <a> 5 +0000', 'committer A <a> 5 +0000']
  const text = `${lines.filter((line) => !line.startsWith(`${header} `)).join('\n')}\n\nm\n`
  expect(() => parseCommit(Buffer.from(text))).toThrow('missing')
})

test('an absurd time does not make an invalid date', () => {
  const text = `tree ${EMPTY_TREE_OID}\nauthor A <a> 99999999999999 +0000\ncommitter nobody\n\nm\n`
  const commit = parseCommit(Buffer.from(text))
  expect(commit.author.at.getUTCFullYear()).toBe(9999)
  expect(commit.committer).toEqual({ name: 'nobody', email: '', at: new Date(0) })
})

test('an annotated tag has the id that git gives it, and says what it points at', () => {
  const commit = git.run(['commit-tree', EMPTY_TREE_OID], 'm\n')
  const content = encodeTag({ object: commit, name: 'v1', tagger: author, message: 'first release' })
  expect(objectId('tag', content)).toBe(git.run(['mktag'], content))
  expect(parseTag(content)).toEqual({ object: commit, type: 'commit' })
  expect(() => parseTag(Buffer.from(`object ${commit}\ntype blobs\n`))).toThrow('missing')
  expect(() => parseTag(Buffer.from(`x${content}`))).toThrow('missing')
})

test('the first line of a message is its title', () => {
  expect(splitMessage('a\n\nb\nc\n')).toEqual({ title: 'a', body: 'b\nc' })
  expect(splitMessage('')).toEqual({ title: '', body: '' })
})
