import { describe, expect, it } from 'vitest'
import { typeText } from './features.js'
import { peaksOf } from './peaks.js'
import { shortText } from './short-text.js'
import { barsOf } from './statistics.js'
import { oneOf, rowsPath, subsetPath } from './tables.js'

describe('bars of a column', () => {
  it('of whole numbers end with the last number in them', () => {
    const histogram = { hist: [3, 4, 5], bin_edges: [1, 4, 7, 9] }
    const found = barsOf({ column_type: 'int', column_statistics: { histogram } })
    expect(found?.bars.map(({ from, to }) => [from, to])).toEqual([
      [1, 3],
      [4, 6],
      [7, 9],
    ])
  })
  it('of fractions and times touch', () => {
    const histogram = { hist: [1, 1], bin_edges: [0, 0.5, 1] }
    expect(barsOf({ column_type: 'float', column_statistics: { histogram } })?.bars).toEqual([
      { from: 0, to: 0.5, count: 1 },
      { from: 0.5, to: 1, count: 1 },
    ])
  })
  it('of classes are values; of nothing there are none', () => {
    const classes = { frequencies: { cat: 2, dog: 1 } }
    expect(barsOf({ column_type: 'class_label', column_statistics: classes })?.kind).toBe('classes')
    expect(barsOf({ column_type: 'int', column_statistics: { histogram: null } })).toBeUndefined()
    expect(barsOf({ column_type: 'string_label', column_statistics: { frequencies: {} } })).toBeUndefined()
  })
})

describe('a value in one line', () => {
  it.each([
    [{ label: 4.857142857, tags: ['a b', null] }, '{label: 4.85714, tags: ["a b", null]}'],
    ['two\n lines', 'two lines'],
    [true, 'true'],
    [1234567.89, '1234567.89'],
    [-100000.125, '-100000.125'],
    [99999.123456, '99999.1'],
    [0.000012345678, '0.0000123457'],
    [Array.from({ length: 30 }, (_, i) => i), `[${Array.from({ length: 24 }, (_, i) => i).join(', ')}, …]`],
  ])('%j', (value, text) => expect(shortText(value)).toBe(text))
  it('has every digit of a long number', () =>
    expect(shortText([9007199254740993n])).toBe('[9007199254740993]'))
  it('is cut', () => expect(shortText('x'.repeat(1000))).toHaveLength(301))
})

it('the shape of a sound is its lowest and highest samples', () => {
  expect(peaksOf(Float32Array.from([0, 1, -1, 0.5]), 2)).toEqual([
    [0, 1],
    [-1, 0.5],
  ])
  expect(peaksOf(new Float32Array(0), 10)).toEqual([])
})

it('types are told as people write them', () => {
  const number = { _type: 'Value', dtype: 'float32' }
  expect(typeText({ _type: 'List', feature: number, length: 26 })).toBe('list<float32>[26]')
  expect(typeText({ a: number })).toBe('struct')
})

it('what is asked for is in the address', () => {
  const wanted = { dataset: 'a/b', config: 'c', split: 's', words: '', where: '', order: '' }
  expect(rowsPath(wanted, 100)).toBe('/rows?dataset=a%2Fb&config=c&split=s&offset=100&length=100')
  expect(rowsPath({ ...wanted, order: '"x" DESC' }, 0)).toContain('/filter?')
  expect(rowsPath({ ...wanted, words: '영화 & co', where: 'x' }, 0)).toMatch(
    /^\/search\?.*query=%EC%98%81.*%26/,
  )
  expect(subsetPath({ ...wanted, where: '"x" = 1' }, 'csv')).toBe(
    '/api/datasets/a/b/subset?config=c&split=s&format=csv&where=%22x%22+%3D+1',
  )
})

describe('words and a condition', () => {
  const before = (text: string) => new URLSearchParams(text)
  it.each([
    ['where=x', { words: 'a', where: 'x' }, { words: 'a', where: '' }],
    ['words=a', { words: 'a', where: 'x' }, { words: '', where: 'x' }],
    ['words=a', { where: 'x' }, { words: '', where: 'x' }],
    ['words=a&where=x', { words: 'a', where: 'x' }, { words: 'a', where: '' }],
    ['', { words: 'a', where: 'x' }, { words: 'a', where: '' }],
    ['where=x', { words: '', where: 'x' }, { words: '', where: 'x' }],
    ['words=a', { row: '7' }, { row: '7' }],
  ])('%s, then %j', (address, values, kept) =>
    expect(oneOf(before(address), values as Record<string, string>)).toEqual(kept),
  )
})
