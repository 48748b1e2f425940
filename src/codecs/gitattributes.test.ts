import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { realGit } from '../../test/support/git.js'
import { DEFAULT_GITATTRIBUTES, ignoreMatcher, lfsMatcher, trackWithLfs } from './gitattributes.js'

const git = realGit()
afterAll(() => git[Symbol.dispose]())
const LFS = 'filter=lfs diff=lfs merge=lfs -text'

/** What the real git says of each path. */
function filterOfGit(gitattributes: string, paths: string[]): boolean[] {
  const file = join(git.folder, 'attributes')
  writeFileSync(file, gitattributes)
  const answer = git.run(
    ['-c', `core.attributesFile=${file}`, 'check-attr', '-z', '--stdin', 'filter'],
    paths.join('\0'),
  )
  const fields = answer.split('\0')
  return paths.map((_, i) => fields[i * 3 + 2] === 'lfs')
}
function expectAsGit(gitattributes: string, paths: string[]): void {
  const isLfs = lfsMatcher(gitattributes)
  expect(paths.map(isLfs)).toEqual(filterOfGit(gitattributes, paths))
}

test('a new repo keeps common binary formats by LFS, and text not', () => {
  const isLfs = lfsMatcher(DEFAULT_GITATTRIBUTES)
  for (const path of ['a.parquet', 'data/x.tar', 'deep/er/m.safetensors', '한국어.png', 'x.db3', 'x.mcap'])
    expect(isLfs(path), path).toBe(true)
  for (const path of ['README.md', 'a.csv', 'a.json', 'parquet', 'a.parquet.txt', 'a.Parquet'])
    expect(isLfs(path), path).toBe(false)
  expectAsGit(DEFAULT_GITATTRIBUTES, ['a.parquet', 'd/x.tar', 'README.md', 'parquet', 'a.parquet.txt'])
})

test.each([
  [`*.bin ${LFS}\n`, ['a.bin', 'd/a.bin', 'abin', '.bin', 'a.bin.txt', 'a.BIN']],
  [`*.bin ${LFS}\n*.bin -filter\n`, ['a.bin']],
  [`*.bin ${LFS}\nsmall.bin !filter\n`, ['a.bin', 'small.bin', 'd/small.bin']],
  [`*.bin ${LFS}\nx.bin filter=other\n`, ['a.bin', 'x.bin']],
  [`*.bin -filter\n*.bin ${LFS}\n`, ['a.bin']],
  [`/top.csv ${LFS}\n`, ['top.csv', 'd/top.csv']],
  [`data/*.csv ${LFS}\n`, ['data/a.csv', 'data/x/a.csv', 'x/data/a.csv']],
  [`data/**/*.csv ${LFS}\n`, ['data/a.csv', 'data/x/a.csv', 'data/x/y/a.csv', 'a.csv']],
  [`# *.bin ${LFS}\n\n   \n`, ['a.bin', '#']],
  [`a?c.[xy] ${LFS}\n`, ['abc.x', 'abc.y', 'abc.z', 'ac.x']],
  [`*.한글 ${LFS}\n`, ['데이터.한글', 'a.txt']],
  [`*.bin text\n`, ['a.bin']],
  [`*.bin\n`, ['a.bin']],
  ['', ['a']],
])('of %j git and we say the same', (gitattributes, paths) => expectAsGit(gitattributes, paths))

test('Windows line ends change nothing', () => {
  expect(lfsMatcher(`*.bin ${LFS}\r\n*.x ${LFS}\r\n`)('a.x')).toBe(true)
})

test.each([
  'model.newformat',
  'd/model.newformat',
  'noending',
  'a dir/no ending',
  'x.y z',
  '.hidden',
  'st*r',
  'br[ck]',
  '#hash',
  'data/데이터',
  'a.b/c',
  'q?',
  'x.tar.gz1',
])('a line for %j makes it LFS, for git too', (path) => {
  for (const before of ['', DEFAULT_GITATTRIBUTES, '*.txt text']) {
    const after = trackWithLfs(before, path)
    expect(after.startsWith(before)).toBe(true)
    expect(after.endsWith('\n')).toBe(true)
    expect(lfsMatcher(after)(path)).toBe(true)
    expect(filterOfGit(after, [path])).toEqual([true])
  }
})

test('a line for a file without ending speaks of that file only', () => {
  expect(lfsMatcher(trackWithLfs('', 'data/blob'))('data/other')).toBe(false)
  expect(lfsMatcher(trackWithLfs('', 'st*r'))('star')).toBe(false)
})

test('the last line of a file without line end is kept whole', () => {
  expect(trackWithLfs('*.txt text', 'a.new')).toBe(`*.txt text\n*.new ${LFS}\n`)
})

test('.gitignore leaves out what git would', () => {
  const isIgnored = ignoreMatcher('*.log\n!keep.log\nbuild/\n# x\n/top\n')
  expect(['a.log', 'd/a.log', 'keep.log', 'build/x', 'top', 'd/top', 'a'].map(isIgnored)).toEqual([
    ...[true, true, false, true, true, false, false],
  ])
})

test('CVE-2022-21680: a glob of many stars does not hang the hub', () => {
  const glob = `${'*a'.repeat(12)}*c`
  const path = `${'a'.repeat(120)}cb`
  const before = performance.now()
  expect(lfsMatcher(`${glob} ${LFS}\n`)(path)).toBe(false)
  expect(ignoreMatcher(glob)(path)).toBe(false)
  expect(performance.now() - before).toBeLessThan(2000)
})
