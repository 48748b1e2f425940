import { describe, expect, it } from 'vitest'
import { vectors } from '../../../test/support/xet-vectors.js'
import { parseHex, toHex, ZERO_HASH } from './hash.js'
import { MalformedXet } from './malformed.js'
import { parseShard, shardChunk, termRange } from './shard.js'
import { BOOKEND } from './shard-format.js'

const vector = vectors.shard_upload_no_footer
const plain = Buffer.from(vector.shard_hex, 'hex')
const captured = vectors.captured_js_client.hello_world
const footed = Buffer.from(captured.shard_hex, 'hex')
const xorb = vectors.xorb_three_schemes

const RECORD = 48
const header = plain.subarray(0, RECORD)
/** Header, term, verification and metadata records of the one file. */
const file = plain.subarray(RECORD, 5 * RECORD)
/** Header and three chunk records of the one xorb. */
const xorbBlock = plain.subarray(6 * RECORD, 10 * RECORD)

const shard = (files: Buffer[], xorbs: Buffer[]) =>
  parseShard(Buffer.concat([header, ...files, BOOKEND, ...xorbs, BOOKEND]))
const refused = (bytes: Buffer) => expect(() => parseShard(bytes)).toThrow(MalformedXet)
/** A copy with a u32 at `at`, counted from the start of record `record`. */
const withU32 = (bytes: Buffer, record: number, at: number, value: number) => {
  const copy = Buffer.from(bytes)
  copy.writeUInt32LE(value, record * RECORD + at)
  return copy
}
const emptyFile = (flags: number) => {
  const record = Buffer.alloc(RECORD)
  record.writeUInt32LE(flags, 32)
  return record
}

describe('shards', () => {
  it('without footer are read', () => {
    const { files, xorbs } = parseShard(plain)
    expect(files).toHaveLength(1)
    const [found] = files
    expect(toHex(found!.hash)).toBe(vector.file_hash)
    expect(found!.sha256).toBe(vector.sha256)
    const size = xorb.unpacked_chunk_offsets[2]
    expect([...found!.terms]).toEqual([{ xorb: parseHex(xorb.xorb_hash), length: size, start: 0, end: 3 }])
    expect(found!.ranges).toHaveLength(RECORD)
    expect(toHex(termRange(found!, 0))).toBe(vector.verification_hash)
    expect(toHex(xorbs[0]!.hash)).toBe(xorb.xorb_hash)
    expect(xorbs[0]!.rawSize).toBe(size)
    expect([0, 1, 2].map((i) => shardChunk(xorbs[0]!, i))).toMatchObject([
      { hash: parseHex(xorb.chunks[0]!.hash), offset: 0, length: 11 },
      { hash: parseHex(xorb.chunks[1]!.hash), offset: 11, length: 300 },
      { hash: parseHex(xorb.chunks[2]!.hash), offset: 311, length: 302 },
    ])
  })

  it('of the JS client, with a footer, are read', () => {
    const { files, xorbs } = parseShard(footed)
    expect(files.map((f) => [f.sha256, f.terms.count])).toEqual([[captured.sha256, 1]])
    const hash = parseHex(captured.xorb_hash)
    expect(xorbs.map((x) => shardChunk(x, 0))).toEqual([{ hash, offset: 0, length: 11, flagged: false }])
  })

  it('may have lookup tables before their footer, but nothing without one', () => {
    const tables = Buffer.alloc(12, 1)
    const withTables = Buffer.concat([footed.subarray(0, -200), tables, footed.subarray(-200)])
    expect(parseShard(withTables).files).toHaveLength(1)
    for (const length of [1, 12, 48, 200]) refused(Buffer.concat([plain, Buffer.alloc(length)]))
  })

  it('may have files without sha256, and no file or xorb at all', () => {
    const bare = withU32(file.subarray(0, 3 * RECORD), 0, 32, 0x8000_0000)
    expect(shard([bare], []).files[0]?.sha256).toBeUndefined()
    expect(shard([], [])).toEqual({ files: [], xorbs: [] })
  })

  it('tell which chunks their client wants found', () => {
    const flagged = withU32(xorbBlock, 2, 40, 0x8000_0000)
    const [found] = shard([], [flagged]).xorbs
    expect([0, 1, 2].map((i) => shardChunk(found!, i).flagged)).toEqual([true, true, false]) // the first in the vector itself
  })

  it('keep the first of files with one hash', () => {
    const second = withU32(file, 1, 36, 7)
    const other = withU32(file, 0, 0, 7)
    const { files } = shard([file, second, other], [])
    expect(files.map((f) => f.terms.size)).toEqual([xorb.unpacked_chunk_offsets[2], 613 /* of `other` */])
  })

  it('may have the empty file, whose hash is zero', () => {
    for (const flags of [0, 0x8000_0000]) {
      const [found] = shard([emptyFile(flags)], []).files
      expect([found?.hash, found?.terms.count, found?.terms.size]).toEqual([ZERO_HASH, 0, 0])
    }
    expect(() => shard([withU32(emptyFile(0), 0, 0, 1)], [])).toThrow(MalformedXet)
    const nameless = Buffer.concat([ZERO_HASH, file.subarray(32)])
    expect(() => shard([nameless], [])).toThrow(MalformedXet)
  })

  it('without verification records are refused', () => {
    for (const flags of [0, 0x4000_0000])
      expect(() => shard([withU32(file, 0, 32, flags)], [])).toThrow(MalformedXet)
    const unverified = Buffer.concat([withU32(file, 0, 32, 0).subarray(0, 2 * RECORD)])
    expect(() => shard([file, withU32(unverified, 0, 0, 9)], [])).toThrow(/no verification/)
  })

  it('with another version, magic number or footer are refused', () => {
    for (const at of [0, 13, 14, 31]) refused(withByte(plain, at, 0x77))
    for (const version of [0, 1, 3, 0xffff_ffff]) refused(withU32(plain, 0, 32, version))
    refused(withU32(plain, 0, 36, 1))
    for (const size of [1, 199, 201, 0xffff_ffff]) refused(withU32(footed, 0, 40, size))
    refused(withU32(plain, 0, 40, 200))
    refused(withU32(footed, 0, 40, 0))
  })

  it('with counts beyond their end are refused before anything is made of them', () => {
    for (const count of [2, 1000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]) {
      refused(withU32(plain, 1, 36, count))
      refused(withU32(plain, 6, 36, Math.max(count, 5)))
    }
    refused(withU32(plain, 6, 36, 0))
    for (const byte of [0, 255]) {
      const reserved = Buffer.concat([Buffer.alloc(32, byte), xorbBlock.subarray(32)])
      expect(() => shard([], [reserved])).toThrow(MalformedXet)
    }
  })

  it('cut off anywhere are refused', () => {
    for (const bytes of [plain, footed])
      for (let end = 0; end < bytes.length; end++) refused(bytes.subarray(0, end))
  })

  it('of more than 64 MiB are refused', () => {
    const large = Buffer.alloc(67_108_865)
    footed.copy(large)
    refused(large)
  })

  it('of a million chunks take little memory beside their bytes', () => {
    const block = withU32(Buffer.alloc(8193 * RECORD, xorbBlock.subarray(0, RECORD)), 0, 36, 8192)
    const { xorbs } = shard([], Array(120).fill(block))
    expect(xorbs).toHaveLength(120)
    const [first] = xorbs
    expect(first!.chunks.buffer).toBe(xorbs[119]!.chunks.buffer)
  })
})

function withByte(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = value
  return copy
}
