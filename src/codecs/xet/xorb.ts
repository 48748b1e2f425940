import { BlockReader } from './block-reader.js'
import { CHUNK_HEADER_BYTES, decodeChunk, MAX_FRAME_BYTES, parseChunkHeader } from './chunk.js'
import { chunkHash } from './hash.js'
import { MalformedXet } from './malformed.js'

export { XORB_ENTRY_BYTES, XorbIndex, XorbIndexBuilder } from './xorb-index.js'

/** Xorbs: packs of chunks, one after the other. docs/protocols/xet.md, section 3. */
export const MAX_XORB_CHUNKS = 8192
/** Clients fill a xorb up to 64 MiB of contents; where these do not compress, the chunk headers come on top. */
export const MAX_XORB_BYTES = 67_108_864 + MAX_XORB_CHUNKS * CHUNK_HEADER_BYTES

/** A footer begins with this and its version; no chunk header can. */
const FOOTER_MARK = 'XETBLOB'
/** Fixed bytes and bytes per chunk of footers by version, without the u32 of their length after them. */
const FOOTER_BYTES = [
  { fixed: 60, perChunk: 36 },
  { fixed: 92, perChunk: 40 },
]
const FOOTER_LENGTH_BYTES = 4

export interface XorbChunk {
  /** Header and payload as they came; good until the next chunk is asked for. */
  frame: Buffer
  /** Of the chunk's own bytes; computed, never believed. */
  hash: Buffer
  /** Raw bytes. */
  length: number
}

/**
 * The chunks of a xorb body as they come in, each decoded and hashed; a footer is dropped. Memory: one chunk and one
 * block of the source. Throws MalformedXet where the body breaks a rule; chunks before that were given out by then.
 */
export async function* readXorb(source: AsyncIterable<Uint8Array>): AsyncGenerator<XorbChunk> {
  const reader = new BlockReader(source)
  try {
    yield* readChunks(reader)
  } finally {
    await reader.close()
  }
}

async function* readChunks(reader: BlockReader): AsyncGenerator<XorbChunk> {
  // one for all: new memory for each chunk would keep the collector busier than the hashing
  const buffer = Buffer.allocUnsafeSlow(MAX_FRAME_BYTES)
  let count = 0
  let size = 0
  for (let head = await readHead(reader); head; head = await readHead(reader)) {
    if (head.toString('latin1', 0, FOOTER_MARK.length) === FOOTER_MARK) {
      await skipFooter(reader, head.readUInt8(FOOTER_MARK.length), count)
      break
    }
    const chunk = await readChunk(reader, head, { count, size, buffer })
    count++
    size += chunk.frame.length
    yield chunk
  }
  if (count === 0) throw new MalformedXet('xorb: there is no chunk in it')
}

/** The next 8 bytes; undefined at the end of the body. */
async function readHead(reader: BlockReader): Promise<Buffer | undefined> {
  const head = Buffer.alloc(CHUNK_HEADER_BYTES)
  const got = await reader.fill(head)
  if (got === 0) return undefined
  if (got < head.length) throw new MalformedXet(`xorb: ${got} bytes after the last chunk`)
  return head
}

interface SoFar {
  count: number
  size: number
  /** For the frame. */
  buffer: Buffer
}

async function readChunk(
  reader: BlockReader,
  head: Buffer,
  { count, size, buffer }: SoFar,
): Promise<XorbChunk> {
  const header = parseChunkHeader(head)
  if (count === MAX_XORB_CHUNKS) throw new MalformedXet(`xorb: more than ${MAX_XORB_CHUNKS} chunks`)
  const frameBytes = CHUNK_HEADER_BYTES + header.stored
  if (size + frameBytes > MAX_XORB_BYTES) throw new MalformedXet(`xorb: more than ${MAX_XORB_BYTES} bytes`)
  const frame = buffer.subarray(0, frameBytes)
  head.copy(frame)
  const payload = frame.subarray(CHUNK_HEADER_BYTES)
  if ((await reader.fill(payload)) < payload.length) throw new MalformedXet(`xorb: chunk ${count} is cut off`)
  const bytes = decodeChunk(header, payload)
  return { frame, hash: chunkHash(bytes), length: bytes.length }
}

/** Reads past a footer, which must have the length its version and `count` give and end the body. Section 3.4. */
async function skipFooter(reader: BlockReader, version: number, count: number): Promise<void> {
  const shape = FOOTER_BYTES[version]
  if (!shape) throw new MalformedXet(`xorb: footer version ${version} is not known`)
  const size = shape.fixed + shape.perChunk * count
  const rest = Buffer.alloc(size + FOOTER_LENGTH_BYTES - CHUNK_HEADER_BYTES)
  const got = await reader.fill(rest)
  if (got < rest.length || rest.readUInt32LE(size - CHUNK_HEADER_BYTES) !== size) {
    throw new MalformedXet(`xorb: the footer is not one of ${count} chunks`)
  }
  if ((await reader.fill(Buffer.alloc(1))) > 0) throw new MalformedXet('xorb: bytes after the footer')
}
