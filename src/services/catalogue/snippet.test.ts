import { expect, test } from 'vitest'
import { queryWords } from '../../codecs/search-text.js'
import { snippet } from './snippet.js'

const around = (text: string, query: string) => snippet(text, queryWords(query))

test('a short text is shown whole', () => {
  expect(around('Movie reviews.', 'movie')).toBe('Movie reviews.')
})

test('a long text is cut around the first match, between words', () => {
  const text = `${'before '.repeat(50)}The Données are here. ${'after '.repeat(100)}`
  const shown = around(text, 'donnees')
  expect(shown).toMatch(/^… before .*The Données are here\. after .* …$/)
  expect(shown.length).toBeLessThan(240)
})

test('the noun of a Korean word is enough', () => {
  expect(around(`${'가나다라 '.repeat(80)}말뭉치로 만든다`, '말뭉치를')).toContain('말뭉치로')
})

test('letters that fold to two, and pairs of UTF-16, do not move the place', () => {
  expect(around(`${'ß\u{1F600}'.repeat(300)} needle ${'x '.repeat(200)}`, 'needle')).toContain('needle')
})

test('without a match the beginning is shown', () => {
  expect(around('x '.repeat(300), 'nothing')).toMatch(/^x x .* …$/)
})
