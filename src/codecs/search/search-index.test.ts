import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eachGram, gramsOf } from '../../core/search-grams.js'
import { foldText } from '../../core/search-text.js'
import { BLOCK_ROWS, decodeIndex, encodeBlock, encodeTrailer } from './search-index.js'

const indexOf = (blocks: { texts: string[]; odd: number[] }[], rows: number) => {
  const encoded = blocks.map(({ texts, odd }) => {
    const [pairs, triples] = [new Set<number>(), new Set<number>()]
    const sink = { pair: (hash: number) => pairs.add(hash), triple: (hash: number) => triples.add(hash) }
    for (const text of texts) eachGram(foldText(text), sink)
    return encodeBlock({ pairs, triples, odd })
  })
  const directory = encoded.map(({ entry }) => entry)
  return Buffer.concat([
    ...encoded.map(({ bytes }) => bytes),
    ...directory,
    encodeTrailer(rows, blocks.length),
  ])
}
const open = (bytes: Buffer) =>
  decodeIndex({ length: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) })

test('what a block has is never denied', () => {
  const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 30 }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(texts, fc.nat(), fc.nat(20), (texts, from, length) => {
      const [block] = open(indexOf([{ texts, odd: [] }], texts.length))
      const folded = foldText(texts[from % texts.length] as string)
      const part = folded.slice(from % (folded.length + 1), (from % (folded.length + 1)) + length)
      expect(block?.mayHave(gramsOf(part))).toBe(true)
    }),
  )
})

test('what no block has is mostly denied', () => {
  const letters = Array.from({ length: 20_000 }, (_, i) =>
    String.fromCharCode(0xac00 + ((i * 7919) % 11_000)),
  )
  const [block] = open(indexOf([{ texts: [letters.join('')], odd: [] }], 1))
  const wrong = letters.filter((_, i) =>
    block?.mayHave(gramsOf(String.fromCharCode(0x4e00 + i, 0x4e01 + i * 3))),
  )
  expect(wrong.length / letters.length).toBeLessThan(0.04)
})

test('blocks know their rows and which of them are odd', () => {
  const many = Array.from({ length: 2000 }, (_, i) => i)
  const blocks = open(
    indexOf(
      [
        { texts: [], odd: [3, 20_000] },
        { texts: [], odd: many },
      ],
      BLOCK_ROWS + 5,
    ),
  )
  expect(blocks.map(({ firstRow, rows }) => [firstRow, rows])).toEqual([
    [0, BLOCK_ROWS],
    [BLOCK_ROWS, 5],
  ])
  expect(blocks.map((block) => block.odd())).toEqual([[3, 20_000], 'all'])
})

test('other bytes are refused', () => {
  expect(() => open(Buffer.alloc(5))).toThrow('not a search index')
  expect(() => open(Buffer.alloc(100))).toThrow('not a search index')
})
