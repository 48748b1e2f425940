import { expect, test } from 'vitest'
import { languageName, licenceName, sizeName } from './facet-name.js'

const inKorean = (count: number) =>
  new Intl.NumberFormat('ko', { notation: 'compact', maximumFractionDigits: 1 }).format(count)

test('sizes of cards are said with numbers of the language', () => {
  expect(sizeName('10K<n<100K', inKorean)).toBe('1만–10만')
  expect(sizeName('100M<n<1B', inKorean)).toBe('1억–10억')
  expect(sizeName('n<1K', inKorean)).toBe('<1천')
  expect(sizeName('n>1T', inKorean)).toBe('>1조')
  expect(sizeName('unknown', inKorean)).toBe('unknown')
})

test('licences are short, as people write them', () => {
  expect(['cc-by-sa-4.0', 'cc0-1.0', 'mit', 'apache-2.0', 'gpl-3.0', 'other'].map(licenceName)).toEqual([
    ...['CC BY-SA 4.0', 'CC0 1.0', 'MIT', 'Apache 2.0', 'GPL 3.0', 'Other'],
  ])
  expect(['kogl-type-1', 'cdla-permissive-2.0', 'odc-by'].map(licenceName)).toEqual([
    ...['KOGL Type 1', 'CDLA Permissive 2.0', 'ODC By'],
  ])
})

test('languages are called as the reader calls them, and what is no language as it is', () => {
  expect(languageName('ko', 'en')).toBe('Korean')
  expect(languageName('su', 'ko')).toBe('순다어')
  expect(languageName('no language', 'ko')).toBe('no language')
})
