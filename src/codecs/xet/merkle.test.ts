import * as official from '@huggingface/xetchunk-wasm'
import { describe, expect, it } from 'vitest'
import { splitmix, vectors } from '../../../test/support/xet-vectors.js'
import { chunkHash, parseHex, termHash, toHex } from './hash.js'
import { FileHash, fileHash, type Leaf, MerkleHash, xorbHash } from './merkle.js'

const leaves = (seed: number, n: number): Leaf[] => {
  const bytes = splitmix(seed, 32 * n)
  return Array.from({ length: n }, (_, i) => ({
    hash: chunkHash(bytes.subarray(32 * i, 32 * i + 32)),
    length: 1000 + i,
  }))
}

describe('merkle hashes', () => {
  it.each(vectors.merkle_synthetic.cases)('of $n leaves', (vector) => {
    const made = leaves(1000 + vector.n, vector.n)
    expect(toHex(xorbHash(made))).toBe(vector.xorb_hash)
    expect(toHex(fileHash(made))).toBe(vector.file_hash)
    expect(toHex(termHash(Buffer.concat(made.map((leaf) => leaf.hash))))).toBe(vector.verification_hash)
  })

  it.each(vectors.merkle_upstream.cases)('of upstream case %#', (vector) => {
    const made = vector.leaves.map(([hex, length]) => ({ hash: parseHex(hex)!, length }))
    expect(toHex(xorbHash(made))).toBe(vector.xorb_hash)
    expect(toHex(fileHash(made))).toBe(vector.file_hash_zero_salt)
  })

  it('equals the official package for every number of leaves up to 300', () => {
    for (let n = 1; n <= 300; n++) {
      const made = leaves(n, n)
      const theirs = made.map(({ hash, length }) => ({ hash: new Uint8Array(hash), length }))
      expect(toHex(xorbHash(made))).toBe(official.hashToHex(official.xorbHash(theirs)))
      expect(toHex(fileHash(made))).toBe(official.hashToHex(official.fileHash(theirs)))
    }
  })

  it('is a single leaf itself for a xorb, but not for a file', () => {
    const [leaf] = leaves(5, 1)
    expect(xorbHash([leaf!])).toEqual(leaf!.hash)
    expect(fileHash([leaf!])).not.toEqual(leaf!.hash)
  })

  it('hashes a group of one at the end of a level', () => {
    // cut after the third, as its number divides by 4; the fourth is left over
    const made = [1, 1, 4, 1].map((word) => ({ hash: Buffer.alloc(32, word), length: 1 }))
    expect(toHex(xorbHash(made))).toBe(official.hashToHex(official.xorbHash(made)))
  })

  it('holds at most eight nodes a level however many are added', () => {
    const tree = new MerkleHash()
    const levels = (tree as unknown as { levels: { group: Leaf[] }[] }).levels
    const hash = Buffer.alloc(32)
    for (let i = 0; i < 100_000; i++) {
      hash.writeUInt32LE(i | 1, 24)
      tree.add(Buffer.from(hash), 65_536)
      if (i % 1000 === 0) expect(Math.max(...levels.map((level) => level.group.length))).toBeLessThan(9)
    }
    expect(levels.length).toBeLessThan(12)
    expect(tree.finish()).toHaveLength(32)
  })

  it('is all zeros for nothing', () => {
    expect(toHex(new MerkleHash().finish())).toBe('0'.repeat(64))
    expect(toHex(new FileHash().finish())).toBe('0'.repeat(64))
  })
})
