import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { realGit } from '../../test/support/git.js'
import {
  checkRefName,
  isCommitId,
  isRefFormat,
  isShortCommitId,
  refCandidates,
  splitCandidates,
} from './revision.js'

const git = realGit()
afterAll(() => git[Symbol.dispose]())
const names = (segments: string[]) => splitCandidates(segments).map(({ revision, path }) => [revision, path])

test('a name is looked for as a branch before it is looked for as a tag', () => {
  expect(refCandidates('v1')).toEqual(['refs/heads/v1', 'refs/tags/v1'])
  expect(refCandidates('feat/x')).toEqual(['refs/heads/feat/x', 'refs/tags/feat/x'])
})

test('HEAD and nothing mean the default branch', () => {
  expect(refCandidates('HEAD')).toEqual(['refs/heads/main'])
  expect(refCandidates('')).toEqual(['refs/heads/main'])
})

test('a full ref name means that ref only', () => {
  expect(refCandidates('refs/pr/3')).toEqual(['refs/pr/3'])
  expect(refCandidates('~parquet')).toEqual(['refs/convert/parquet'])
})

test('the shortest revision is tried first, then longer ones', () => {
  expect(names(['feat', 'x', 'a.csv'])).toEqual([
    ['feat', 'x/a.csv'],
    ['feat/x', 'a.csv'],
    ['feat/x/a.csv', ''],
  ])
})

test('a revision of one segment keeps the whole path behind it', () => {
  expect(names(['main'])).toEqual([['main', '']])
  expect(names(['refs/pr/1', 'data', 'x'])[0]).toEqual(['refs/pr/1', 'data/x'])
})

test('refs/... has at least three segments', () => {
  expect(names(['refs', 'pr', '1', 'data'])).toEqual([
    ['refs/pr/1', 'data'],
    ['refs/pr/1/data', ''],
  ])
  expect(names(['refs', 'pr'])).toEqual([['refs/pr', '']])
  expect(names(['refs'])).toEqual([['refs', '']])
})

test('a deep path does not make endless candidates, and each joins to the whole', () => {
  const segments = Array.from({ length: 500 }, (_, i) => `s${i}`)
  const candidates = splitCandidates(segments)
  expect(candidates).toHaveLength(12)
  for (const { revision, path } of candidates) expect(`${revision}/${path}`).toBe(segments.join('/'))
})

test('commit ids are 40 lower-case hex digits, short ones 5 to 39', () => {
  expect(isCommitId('a'.repeat(40))).toBe(true)
  expect(isCommitId('A'.repeat(40))).toBe(false)
  expect(isCommitId('a'.repeat(39))).toBe(false)
  expect(isCommitId(`${'a'.repeat(40)}\n`)).toBe(false)
  expect(isShortCommitId('abcde')).toBe(true)
  expect(isShortCommitId('abcd')).toBe(false)
  expect(isShortCommitId('a'.repeat(40))).toBe(false)
  expect(isShortCommitId('abcdg')).toBe(false)
})

test.each(['main', 'feat/x', 'v1.0', '데이터', 'a@b', 'x{', 'refsx', 'a.lockx', 'ü'])(
  'a branch can be called %s, and git agrees',
  (name) => {
    expect(isRefFormat(name)).toBe(true)
    expect(git.accepts(['check-ref-format', `refs/heads/${name}`])).toBe(true)
  },
)

test.each([
  ...['', '@', 'a..b', 'a b', 'a~1', 'a^', 'a:b', 'a?', 'a*', 'a[b', 'a\\b', 'a@{1}', 'a//b', 'a/', '/a'],
  ...['.a', 'a/.b', 'a.', 'a.lock', 'a.lock/b', 'a\nb', 'a\0b', 'a\x7f', '-a', 'a\ud800', 'a/'],
])('no branch is called %j', (name) => expect(isRefFormat(name)).toBe(false))

test('git takes every name that we take', () => {
  const part = fc.constantFrom(...'a.-/@{~^:?*[\\ \x7f', '.lock', '한', '..', '//', 'é')
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
      const name = parts.join('')
      if (isRefFormat(name)) expect(git.accepts(['check-ref-format', `refs/heads/${name}`]), name).toBe(true)
    }),
    { numRuns: 400 },
  )
})

test.each(['HEAD', 'refs/heads/x', 'a'.repeat(40), 'x'.repeat(201), 'a..b'])(
  'a new branch or tag is not called %s',
  (name) => expect(() => checkRefName(name)).toThrow(expect.objectContaining({ key: 'InvalidName' })),
)

test('a name that only begins like a commit id is fine', () => {
  expect(checkRefName('abcdef')).toBe('abcdef')
  expect(checkRefName('x'.repeat(200))).toHaveLength(200)
})
