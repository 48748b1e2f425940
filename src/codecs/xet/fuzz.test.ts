import { describe, expect, it } from 'vitest'
import { buildFrame, plainDecode, sequence } from '../../../test/support/lz4-frames.js'
import { inBlocks, splitmix, vectors } from '../../../test/support/xet-vectors.js'
import { CHUNK_HEADER_BYTES, encodeChunk, MAX_CHUNK_BYTES } from './chunk.js'
import { chunkHash, HASH_BYTES } from './hash.js'
import { decodeBlock, decodeFirstBlock } from './lz4-block.js'
import { decodeFrame, encodeFrame } from './lz4-frame.js'
import { MalformedXet } from './malformed.js'
import { parseShard, type Shard, shardChunk, termRange } from './shard.js'
import { readXorb, type XorbChunk } from './xorb.js'

/**
 * Inputs that were legal and then damaged, the same in every run. Each must be refused with MalformedXet, or give
 * values that a plain decoder finds in the same bytes.
 */
const EXTREMES = [0, 1, 2, 0x7f, 0xff, 0x7fff, 0xffff, 0x1_0000, 0x1_ffff, 0x2_0000, 0x2_0001, 0xff_ffff]
const EXTREMES_U32 = [...EXTREMES, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff]

class Dice {
  constructor(private state: number) {}
  /** 0 to `n` - 1. */
  roll(n: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((this.state / 2 ** 32) * n)
  }
  pick<T>(items: readonly T[]): T {
    return items[this.roll(items.length)] as T
  }
}

type Damage = (bytes: Buffer, dice: Dice) => Buffer

const flipBit: Damage = (bytes, dice) => {
  const copy = Buffer.from(bytes)
  const at = dice.roll(copy.length)
  copy[at] = (copy[at] as number) ^ (1 << dice.roll(8))
  return copy
}
const truncate: Damage = (bytes, dice) => bytes.subarray(0, dice.roll(bytes.length))
const splice: Damage = (bytes, dice) => {
  const [from, to, end] = [dice.roll(bytes.length), dice.roll(bytes.length), dice.roll(bytes.length)]
  return Buffer.concat([
    bytes.subarray(0, to),
    bytes.subarray(from, from + dice.roll(64)),
    bytes.subarray(end),
  ])
}
const overwrite =
  (width: number, values: readonly number[]): Damage =>
  (bytes, dice) => {
    const copy = Buffer.from(bytes)
    if (copy.length >= width) copy.writeUIntLE(dice.pick(values), dice.roll(copy.length - width + 1), width)
    return copy
  }
const GENERAL: Damage[] = [
  flipBit,
  truncate,
  splice,
  overwrite(1, [0, 1, 15, 16, 240, 255]),
  overwrite(3, EXTREMES),
  overwrite(4, EXTREMES_U32),
]

/** `bytes` damaged once to four times. */
function damage(bytes: Buffer, kinds: Damage[], dice: Dice): Buffer {
  let damaged = bytes
  for (let n = 1 + (dice.roll(3) && dice.roll(4)); n > 0 && damaged.length > 0; n--) {
    damaged = dice.pick(kinds)(damaged, dice)
  }
  return damaged
}

/** What `run` gives; undefined when it refuses. Any other exception fails the test. */
async function accepted<T>(run: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof MalformedXet) return undefined
    throw error
  }
}

const textLike = (seed: number, length: number): Buffer =>
  Buffer.from(splitmix(seed, length).map((byte, i) => (i % 11 < 7 ? 97 + (i % 7) : byte & 15)))

/** The bytes of a legal frame, block by block. Throws on others; used on what was accepted only. */
function plainFrame(frame: Buffer): Buffer {
  const flags = frame.readUInt8(4)
  let at = flags & 8 ? 15 : 7
  let out: number[] = []
  for (let word = frame.readUInt32LE(at); word !== 0; word = frame.readUInt32LE(at)) {
    const size = word & 0x7fff_ffff
    const block = frame.subarray(at + 4, at + 4 + size)
    const before = flags & 0x20 ? [] : out.slice(-65_535)
    out = out.concat(word >>> 31 ? [...block] : plainDecode(block, before, MAX_CHUNK_BYTES))
    at += 4 + size + (flags & 0x10 ? 4 : 0)
  }
  expect(at + 4 + (flags & 4 ? 4 : 0)).toBe(frame.length)
  return Buffer.from(out)
}

/** The chunk's own bytes, by the plain decoder. */
function plainChunk(frame: Buffer): Buffer {
  const payload = frame.subarray(CHUNK_HEADER_BYTES)
  const scheme = frame.readUInt8(4)
  if (scheme === 0) return payload
  const bytes = plainFrame(payload)
  if (scheme === 1) return bytes
  const places = Array.from(bytes, (_, i) => i).sort((a, b) => (a % 4) - (b % 4) || a - b)
  const ungrouped = Buffer.alloc(bytes.length)
  places.forEach((place, i) => {
    ungrouped[place] = bytes[i] as number
  })
  return ungrouped
}

describe('damaged LZ4 frames', () => {
  const literals = textLike(1, 40)
  const linked = [
    { bytes: sequence(literals) },
    { bytes: Buffer.concat([sequence(literals, 60, 30), sequence(literals, 1, 500), sequence(literals)]) },
    { bytes: literals, isStored: true },
    { bytes: Buffer.concat([sequence(Buffer.of(5), 41, 90), sequence(literals)]) },
  ]
  const LINKED_BYTES = 40 + (40 + 30 + 40 + 500 + 40) + 40 + (1 + 90 + 40)
  const plain = buildFrame({ flags: 0x40, blocks: linked })
  const content = plainFrame(plain)
  const seeds = [
    ...[1, 16, 300, 2000].map((length) => ({ frame: encodeFrame(textLike(length, length)), length })),
    { frame: encodeFrame(Buffer.alloc(100_000)), length: 100_000 },
    { frame: plain, length: LINKED_BYTES },
    { frame: buildFrame({ flags: 0x5c, size: LINKED_BYTES, blocks: linked, content }), length: LINKED_BYTES },
  ]

  it('are legal before', () => {
    for (const { frame, length } of seeds)
      expect(decodeFrame(frame, length).equals(plainFrame(frame))).toBe(true)
  })

  it('are refused, or decode to what is in them', async () => {
    const dice = new Dice(1)
    let decoded = 0
    for (let i = 0; i < 15_000; i++) {
      const seed = dice.pick(seeds)
      const frame = damage(seed.frame, GENERAL, dice)
      const length = dice.roll(4) ? seed.length : dice.roll(MAX_CHUNK_BYTES)
      const bytes = await accepted(() => decodeFrame(frame, length))
      if (!bytes) continue
      decoded++
      expect(bytes.length).toBe(length)
      expect(bytes.equals(plainFrame(frame))).toBe(true)
    }
    expect(decoded).toBeGreaterThan(500)
  })
})

describe('damaged LZ4 blocks', () => {
  const seeds = [20, 300, 3000].map((length) => ({
    block: encodeFrame(textLike(length, length)).subarray(11, -4),
    length,
  }))

  it('are the same to the native decoder and to the one for later blocks', async () => {
    const dice = new Dice(4)
    for (let i = 0; i < 8000; i++) {
      const seed = dice.pick(seeds)
      const block = damage(seed.block, GENERAL, dice)
      const length = dice.roll(2) ? seed.length : dice.roll(5000)
      const bytes = Buffer.alloc(length)
      const native = await accepted(() => decodeFirstBlock(block, length))
      const end = await accepted(() => decodeBlock(block, { bytes, floor: 0, at: 0, end: length }))
      expect(end).toBe(native?.length)
      if (native) expect(bytes.subarray(0, end).equals(native)).toBe(true)
    }
  })
})

describe('damaged xorbs', () => {
  const floats = Buffer.from(Float32Array.from({ length: 300 }, (_, i) => 1 + i * 0.01).buffer)
  const frames = [
    encodeChunk(splitmix(1, 500)),
    encodeChunk(textLike(2, 1500)),
    encodeChunk(floats, 2),
    encodeChunk(Buffer.from('x')),
  ]
  const withFooter = Buffer.from(vectors.xorb_three_schemes.full_with_footer_hex, 'hex')
  const starts = frames.map((_, i) => Buffer.concat(frames.slice(0, i)).length)

  const field =
    (at: number, width: number, values: readonly number[]): Damage =>
    (bytes, dice) => {
      const copy = Buffer.from(bytes)
      const start = dice.pick(starts) + at
      if (start + width <= copy.length) copy.writeUIntLE(dice.pick(values), start, width)
      return copy
    }
  const shuffle: Damage = (_, dice) =>
    Buffer.concat(Array.from({ length: 1 + dice.roll(6) }, () => dice.pick(frames)))
  const STRUCTURE = [
    field(0, 1, [0, 1, 0x58, 255]),
    field(1, 3, EXTREMES),
    field(4, 1, [0, 1, 2, 3, 99, 255]),
    field(5, 3, EXTREMES),
    shuffle,
  ]

  async function read(bytes: Buffer, block: number): Promise<{ chunks: XorbChunk[]; isWhole: boolean }> {
    const chunks: XorbChunk[] = []
    const whole = await accepted(async () => {
      for await (const chunk of readXorb(inBlocks(bytes, block)))
        chunks.push({ ...chunk, frame: Buffer.from(chunk.frame) })
      return true
    })
    return { chunks, isWhole: whole === true }
  }

  it('are refused, or give chunks that are in them', async () => {
    const dice = new Dice(2)
    let whole = 0
    for (let i = 0; i < 8000; i++) {
      const seed = dice.roll(4) ? Buffer.concat(frames) : withFooter
      const bytes = damage(seed, [...GENERAL, ...STRUCTURE, ...STRUCTURE], dice)
      const { chunks, isWhole } = await read(bytes, dice.pick([1, 7, 100, 65_536]))
      const stored = Buffer.concat(chunks.map((chunk) => chunk.frame))
      expect(bytes.subarray(0, stored.length).equals(stored)).toBe(true)
      for (const chunk of chunks) {
        const plain = plainChunk(chunk.frame)
        expect(chunk.length).toBe(plain.length)
        expect(chunk.length).toBeLessThanOrEqual(MAX_CHUNK_BYTES)
        expect(chunk.hash.equals(chunkHash(plain))).toBe(true)
      }
      if (isWhole) whole++
      if (isWhole && stored.length < bytes.length)
        expect(bytes.toString('latin1', stored.length, stored.length + 7)).toBe('XETBLOB')
    }
    expect(whole).toBeGreaterThan(300)
  })
})

describe('damaged shards', () => {
  const RECORD = 48
  const seeds = [vectors.shard_upload_no_footer, vectors.captured_js_client.hello_world].map((vector) =>
    Buffer.from(vector.shard_hex, 'hex'),
  )
  const field: Damage = (bytes, dice) => {
    const copy = Buffer.from(bytes)
    const at = dice.roll(Math.floor(copy.length / RECORD)) * RECORD + dice.pick([32, 36, 40, 44])
    if (at + 4 <= copy.length) copy.writeUInt32LE(dice.pick(EXTREMES_U32), at)
    return copy
  }
  const records: Damage = (bytes, dice) => {
    const all = Array.from({ length: Math.floor(bytes.length / RECORD) }, (_, i) =>
      bytes.subarray(i * RECORD, (i + 1) * RECORD),
    )
    if (all.length === 0) return bytes
    all.splice(
      dice.roll(all.length),
      dice.roll(2),
      ...Array.from({ length: dice.roll(3) }, () => dice.pick(all)),
    )
    return Buffer.concat(all)
  }

  /** Every value must be a view on the body; returns how many bytes of it they cover. */
  function touch(shard: Shard, body: Buffer): number {
    let bytes = 0
    for (const file of shard.files) {
      for (let i = 0; i < file.terms.count; i++) {
        expect(file.terms.at(i).xorb).toHaveLength(HASH_BYTES)
        expect(termRange(file, i)).toHaveLength(HASH_BYTES)
      }
      expect(file.sha256 ?? '0'.repeat(64)).toMatch(/^[0-9a-f]{64}$/)
      expect(file.terms.packed.buffer).toBe(body.buffer)
      bytes += file.hash.length + file.terms.packed.length + file.ranges.length
    }
    for (const xorb of shard.xorbs) {
      for (let at = 0; at < xorb.chunks.length / RECORD; at++)
        expect(shardChunk(xorb, at).length).toBeGreaterThanOrEqual(0)
      expect(xorb.chunks.buffer).toBe(body.buffer)
      bytes += xorb.hash.length + xorb.chunks.length
    }
    return bytes
  }

  it('are refused, or give views that lie in them', async () => {
    const dice = new Dice(3)
    let parsed = 0
    for (let i = 0; i < 15_000; i++) {
      const body = damage(dice.pick(seeds), [...GENERAL, field, field, records, records], dice)
      const shard = await accepted(() => parseShard(body))
      if (!shard) continue
      parsed++
      expect(touch(shard, body)).toBeLessThanOrEqual(body.length)
    }
    expect(parsed).toBeGreaterThan(500)
  })
})
