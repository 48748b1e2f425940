import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { encodeChunk } from '../../codecs/xet/chunk.js'
import { chunkHash } from '../../codecs/xet/hash.js'
import { TermList } from '../../codecs/xet/terms.js'
import { XorbIndexBuilder } from '../../codecs/xet/xorb.js'
import { assemble } from './assembly.js'
import type { ChunkSource, Xorb } from './chunk-source.js'

const chunks = Array.from({ length: 12 }, (_, i) =>
  i % 3 === 0 ? Buffer.alloc(131_072, i) : randomBytes(1 + i * 900),
)
const whole = Buffer.concat(chunks)
const xorbHash = Buffer.alloc(32, 7)

/** A xorb of these chunks that is read in pieces of so many bytes, each good until the next is asked for. */
function sourceOf(pieceBytes: number): ChunkSource {
  const frames = chunks.map((chunk) => encodeChunk(chunk))
  const builder = new XorbIndexBuilder()
  for (const [i, chunk] of chunks.entries())
    builder.add(chunkHash(chunk), chunk.length, (frames[i] as Buffer).length)
  const packed = Buffer.concat(frames)
  const xorb = { hash: xorbHash, size: packed.length, index: builder.finish() } as Xorb
  async function* readBytes(_: Xorb, start: number, end: number) {
    const lent = Buffer.alloc(pieceBytes)
    for (let at = start; at < end; at += pieceBytes)
      yield lent.subarray(0, packed.copy(lent, 0, at, Math.min(end, at + pieceBytes)))
  }
  return { find: async () => xorb, readBytes }
}

const terms = TermList.of([
  {
    xorb: xorbHash,
    start: 0,
    end: 5,
    length: chunks.slice(0, 5).reduce((sum, { length }) => sum + length, 0),
  },
  { xorb: xorbHash, start: 5, end: 12, length: chunks.slice(5).reduce((sum, { length }) => sum + length, 0) },
])

async function read(source: ChunkSource, start: number, end: number): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of assemble(source, terms, start, end)) parts.push(Buffer.from(part))
  return Buffer.concat(parts)
}

test.each([1, 7, 8, 1_000, 65_537, 1_048_576])(
  'frames that lie across pieces of %i bytes',
  async (pieceBytes) => {
    const source = sourceOf(pieceBytes)
    expect((await read(source, 0, whole.length)).equals(whole)).toBe(true)
    const [start, end] = [131_071, whole.length - 3]
    expect((await read(source, start, end)).equals(whole.subarray(start, end))).toBe(true)
  },
)
