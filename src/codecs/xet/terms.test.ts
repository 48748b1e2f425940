import { expect, it } from 'vitest'
import { chunkHash } from './hash.js'
import { MalformedXet } from './malformed.js'
import { TermList } from './terms.js'

const terms = [1, 2].map((n) => ({
  xorb: chunkHash(Buffer.of(n)),
  length: 0xffff_ffff - n,
  start: n,
  end: 0x8000_0000 + n,
}))

it('packs terms and gives them back', () => {
  const list = new TermList(TermList.of(terms).packed)
  expect([...list]).toEqual(terms)
  expect([list.count, list.packed.length, list.size]).toEqual([2, 96, 2 * 0xffff_ffff - 3])
  expect(TermList.of([]).size).toBe(0)
})

it('has nothing outside of it', () => {
  const list = TermList.of(terms)
  for (const i of [-1, 2, Number.NaN]) expect(() => list.at(i)).toThrow(RangeError)
  expect(() => new TermList(list.packed.subarray(1))).toThrow(MalformedXet)
})
