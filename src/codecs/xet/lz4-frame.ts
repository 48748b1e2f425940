import { compressFrameSync } from 'lz4-napi'
import { decodeBlock, decodeFirstBlock } from './lz4-block.js'
import { MalformedXet } from './malformed.js'

/**
 * LZ4 frames: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md, as docs/protocols/xet.md section 3.2
 * narrows them. Checksums are passed over: whoever decodes compares the BLAKE3 hash of the result.
 */
const MAGIC = 0x184d2204
const CHECKSUM_BYTES = 4
/** Magic, flags, block size code and header checksum; the size of the content may stand before the last. */
const SHORT_HEADER_BYTES = 7
const CONTENT_SIZE_BYTES = 8
const FLAG = { independent: 0x20, blockChecksum: 0x10, contentSize: 0x08, contentChecksum: 0x04 }
/** Version in the two high bits: 01. The bits of dictionaries and of future use must be 0. */
const VERSION_MASK = 0xc3
const VERSION = 0x40
const STORED = 0x8000_0000

interface FrameHeader {
  flags: number
  maxBlockBytes: number
  /** Bytes of the header itself. */
  end: number
}

/** The bytes in a frame, which must be `length` and no more. Memory: those bytes. Throws MalformedXet. */
export function decodeFrame(frame: Uint8Array, length: number): Buffer {
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.length)
  const header = parseHeader(bytes, length)
  const out = Buffer.allocUnsafe(length)
  const { read, written } = decodeBlocks(bytes, header, out)
  if (written !== length) throw new MalformedXet(`LZ4 frame: ${written} bytes where ${length} are announced`)
  const trailer = header.flags & FLAG.contentChecksum ? CHECKSUM_BYTES : 0
  if (read + trailer !== bytes.length) throw new MalformedXet(`LZ4 frame: does not end at byte ${read}`)
  return out
}

function parseHeader(bytes: Buffer, length: number): FrameHeader {
  if (bytes.length < SHORT_HEADER_BYTES || bytes.readUInt32LE(0) !== MAGIC) {
    throw new MalformedXet('LZ4 frame: does not begin with its magic number')
  }
  const flags = bytes.readUInt8(4)
  if ((flags & VERSION_MASK) !== VERSION)
    throw new MalformedXet(`LZ4 frame: flags ${flags} are not supported`)
  const end = SHORT_HEADER_BYTES + (flags & FLAG.contentSize ? CONTENT_SIZE_BYTES : 0)
  if (bytes.length < end) throw new MalformedXet('LZ4 frame: the header is cut off')
  if (flags & FLAG.contentSize && bytes.readBigUInt64LE(6) !== BigInt(length)) {
    throw new MalformedXet(`LZ4 frame: its header does not say ${length} bytes`)
  }
  return { flags, maxBlockBytes: maxBlockBytes(bytes.readUInt8(5)), end }
}

/** Codes 4 to 7 in bits 4 to 6 mean 64 KiB, 256 KiB, 1 MiB and 4 MiB. */
function maxBlockBytes(code: number): number {
  if ((code & 0xcf) !== 0x40) throw new MalformedXet(`LZ4 frame: block size code ${code} is not one`)
  return 1 << (2 * (code >> 4) + 8)
}

/** Decodes all blocks up to the end mark. `read` and `written` count from the start of `bytes` and `out`. */
function decodeBlocks(bytes: Buffer, header: FrameHeader, out: Buffer): { read: number; written: number } {
  const isChecked = (header.flags & FLAG.blockChecksum) !== 0
  let read = header.end
  let written = 0
  for (;;) {
    if (read + 4 > bytes.length) throw new MalformedXet('LZ4 frame: ends before its end mark')
    const word = bytes.readUInt32LE(read)
    read += 4
    if (word === 0) return { read, written }
    const block = bytes.subarray(read, read + (word & ~STORED))
    if (block.length !== (word & ~STORED) || block.length > header.maxBlockBytes) {
      throw new MalformedXet(`LZ4 frame: the block at byte ${read} is too long`)
    }
    written = decodeInto(out, written, block, header, word >= STORED)
    read += block.length + (isChecked ? CHECKSUM_BYTES : 0)
  }
}

/** Writes one block's bytes at `at` and returns where they end. */
function decodeInto(out: Buffer, at: number, block: Buffer, header: FrameHeader, isStored: boolean): number {
  const end = Math.min(out.length, at + header.maxBlockBytes)
  if (isStored) {
    if (block.length > end - at) throw new MalformedXet('LZ4 frame: more bytes than announced')
    return at + block.copy(out, at)
  }
  if (at === 0) return decodeFirstBlock(block, out.subarray(0, end))
  const floor = header.flags & FLAG.independent ? at : 0
  return decodeBlock(block, { bytes: out, floor, at, end })
}

/** One frame without checksums, of independent blocks. */
export const encodeFrame = (bytes: Uint8Array): Buffer => compressFrameSync(asBuffer(bytes))

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
