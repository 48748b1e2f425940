import { expect, test } from 'vitest'
import { foldText, isOdd, wordsOf } from './search-text.js'

test.each([
  ['Ünïcödé ÀÉ', 'unicode ae'],
  ['Đường Phố', 'duong pho'],
  ['ＡＢＣ１２３！', 'abc123!'],
  ['ﾃﾞｰﾀ が ガ', 'データ が ガ'],
  ['データが'.normalize('NFD'), 'データが'],
  ['ㅋㅋ 한글'.normalize('NFC'), 'ㅋㅋ 한글'],
  ['한글'.normalize('NFD'), '한글'],
  ['ㄱㅏ', 'ㄱㅏ'],
  ['น้ำ', 'น้ำ'],
  ['İstanbul Straße Œuvre', 'istanbul strasse oeuvre'],
  ['ﬁn ² ㎏', 'fin 2 kg'],
  ['a\u200bb\u00adc', 'abc'],
  ['ΣΊΣΥΦΟΣ', 'σισυφοσ'],
])('%s', (text, folded) => {
  expect(foldText(text)).toBe(folded)
  expect(foldText(foldText(text)), 'once is enough').toBe(folded)
})

test('plain texts only lose their capitals', () => {
  for (const text of ['영화 Good', '日本語のテスト', 'น้ำชา', '图书馆。']) {
    expect(isOdd(text)).toBe(false)
    expect(foldText(text)).toBe(text.toLowerCase())
  }
})

test('words of a query', () => {
  expect(wordsOf('  부산  서울 ')).toEqual(['부산', '서울'])
  expect(wordsOf('"New  York" CAFÉ café')).toEqual(['new york', 'cafe'])
  expect(wordsOf('전각　공백')).toEqual(['전각', '공백'])
  expect(wordsOf('')).toEqual([])
})
