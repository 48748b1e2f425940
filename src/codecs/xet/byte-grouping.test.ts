import { expect, it } from 'vitest'
import { group, ungroup } from './byte-grouping.js'

it('puts bytes of one place modulo 4 together', () => {
  expect([...group(Buffer.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))]).toEqual([0, 4, 8, 1, 5, 9, 2, 6, 3, 7])
})

it('is undone for every length', () => {
  for (let length = 0; length < 40; length++) {
    const bytes = Buffer.from(Array.from({ length }, (_, i) => i * 3))
    expect(ungroup(group(bytes))).toEqual(bytes)
  }
})
