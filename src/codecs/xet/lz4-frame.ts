import { compressFrameSync } from 'lz4-napi'
import { decodeBlock, decodeFirstBlock } from './lz4-block.js'
import { MalformedXet } from './malformed.js'
import { xxHash32 } from './xxhash32.js'

/**
 * LZ4 frames: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md, as docs/protocols/xet.md section 3.2
 * narrows them. The chunk's hash says whether the bytes are right; checksums are looked at all the same, because
 * clients do, and a stored chunk that only we can read would be a trap for who refers to it.
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
const EMPTY = Buffer.alloc(0)

interface FrameHeader {
  flags: number
  maxBlockBytes: number
  /** Bytes of the header itself. */
  end: number
}

/** The bytes in a frame, which must be `length` and no more. Memory: those bytes. Throws MalformedXet. */
export function decodeFrame(frame: Uint8Array, length: number): Buffer {
  const bytes = asBuffer(frame)
  const header = parseHeader(bytes, length)
  const output = new Output(length, header)
  const read = decodeBlocks(bytes, header, output)
  const trailer = header.flags & FLAG.contentChecksum ? CHECKSUM_BYTES : 0
  if (read + trailer !== bytes.length) throw new MalformedXet(`LZ4 frame: does not end at byte ${read}`)
  const content = output.finish()
  if (trailer > 0) checkSum(content, bytes.readUInt32LE(read))
  return content
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
  const descriptor = bytes.subarray(4, end - 1)
  if (((xxHash32(descriptor) >>> 8) & 0xff) !== bytes.readUInt8(end - 1)) {
    throw new MalformedXet('LZ4 frame: the checksum of its header is wrong')
  }
  return { flags, maxBlockBytes: maxBlockBytes(bytes.readUInt8(5)), end }
}

function checkSum(bytes: Buffer, stated: number): void {
  if (xxHash32(bytes) !== stated) throw new MalformedXet('LZ4 frame: a checksum is wrong')
}

/** Codes 4 to 7 in bits 4 to 6 mean 64 KiB, 256 KiB, 1 MiB and 4 MiB. */
function maxBlockBytes(code: number): number {
  if ((code & 0xcf) !== 0x40) throw new MalformedXet(`LZ4 frame: block size code ${code} is not one`)
  return 1 << (2 * (code >> 4) + 8)
}

/** Decodes all blocks up to the end mark, and returns where that ends. */
function decodeBlocks(bytes: Buffer, header: FrameHeader, output: Output): number {
  const isChecked = (header.flags & FLAG.blockChecksum) !== 0
  let at = header.end
  for (;;) {
    if (at + 4 > bytes.length) throw new MalformedXet('LZ4 frame: ends before its end mark')
    const word = bytes.readUInt32LE(at)
    at += 4
    if (word === 0) return at
    const size = word & ~STORED
    const block = bytes.subarray(at, at + size)
    if (block.length < size || size > header.maxBlockBytes) {
      throw new MalformedXet(`LZ4 frame: the block at byte ${at} is too long`)
    }
    if (word >= STORED) output.addStored(block)
    else output.addBlock(block)
    at += size
    if (!isChecked) continue
    if (at + CHECKSUM_BYTES > bytes.length) throw new MalformedXet('LZ4 frame: a checksum is cut off')
    checkSum(block, bytes.readUInt32LE(at))
    at += CHECKSUM_BYTES
  }
}

/** The bytes of a frame as its blocks give them. */
class Output {
  private bytes: Buffer = EMPTY
  private written = 0
  private isFirst = true

  constructor(
    private readonly length: number,
    private readonly header: FrameHeader,
  ) {}

  addStored(block: Buffer): void {
    if (block.length > this.room) throw new MalformedXet('LZ4 frame: more bytes than announced')
    this.allocate()
    this.written += block.copy(this.bytes, this.written)
  }

  addBlock(block: Buffer): void {
    const at = this.written
    if (this.isFirst) {
      this.addFirst(block)
      return
    }
    const floor = this.header.flags & FLAG.independent ? at : 0
    this.written = decodeBlock(block, { bytes: this.bytes, floor, at, end: at + this.room })
  }

  finish(): Buffer {
    if (this.written === this.length) return this.bytes
    throw new MalformedXet(`LZ4 frame: ${this.written} bytes where ${this.length} are announced`)
  }

  /** How many bytes the next block may have. */
  private get room(): number {
    return Math.min(this.header.maxBlockBytes, this.length - this.written)
  }

  /** Nearly all frames have one block; then its bytes are not copied. */
  private addFirst(block: Buffer): void {
    const first = decodeFirstBlock(block, this.room)
    if (first.length === this.length) this.bytes = first
    this.allocate()
    if (this.bytes !== first) first.copy(this.bytes)
    this.written = first.length
  }

  private allocate(): void {
    this.isFirst = false
    if (this.bytes.length < this.length) this.bytes = Buffer.allocUnsafe(this.length)
  }
}

/** One frame without checksums, of independent blocks. */
export const encodeFrame = (bytes: Uint8Array): Buffer => compressFrameSync(asBuffer(bytes))

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
