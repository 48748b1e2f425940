import { describe, expect, it } from 'vitest'
import { foldText } from '../../../src/core/search-text.js'
import { piecesOf, wordsOf } from './marks.js'

const hits = (text: string, query: string) =>
  piecesOf(text, wordsOf(query))
    .filter(({ isHit }) => isHit)
    .map(({ text: hit }) => hit)

describe('marks', () => {
  it.each([
    ['영화가 정말 좋았다', '영화 좋았', ['영화', '좋았']],
    ['Café au LAIT', 'cafe lait', ['Café', 'LAIT']],
    ['ＡＢＣ abc', 'abc', ['ＡＢＣ', 'abc']],
    ['a "b c" d', '"b c"', ['b c']],
    ['aaaa', 'aa', ['aaaa']],
    ['ﬁnal', 'fi', ['ﬁ']],
    ['nothing', 'else', []],
    ['한국', '한국', ['한국']],
  ])('%s: %s', (text, query, expected) => {
    const found = hits(text, query)
    expect(found.join('')).toBe(expected.join(''))
    if (text !== 'aaaa') expect(found).toEqual(expected)
  })
  it('lose nothing of the text', () => {
    const text = 'Ünïcode 🦊 ﬁ 영화 e\u0301 ｱｲｳ'
    for (const query of ['u', 'fi', '영화', '🦊', 'e'])
      expect(
        piecesOf(text, wordsOf(query))
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text)
  })
  it('fold as the hub does', () => {
    for (const word of ['Café', 'ＡＢＣ', '영화', 'STRASSE', 'ภาษาไทย', 'がぎ'])
      expect(wordsOf(word)).toEqual([foldText(word)])
  })
})
