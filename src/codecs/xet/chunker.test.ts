import { createHash } from 'node:crypto'
import { GEAR_TABLE } from 'gearhash-jit'
import { describe, expect, it } from 'vitest'
import { cutAt, fileBytes, splitmix, vectors } from '../../../test/support/xet-vectors.js'
import { Chunker } from './chunker.js'
import { chunkHash, isDedupEligible, termHash, toHex, ZERO_HASH } from './hash.js'
import { fileHash, xorbHash } from './merkle.js'

function chunksOf(bytes: Buffer, slice: number): Buffer[] {
  const chunker = new Chunker()
  const chunks: Buffer[] = []
  for (let at = 0; at < bytes.length; at += slice)
    chunks.push(...chunker.push(bytes.subarray(at, at + slice)))
  return [...chunks, ...chunker.finish()]
}

const endsOf = (chunks: Buffer[]): number[] => {
  let end = 0
  return chunks.map((chunk) => (end += chunk.length))
}

const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex')
const leavesOf = (chunks: Buffer[]) => chunks.map((c) => ({ hash: chunkHash(c), length: c.length }))

it('the gear table is the one all clients use', () => {
  const table = Buffer.from(BigUint64Array.from(GEAR_TABLE).buffer)
  expect(sha256(table)).toBe(vectors.gear_table.sha256_of_256_le_u64)
})

describe('files', () => {
  it.each(vectors.files)('$name', (vector) => {
    const bytes = fileBytes(vector.name)
    expect(sha256(bytes)).toBe(vector.sha256)
    const chunks = chunksOf(bytes, 1 << 20)
    const leaves = leavesOf(chunks)
    const hashes = leaves.map((leaf) => leaf.hash)
    const hex = hashes.map(toHex)
    expect(endsOf(chunks)).toEqual(vector.chunk_end_offsets)
    if (vector.chunk_hashes) expect(hex).toEqual(vector.chunk_hashes)
    if (vector.chunk_hashes_first3) expect(hex.slice(0, 3)).toEqual(vector.chunk_hashes_first3)
    if (vector.chunk_hashes_last) expect(hex.at(-1)).toBe(vector.chunk_hashes_last)
    const eligible = hashes.flatMap((hash, i) => (isDedupEligible(hash) ? [i] : []))
    expect(eligible).toEqual(vector.dedup_eligible_indices_hash_mod_1024)
    expect(toHex(xorbHash(leaves))).toBe(vector.xorb_hash_all_chunks ?? toHex(ZERO_HASH))
    expect(toHex(fileHash(leaves))).toBe(vector.file_hash)
    if (vector.verification_hash_all_chunks)
      expect(toHex(termHash(Buffer.concat(hashes)))).toBe(vector.verification_hash_all_chunks)
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true)
  })

  it.each(vectors.files.filter((file) => file.js_client_0_2_0))('$name as JS clients cut it', (vector) => {
    const theirs = vector.js_client_0_2_0!
    const leaves = leavesOf(cutAt(fileBytes(vector.name), theirs.chunk_end_offsets))
    expect(toHex(fileHash(leaves))).toBe(theirs.file_hash)
    expect(toHex(xorbHash(leaves))).toBe(theirs.xorb_hash_all_chunks)
  })

  it('of one content hash alike in most chunks', () => {
    const hashes = ['splitmix7-5MiB', 'splitmix7-5MiB-edit'].map((name) =>
      chunksOf(fileBytes(name), 1 << 20).map((chunk) => toHex(chunkHash(chunk))),
    )
    expect(hashes[1]!.filter((hash) => hashes[0]!.includes(hash))).toHaveLength(93)
  })
})

describe('triggers near the minimum', () => {
  it.each(vectors.chunking_trigger.rows)('padding $padding', ({ padding, rust_end_offsets }) => {
    const unit = Buffer.concat([Buffer.from(vectors.chunking_trigger.pattern), Buffer.alloc(padding)])
    const bytes = Buffer.alloc(65_536, unit)
    expect(endsOf(chunksOf(bytes, 65_536))).toEqual(rust_end_offsets)
  })
})

it('cuts alike however the input is sliced', () => {
  const bytes = splitmix(42, 600_000)
  const whole = endsOf(chunksOf(bytes, bytes.length))
  for (const slice of [1, 7, 63, 64, 65, 4096, 8127, 8191, 8192, 131_071, 131_072])
    expect(endsOf(chunksOf(bytes, slice))).toEqual(whole)
})

it('gives chunks of their own, not views on the input', () => {
  const chunker = new Chunker()
  const block = Buffer.alloc(131_072, 5)
  const [chunk] = [...chunker.push(block)]
  block.fill(6)
  expect(chunk).toEqual(Buffer.alloc(131_072, 5))
})
