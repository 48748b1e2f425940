import { describe, expect, it } from 'vitest'
import { splitmix } from '../../../test/support/xet-vectors.js'
import { CHUNK_HEADER_BYTES, decodeChunk, encodeChunk, parseChunkHeader, SCHEME } from './chunk.js'
import { encodeFrame } from './lz4-frame.js'
import { MalformedXet } from './malformed.js'

const header = (version: number, stored: number, scheme: number, length: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt8(version, 0)
  bytes.writeUIntLE(stored, 1, 3)
  bytes.writeUInt8(scheme, 4)
  bytes.writeUIntLE(length, 5, 3)
  return bytes
}
const decode = (frame: Buffer): Buffer =>
  decodeChunk(parseChunkHeader(frame), frame.subarray(CHUNK_HEADER_BYTES))

describe('chunk headers', () => {
  it('tell scheme and lengths', () => {
    expect(parseChunkHeader(header(0, 28, 1, 300))).toEqual({ scheme: 1, stored: 28, length: 300 })
    expect(parseChunkHeader(header(0, 131_072, 0, 131_072)).length).toBe(131_072)
    expect(parseChunkHeader(header(0, 262_144, 2, 1)).stored).toBe(262_144)
  })

  it.each([
    ['of another version', header(1, 5, 0, 5)],
    ['of scheme 3', header(0, 5, 3, 5)],
    ['of scheme 99', header(0, 5, 99, 5)],
    ['of no bytes', header(0, 0, 0, 0)],
    ['of more than 128 KiB', header(0, 100, 1, 131_073)],
    ['of too many stored bytes', header(0, 262_145, 1, 131_072)],
    ['whose plain payload has another length', header(0, 6, 0, 5)],
    ['cut off', header(0, 5, 0, 5).subarray(0, 7)],
  ])('%s are refused', (_, bytes) => {
    expect(() => parseChunkHeader(bytes)).toThrow(MalformedXet)
  })
})

describe('chunks', () => {
  it('come back as they were under every scheme', () => {
    const floats = Buffer.from(Float32Array.from({ length: 5000 }, (_, i) => 1 + i * 0.001).buffer)
    for (const bytes of [floats, Buffer.from('a'), splitmix(3, 131_072), Buffer.alloc(131_072)])
      for (const scheme of [0, 1, 2] as const)
        expect(decode(encodeChunk(bytes, scheme)).equals(bytes)).toBe(true)
  })

  it('are compressed only when that makes them fewer bytes', () => {
    expect(parseChunkHeader(encodeChunk(splitmix(3, 5000))).scheme).toBe(SCHEME.none)
    expect(parseChunkHeader(encodeChunk(Buffer.alloc(5000))).scheme).toBe(SCHEME.lz4)
  })

  it('of no bytes or too many are not made', () => {
    for (const length of [0, 131_073]) expect(() => encodeChunk(Buffer.alloc(length))).toThrow(RangeError)
  })

  it('that decode to another length are refused', () => {
    const payload = encodeFrame(Buffer.alloc(300))
    for (const length of [1, 299, 301, 131_072]) {
      const frame = Buffer.concat([header(0, payload.length, 1, length), payload])
      expect(() => decode(frame)).toThrow(MalformedXet)
    }
    expect(() => decodeChunk({ scheme: 0, stored: 5, length: 5 }, Buffer.alloc(4))).toThrow(MalformedXet)
  })
})
