import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fileBytes, inBlocks, vectors } from '../../../test/support/xet-vectors.js'
import { encodeChunk } from './chunk.js'
import { chunkHash, parseHex, toHex } from './hash.js'
import { MalformedXet } from './malformed.js'
import { fileHash, xorbHash } from './merkle.js'
import { MAX_XORB_CHUNKS, readXorb, type XorbChunk, XorbIndex, XorbIndexBuilder } from './xorb.js'

const vector = vectors.xorb_three_schemes
const body = Buffer.from(vector.body_hex, 'hex')
const withFooter = Buffer.from(vector.full_with_footer_hex, 'hex')

async function read(bytes: Buffer, block = 65_536): Promise<XorbChunk[]> {
  const chunks: XorbChunk[] = []
  for await (const chunk of readXorb(inBlocks(bytes, block)))
    chunks.push({ ...chunk, frame: Buffer.from(chunk.frame) })
  return chunks
}
const refused = (bytes: Buffer) => expect(read(bytes)).rejects.toThrow(MalformedXet)
const indexOf = (chunks: XorbChunk[]) =>
  XorbIndex.of(chunks.map(({ hash, length, frame }) => ({ hash, length, frameBytes: frame.length })))

/** A footer of the first kind, without raw offsets. */
function oldFooter(index: XorbIndex): Buffer {
  const numbers = Buffer.alloc(4 + 4 * index.count)
  numbers.writeUInt32LE(index.count)
  for (let i = 0; i < index.count; i++) numbers.writeUInt32LE(index.end(i), 4 + 4 * i)
  const hash = xorbHash(index.leaves())
  const all = index.hashes(0, index.count)
  const info = Buffer.concat([Buffer.from('XETBLOB\0'), hash, numbers, all, Buffer.alloc(16)])
  const length = Buffer.alloc(4)
  length.writeUInt32LE(info.length)
  return Buffer.concat([info, length])
}

describe('xorb bodies', () => {
  it.each([
    ['without footer', body],
    ['with a footer', withFooter],
  ])('%s are read under every scheme, however they are sliced', async (_, bytes) => {
    for (const block of [1, 3, 8, 19, 1000]) {
      const chunks = await read(bytes, block)
      expect(chunks.map((chunk) => toHex(chunk.hash))).toEqual(vector.chunks.map((chunk) => chunk.hash))
      expect(chunks.map((chunk) => chunk.length)).toEqual(vector.chunks.map((c) => c.data_hex.length / 2))
      expect(toHex(xorbHash(chunks))).toBe(vector.xorb_hash)
      expect(Buffer.concat(chunks.map((chunk) => chunk.frame))).toEqual(body)
    }
  })

  it('with a footer of version 0 are read', async () => {
    const index = indexOf(await read(body))
    expect(await read(Buffer.concat([body, oldFooter(index)]))).toHaveLength(3)
  })

  it('of the JS client are read: plain, linked LZ4 and grouped', async () => {
    const { hello_world, repeated_text, float_file } = vectors.captured_js_client
    for (const { xorb_hash, xorb_body_hex } of [hello_world, repeated_text, float_file])
      expect(toHex(xorbHash(await read(Buffer.from(xorb_body_hex, 'hex'))))).toBe(xorb_hash)
  })

  it('of the JS client hash as it says, and as ours of the same chunks do', async () => {
    const { chunks, xorb_body_hex, xorb_body_sha256, file_hash } = vectors.captured_js_client.float_file
    const theirs = Buffer.from(xorb_body_hex, 'hex')
    expect(createHash('sha256').update(theirs).digest('hex')).toBe(xorb_body_sha256)
    const floats = Float32Array.from({ length: 10_000 }, (_, i) => Math.fround(1 + i * 0.001))
    const bytes = Buffer.from(floats.buffer)
    const cut = chunks[0]!.uncompressed
    const ours = Buffer.concat(
      [bytes.subarray(0, cut), bytes.subarray(cut)].map((part) => encodeChunk(part, 2)),
    )
    for (const found of [await read(theirs), await read(ours)]) {
      expect(found.map((chunk) => toHex(chunk.hash))).toEqual(chunks.map((chunk) => chunk.hash))
      expect(toHex(fileHash(found))).toBe(file_hash)
    }
  })

  it('may have chunks of 5 bytes, and of 8128 as the JS client cuts them', async () => {
    const parts = [5, 8128, 1].map((length) => Buffer.alloc(length, length))
    const chunks = await read(Buffer.concat(parts.map((part) => encodeChunk(part))))
    expect(chunks.map((chunk) => chunk.hash)).toEqual(parts.map(chunkHash))
  })

  it('that are empty, cut off or followed by garbage are refused', async () => {
    await refused(Buffer.alloc(0))
    for (const bytes of [body, withFooter])
      for (let end = 0; end < bytes.length; end++)
        if (![0, ...vector.chunk_boundary_offsets].includes(end)) await refused(bytes.subarray(0, end))
    for (const bytes of [body, withFooter])
      for (const tail of ['\0', 'garbage', 'garbage!!', 'XETBLOB'])
        await refused(Buffer.concat([bytes, Buffer.from(tail)]))
  })

  it('with nothing but a footer, or one of other chunks, are refused', async () => {
    await refused(withFooter.subarray(body.length))
    await refused(Buffer.concat([body, withFooter]))
    await refused(withFooter.subarray(vector.chunk_boundary_offsets[0]!))
    const otherVersion = Buffer.from(withFooter)
    otherVersion[body.length + 7] = 2
    await refused(otherVersion)
    const otherLength = Buffer.from(withFooter)
    otherLength[otherLength.length - 4]! += 1
    await refused(otherLength)
  })

  it.each([
    ['version 1', 0, 1],
    ['scheme 3', 4, 3],
    ['scheme 99', 4, 99],
    ['a payload past the end', 2, 1],
    ['a length of 0', 5, 0],
  ])('with %s are refused', async (_, at, value) => {
    const bytes = Buffer.from(body)
    bytes[at] = value
    await refused(bytes)
  })

  it('have 8192 chunks at most', async () => {
    const chunk = encodeChunk(Buffer.from('x'))
    const most = Buffer.alloc(chunk.length * MAX_XORB_CHUNKS, chunk)
    expect(await read(most)).toHaveLength(MAX_XORB_CHUNKS)
    await refused(Buffer.concat([most, chunk]))
  })

  it('have 64 MiB at most, and are not read on beyond', async () => {
    const chunk = encodeChunk(fileBytes('splitmix1-65536'))
    let given = 0
    const endless = async function* () {
      for (; given < 3000; given++) yield chunk
    }
    const count = async () => {
      let chunks = 0
      for await (const _ of readXorb(endless())) chunks++
      return chunks
    }
    await expect(count()).rejects.toThrow(/more than 67174400 bytes/)
    expect(given).toBe(Math.floor(67_174_400 / chunk.length))
  })

  it('end their source when the reader stops, or finds an error', async () => {
    for (const bytes of [body, Buffer.alloc(100, 1)]) {
      let ended = false
      const source = async function* () {
        try {
          yield bytes
          yield bytes
        } finally {
          ended = true
        }
      }
      await readXorb(source())
        .next()
        .then((step) => step.value)
        .catch(() => undefined)
      const reading = readXorb(source())
      await reading.next().catch(() => undefined)
      await reading.return(undefined)
      expect(ended).toBe(true)
    }
  })
})

describe('xorb index', () => {
  it('tells where chunks stand, packed and raw', async () => {
    const index = indexOf(await read(body))
    const all = [0, 1, 2]
    expect(index.count).toBe(3)
    expect(index.packed).toHaveLength(120)
    expect(all.map((i) => index.end(i))).toEqual(vector.chunk_boundary_offsets)
    expect(all.map((i) => index.start(i))).toEqual([0, ...vector.chunk_boundary_offsets.slice(0, 2)])
    expect(all.map((i) => index.rawStart(i + 1))).toEqual(vector.unpacked_chunk_offsets)
    expect([index.size, index.rawSize]).toEqual([body.length, vector.unpacked_chunk_offsets[2]])
    expect(all.map((i) => toHex(index.hash(i)))).toEqual(vector.chunks.map((chunk) => chunk.hash))
    expect(index.hashes(1, 3)).toEqual(Buffer.concat([index.hash(1), index.hash(2)]))
    expect([...index.leaves(1, 2)]).toEqual([{ hash: index.hash(1), length: 300 }])
    expect(toHex(xorbHash(new XorbIndex(index.packed).leaves()))).toBe(vector.xorb_hash)
  })

  it('knows no chunk outside of it', () => {
    const builder = new XorbIndexBuilder()
    builder.add(parseHex('a'.repeat(64))!, 5, 13)
    const index = builder.finish()
    for (const i of [-1, 1, Number.NaN]) expect(() => index.hash(i)).toThrow(RangeError)
    for (const i of [-1, 2]) expect(() => index.rawStart(i)).toThrow(RangeError)
    expect(() => index.hashes(0, 2)).toThrow(RangeError)
    expect(() => new XorbIndex(index.packed.subarray(1))).toThrow(MalformedXet)
    expect([XorbIndex.of([]).size, XorbIndex.of([]).rawSize]).toEqual([0, 0])
  })
})
