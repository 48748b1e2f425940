import { describe, expect, it } from 'vitest'
import { compileGlob } from './glob.js'
import { Work } from './work.js'

const matches = (pattern: string, path: string): boolean => compileGlob(pattern).matches(path, new Work())

describe('patterns', () => {
  it.each([
    ['*.csv', 'a.csv', true],
    ['*.csv', 'x/a.csv', false],
    ['**/*.csv', 'a.csv', true],
    ['**/*.csv', 'x/y/a.csv', true],
    ['x/**', 'x/y/a.csv', true],
    ['x/**', 'x', false],
    ['x/**/a', 'x/a', true],
    ['**/b/**/d', 'a/b/c/b/d', true],
    ['**/b/**/d', 'a/c/d', false],
    ['?', '가', true],
    ['?', '😀', true],
    ['*??', '😀', false],
    ['[가-힣]', '나', true],
    ['[!a]', '/', false],
    ['{a,b}', 'a', false],
    ['{a,b}', '{a,b}', true],
    ['[a', '[a', true],
    ['\\*', '\\x', true],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(matches(pattern, path)).toBe(expected)
  })

  it('know the folder that all matches are in', () => {
    expect(compileGlob('data/en/t*/x').root).toBe('data/en/')
    expect(compileGlob('*.csv').root).toBe('')
  })

  it('refuse ** beside other characters, and very long ones', () => {
    expect(() => compileGlob('data**')).toThrow(/must stand alone/)
    expect(() => compileGlob('*'.repeat(5000))).toThrow(/longer than/)
  })
})

describe('hostile patterns', () => {
  it.each([
    [`${'*a'.repeat(60)}*b`, 'a'.repeat(250)],
    [`**/${'*a'.repeat(60)}*b`, `${'a'.repeat(100)}/`.repeat(15) + 'a'.repeat(100)],
    [`${'**/a/'.repeat(60)}b`, `${'a/'.repeat(500)}c`],
    [`${'?*'.repeat(100)}b`, 'a'.repeat(250)],
    [`${'[a-z]*'.repeat(100)}9`, 'a'.repeat(250)],
    [`${'{a,'.repeat(500)}b${'}'.repeat(500)}`, 'ab'],
    [`${'['.repeat(1000)}*`, 'ab'],
  ])('%.20s takes few steps', (pattern, path) => {
    // the product of the lengths bounds a match
    const work = new Work(2 * (pattern.length + 1) * (path.length + 1))
    expect(compileGlob(pattern).matches(path, work)).toBe(false)
  })
})
