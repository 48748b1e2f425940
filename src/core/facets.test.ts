import { expect, test } from 'vitest'
import { facetValue, formatOf, modalityOf, sizeOf } from './facets.js'

test('values are written in one way', () => {
  expect(facetValue('license', ' CC-BY-4.0 ')).toBe('cc-by-4.0')
  expect(facetValue('size', '1k<N<10k')).toBe('1K<n<10K')
  expect(facetValue('size', 'huge')).toBeUndefined()
  expect(facetValue('language', '  ')).toBeUndefined()
  expect(facetValue('language', 'x'.repeat(97))).toBeUndefined()
})

test('a format is told by the end of a name', () => {
  expect(formatOf('data/train-00000.PARQUET')).toBe('parquet')
  expect(formatOf('a.csv.gz')).toBe('csv')
  for (const path of ['README.md', 'csv', 'a.constructor', '.gitattributes', 'a.'])
    expect(formatOf(path), path).toBeUndefined()
  expect(modalityOf('wav')).toBe('audio')
  expect(modalityOf('json')).toBeUndefined()
})

test.each([
  [0, 'n<1K'],
  [999, 'n<1K'],
  [1000, '1K<n<10K'],
  [712_404, '100K<n<1M'],
  [10 ** 12 - 1, '100B<n<1T'],
  [10 ** 12, 'n>1T'],
  [10 ** 15, 'n>1T'],
])('%i rows are %s', (rows, size) => {
  expect(sizeOf(rows)).toBe(size)
})
