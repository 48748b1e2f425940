import { CHUNK_HEADER_BYTES, decodeChunk, parseChunkHeader } from '../../codecs/xet/chunk.js'
import { toHex } from '../../codecs/xet/hash.js'
import type { Term, TermList } from '../../codecs/xet/terms.js'
import type { XorbIndex } from '../../codecs/xet/xorb-index.js'
import { HubError } from '../../core/errors.js'
import type { ChunkSource } from './chunk-source.js'

/**
 * Bytes [start, end) of the file that `terms` make, chunk by chunk: memory does not grow with the file. Each piece is
 * good only until the next is asked for. Throws BlobDamaged when a xorb is missing or bad.
 */
export async function* assemble(
  source: ChunkSource,
  terms: TermList,
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  let at = 0
  for (const term of terms) {
    if (at >= end) return
    if (at + term.length > start)
      yield* termBytes(source, term, Math.max(0, start - at), Math.min(term.length, end - at))
    at += term.length
  }
}

/** Bytes [start, end) of one term. */
async function* termBytes(
  source: ChunkSource,
  term: Term,
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  const xorb = await source.find(term.xorb)
  if (!xorb) throw new HubError('BlobDamaged', { path: `the xorb ${toHex(term.xorb)}` })
  const { index } = xorb
  const base = index.rawStart(term.start)
  const first = chunkAt(index, term.start, term.end, base + start)
  const last = chunkAt(index, term.start, term.end, base + end - 1)
  let at = index.rawStart(first) - base
  for await (const bytes of chunks(source.readBytes(xorb, index.start(first), index.end(last)))) {
    const from = Math.max(0, start - at)
    const to = Math.min(bytes.length, end - at)
    at += bytes.length
    yield from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to)
  }
}

/** The chunk in [low, high) that holds byte `position` of the unpacked xorb. */
export function chunkAt(index: XorbIndex, low: number, high: number, position: number): number {
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (index.rawStart(middle) <= position) low = middle
    else high = middle
  }
  return low
}

/** Unpacks a run of whole chunks. */
async function* chunks(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0)
  for await (const piece of pieces) {
    let rest = piece
    // only the frame that began in the piece before is put together; a copy of all would cost as much as its hash
    while (held.length > 0 && rest.length > 0) {
      const missing = rest.subarray(0, (frameBytes(held) ?? CHUNK_HEADER_BYTES) - held.length)
      held = Buffer.concat([held, missing])
      rest = rest.subarray(missing.length)
      if (!isFrame(held)) continue
      yield decodeFrame(held)
      held = Buffer.alloc(0)
    }
    for (; isFrame(rest); rest = rest.subarray(frameBytes(rest))) yield decodeFrame(rest)
    // the piece is only lent
    if (rest.length > 0) held = Buffer.from(rest)
  }
}

/** Of the frame that `bytes` begin with; undefined while its header is not whole. */
const frameBytes = (bytes: Buffer): number | undefined =>
  bytes.length < CHUNK_HEADER_BYTES ? undefined : CHUNK_HEADER_BYTES + parseChunkHeader(bytes).stored

const isFrame = (bytes: Buffer): boolean => bytes.length >= (frameBytes(bytes) ?? Number.POSITIVE_INFINITY)

function decodeFrame(bytes: Buffer): Buffer {
  const header = parseChunkHeader(bytes)
  return decodeChunk(header, bytes.subarray(CHUNK_HEADER_BYTES, CHUNK_HEADER_BYTES + header.stored))
}
