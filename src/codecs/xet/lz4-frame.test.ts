import { decompressFrameSync } from 'lz4-napi'
import { describe, expect, it } from 'vitest'
import { buildFrame, plainDecode, sequence } from '../../../test/support/lz4-frames.js'
import { splitmix } from '../../../test/support/xet-vectors.js'
import { decodeBlock } from './lz4-block.js'
import { decodeFrame, encodeFrame } from './lz4-frame.js'
import { MalformedXet } from './malformed.js'

const text = (length: number): Buffer => {
  const words = ['data', 'belt', 'row ', 'xorb', 'shard ', '\n', '1234', 'chunk ']
  const parts = Array.from(splitmix(length, length), (byte) => words[byte & 7] as string)
  return Buffer.from(parts.join('').slice(0, length))
}
const literals = Buffer.from('0123456789')
const refused = (frame: Buffer, length: number) =>
  expect(() => decodeFrame(frame, length)).toThrow(MalformedXet)

describe('frames', () => {
  it('come back as they were', () => {
    for (const length of [0, 1, 4, 15, 300, 65_535, 65_536, 65_537, 131_072])
      for (const bytes of [text(length), Buffer.alloc(length, 7), splitmix(length, length)])
        expect(decodeFrame(encodeFrame(bytes), length).equals(bytes)).toBe(true)
  })

  it('of two 64 KiB blocks decode', () => {
    const bytes = text(100_000)
    const half = (part: Buffer) => encodeFrame(part).subarray(11, -4)
    const blocks = [bytes.subarray(0, 65_536), bytes.subarray(65_536)].map((part) => ({ bytes: half(part) }))
    const frame = buildFrame({ blocks })
    expect(decodeFrame(frame, bytes.length).equals(bytes)).toBe(true)
  })

  it('of linked blocks may repeat what an earlier block has; of independent ones not', () => {
    const blocks = [
      { bytes: sequence(literals) },
      { bytes: Buffer.concat([sequence(literals, 20, 8), sequence(literals)]) },
    ]
    const expected = `${literals}${literals}${'01234567'}${literals}`
    expect(decodeFrame(buildFrame({ flags: 0x40, blocks }), 38).toString()).toBe(expected)
    refused(buildFrame({ flags: 0x60, blocks }), 38)
  })

  it('may have stored blocks, a content size and checksums', () => {
    const blocks = [{ bytes: literals, isStored: true }, { bytes: sequence(literals) }]
    const content = Buffer.concat([literals, literals])
    for (const flags of [0x40, 0x60, 0x70, 0x64, 0x74, 0x50])
      expect(decodeFrame(buildFrame({ flags, blocks, content }), 20).toString()).toBe(
        `${literals}${literals}`,
      )
    for (const blockCode of [0x40, 0x50, 0x60, 0x70])
      expect(decodeFrame(buildFrame({ flags: 0x7c, blockCode, size: 20, blocks, content }), 20)).toHaveLength(
        20,
      )
    refused(buildFrame({ flags: 0x64, blocks, content: literals }), 20)
    const damaged = buildFrame({ flags: 0x70, blocks, content })
    damaged[damaged.length - 5]! ^= 1
    refused(damaged, 20)
    damaged[6]! ^= 1
    refused(damaged, 20)
    refused(buildFrame({ flags: 0x68, size: 21, blocks }), 20)
  })

  it('must have the length announced', () => {
    const blocks = [{ bytes: sequence(literals) }]
    for (const length of [0, 9, 11, 100]) refused(buildFrame({ blocks }), length)
    for (const length of [9, 11])
      refused(buildFrame({ blocks: [{ bytes: literals, isStored: true }] }), length)
  })

  it('must end at their end mark', () => {
    const frame = buildFrame({ blocks: [{ bytes: sequence(literals) }] })
    refused(buildFrame({ blocks: [{ bytes: sequence(literals) }], after: Buffer.of(0) }), 10)
    refused(Buffer.concat([frame, frame]), 10)
    for (let end = 0; end < frame.length; end++) refused(frame.subarray(0, end), 10)
  })

  it('must have a header that is known', () => {
    const blocks = [{ bytes: sequence(literals) }]
    for (const flags of [0x00, 0x20, 0x80, 0xe0, 0x61, 0x62]) refused(buildFrame({ flags, blocks }), 10)
    for (const blockCode of [0x00, 0x30, 0xc0, 0x41]) refused(buildFrame({ blockCode, blocks }), 10)
    const skippable = buildFrame({ blocks })
    skippable.writeUInt32LE(0x184d2a50)
    refused(skippable, 10)
  })

  it('stop a bomb at the length announced', () => {
    const bomb = encodeFrame(Buffer.alloc(100 << 20))
    expect(bomb.length).toBeLessThan(1 << 20)
    refused(bomb, 131_072)
    const blocks = Array.from({ length: 1000 }, () => ({ bytes: sequence(Buffer.of(0), 1, 60_000) }))
    refused(buildFrame({ flags: 0x40, blocks }), 131_072)
  })

  it('of very many empty blocks cost no more than their bytes', () => {
    const empty = { bytes: Buffer.of(0) }
    const blocks = [...Array(50_000).fill(empty), { bytes: sequence(literals) }]
    expect(decodeFrame(buildFrame({ blocks }), 10)).toHaveLength(10)
    refused(buildFrame({ blocks }), 131_072)
  })

  it('may not have a block beyond the size in the header', () => {
    const long = Buffer.concat([sequence(Buffer.of(0), 1, 70_000), sequence(literals)])
    refused(buildFrame({ blocks: [{ bytes: long }] }), 70_011)
    expect(decodeFrame(buildFrame({ blockCode: 0x50, blocks: [{ bytes: long }] }), 70_011)).toHaveLength(
      70_011,
    )
    refused(buildFrame({ blocks: [{ bytes: Buffer.alloc(65_537), isStored: true }] }), 65_537)
  })

  it('are read as other decoders read them', () => {
    const bytes = text(50_000)
    expect(decompressFrameSync(encodeFrame(bytes)).equals(bytes)).toBe(true)
  })
})

/** The decoder for blocks that follow others, with a few bytes before them. */
describe('blocks', () => {
  const before = [1, 2, 3]
  const decode = (block: Buffer, limit: number): number[] => {
    const bytes = Buffer.alloc(before.length + limit + 8, 0xee)
    bytes.set(before)
    const end = decodeBlock(block, { bytes, floor: 0, at: before.length, end: before.length + limit })
    // nothing may be written outside of the window
    expect([...bytes.subarray(0, 3)]).toEqual(before)
    expect([...bytes.subarray(before.length + limit)]).toEqual(Array(8).fill(0xee))
    return [...bytes.subarray(before.length, end)]
  }

  it('repeat their own output for every offset and many lengths', () => {
    for (const offset of [1, 2, 3, 4, 7, 8, 31, 64, 100, 1000]) {
      for (const length of [4, 5, 18, 19, 20, 47, 48, 49, 130, 274, 275, 5000]) {
        const block = Buffer.concat([sequence(splitmix(offset, 1000), offset, length), sequence(literals)])
        expect(decode(block, 10_000)).toEqual(plainDecode(block, before, 10_000))
      }
    }
  })

  it('may repeat what stands before them, but nothing before that', () => {
    const block = (offset: number) => Buffer.concat([sequence(Buffer.of(9), offset, 4), sequence(literals)])
    expect(decode(block(4), 100).slice(0, 5)).toEqual([9, 1, 2, 3, 9])
    for (const offset of [0, 5, 65_535]) expect(() => decode(block(offset), 100)).toThrow(MalformedXet)
  })

  it('cut off anywhere, or longer than the window, are refused', () => {
    const whole = Buffer.concat([sequence(splitmix(1, 300), 200, 300), sequence(literals)])
    const size = decode(whole, 1000).length
    for (let limit = 0; limit < size; limit += 7) expect(() => decode(whole, limit)).toThrow(MalformedXet)
    for (let end = 0; end < whole.length; end++)
      if (end !== 303) expect(() => decode(whole.subarray(0, end), 1000)).toThrow(MalformedXet)
  })

  it('with lengths that never end are refused', () => {
    for (const token of [0xf0, 0x1f]) {
      const block = Buffer.concat([Buffer.of(token), Buffer.alloc(200_000, 255)])
      expect(() => decode(block, 131_072)).toThrow(MalformedXet)
    }
  })
})
