import { createHash } from 'node:crypto'
import { crc32 } from '@node-rs/crc32'
import { expect, test } from 'vitest'
import { newToken, tokenHash } from './access-token.js'

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

test('a token is the prefix, 32 digits and a checksum of 6', () => {
  for (let i = 0; i < 200; i++) expect(newToken()).toMatch(/^dbelt_[0-9A-Za-z]{38}$/)
})

test('the checksum is the CRC-32 of the random digits in base 62, so that scanners can check it', () => {
  for (let i = 0; i < 200; i++) {
    const [, body = '', check = ''] = /^dbelt_(.{32})(.{6})$/.exec(newToken()) ?? []
    const value = [...check].reduce((sum, digit) => sum * 62 + DIGITS.indexOf(digit), 0)
    expect(value).toBe(crc32(body))
  }
})

test('tokens do not repeat, and no digit is favoured', () => {
  const tokens = Array.from({ length: 2000 }, newToken)
  expect(new Set(tokens).size).toBe(2000)
  const counts = new Map<string, number>()
  for (const token of tokens)
    for (const digit of token.slice(6, 38)) counts.set(digit, (counts.get(digit) ?? 0) + 1)
  // 64,000 digits over 62 values: 1,032 each, give or take 32
  expect(counts.size).toBe(62)
  expect(Math.min(...counts.values())).toBeGreaterThan(1032 - 6 * 32)
  expect(Math.max(...counts.values())).toBeLessThan(1032 + 6 * 32)
})

test('what is stored of a token is its SHA-256', () => {
  expect(tokenHash('dbelt_x')).toBe(createHash('sha256').update('dbelt_x').digest('hex'))
})
