import { expect, test } from 'vitest'
import { decodeText, kindOf, looksLikeText } from './file-kinds.js'

test('a kind is told by the ending, whatever its case', () => {
  expect(kindOf('a/B.PNG')).toBe('image')
  expect(kindOf('LICENSE')).toBe('text')
  expect(kindOf('data/train.csv')).toBe('csv')
  expect(kindOf('picture.svg')).toBe('text')
  expect(kindOf('bag.mcap')).toBe('unknown')
  expect(kindOf('constructor')).toBe('unknown')
})

test('text is UTF-8 or CP949, and may be cut within a character', () => {
  const bytes = new TextEncoder().encode('한국어 데이터')
  expect(decodeText(bytes)).toBe('한국어 데이터')
  expect(decodeText(bytes.subarray(0, bytes.length - 1))).toBe('한국어 데이')
  expect(decodeText(bytes.subarray(0, bytes.length - 2))).toBe('한국어 데이')
  expect(decodeText(new Uint8Array([0xc7, 0xd1, 0xb1, 0xb9]))).toBe('한국')
  expect(decodeText(new Uint8Array())).toBe('')
})

test('bytes with zeros are no text', () => {
  expect(looksLikeText(new TextEncoder().encode('name,글\n1,가\n'))).toBe(true)
  expect(looksLikeText(new Uint8Array([80, 65, 82, 0]))).toBe(false)
  expect(looksLikeText(new Uint8Array([1, 2, 3, 4, 65]))).toBe(false)
})
