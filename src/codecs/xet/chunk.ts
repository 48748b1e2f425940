import { group, ungroup } from './byte-grouping.js'
import { decodeFrame, encodeFrame } from './lz4-frame.js'
import { MalformedXet } from './malformed.js'

/** One chunk as it stands in a xorb. docs/protocols/xet.md, section 3.1. */
export const CHUNK_HEADER_BYTES = 8
export const MAX_CHUNK_BYTES = 131_072
/** Current clients never store more than the chunk itself has; this is what they accept. */
const MAX_STORED_BYTES = 262_144
export const MAX_FRAME_BYTES = CHUNK_HEADER_BYTES + MAX_STORED_BYTES

export const SCHEME = { none: 0, lz4: 1, groupedLz4: 2 } as const
export type Scheme = (typeof SCHEME)[keyof typeof SCHEME]

/** u8 version 0 | u24 LE bytes that follow | u8 scheme | u24 LE bytes of the chunk itself. */
export interface ChunkHeader {
  scheme: Scheme
  /** Bytes of the payload. */
  stored: number
  /** Bytes of the chunk. */
  length: number
}

/** Throws MalformedXet when the first 8 of `bytes` are not the header of a legal chunk. */
export function parseChunkHeader(bytes: Uint8Array): ChunkHeader {
  if (bytes.length < CHUNK_HEADER_BYTES) throw new MalformedXet('chunk: the header is cut off')
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, CHUNK_HEADER_BYTES)
  const version = header.readUInt8(0)
  if (version !== 0) throw new MalformedXet(`chunk: version ${version} is not known`)
  const scheme = header.readUInt8(4)
  if (!isScheme(scheme)) throw new MalformedXet(`chunk: compression scheme ${scheme} is not known`)
  const stored = header.readUIntLE(1, 3)
  const length = header.readUIntLE(5, 3)
  checkLengths(scheme, stored, length)
  return { scheme, stored, length }
}

const isScheme = (value: number): value is Scheme => value <= SCHEME.groupedLz4

function checkLengths(scheme: Scheme, stored: number, length: number): void {
  if (length === 0 || length > MAX_CHUNK_BYTES) {
    throw new MalformedXet(`chunk: ${length} bytes is not between 1 and ${MAX_CHUNK_BYTES}`)
  }
  if (stored > MAX_STORED_BYTES) throw new MalformedXet(`chunk: ${stored} stored bytes are too many`)
  if (scheme === SCHEME.none && stored !== length) {
    throw new MalformedXet(`chunk: ${stored} bytes stored as they are, ${length} announced`)
  }
}

/** The chunk's own bytes; for scheme 0 the payload itself, not a copy. Throws MalformedXet. */
export function decodeChunk(header: ChunkHeader, payload: Uint8Array): Buffer {
  if (payload.length !== header.stored) {
    throw new MalformedXet(`chunk: ${payload.length} bytes of payload, ${header.stored} announced`)
  }
  if (header.scheme === SCHEME.none) return Buffer.from(payload.buffer, payload.byteOffset, payload.length)
  const bytes = decodeFrame(payload, header.length)
  return header.scheme === SCHEME.groupedLz4 ? ungroup(bytes) : bytes
}

/** Header and payload for 1 to 131072 bytes: compressed when that makes them fewer. */
export function encodeChunk(bytes: Uint8Array, scheme: Scheme = SCHEME.lz4): Buffer {
  const payload = compress(bytes, scheme)
  if (payload.length >= bytes.length) return frame(SCHEME.none, bytes, bytes.length)
  return frame(scheme, payload, bytes.length)
}

function compress(bytes: Uint8Array, scheme: Scheme): Uint8Array {
  if (scheme === SCHEME.none) return bytes
  return encodeFrame(scheme === SCHEME.groupedLz4 ? group(bytes) : bytes)
}

function frame(scheme: Scheme, payload: Uint8Array, length: number): Buffer {
  if (length === 0 || length > MAX_CHUNK_BYTES) throw new RangeError(`${length} bytes are not one chunk`)
  const framed = Buffer.allocUnsafe(CHUNK_HEADER_BYTES + payload.length)
  framed.writeUInt8(0, 0)
  framed.writeUIntLE(payload.length, 1, 3)
  framed.writeUInt8(scheme, 4)
  framed.writeUIntLE(length, 5, 3)
  framed.set(payload, CHUNK_HEADER_BYTES)
  return framed
}
