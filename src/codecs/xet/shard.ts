import { HASH_BYTES, ZERO_HASH } from './hash.js'
import { MalformedXet } from './malformed.js'
import { FileBlock, type ShardFile, type ShardXorb, XorbBlock } from './shard-blocks.js'
import {
  BLOCK,
  BOOKEND,
  FILE_FLAG,
  FOOTER_BYTES,
  HEADER,
  MAGIC,
  RECORD_BYTES,
  SHARD_VERSION,
} from './shard-format.js'
import { MAX_XORB_CHUNKS } from './xorb.js'

export { type ShardFile, type ShardXorb, shardChunk, termRange } from './shard-blocks.js'

/** Shards: which xorbs' chunks make which files. docs/protocols/xet.md, section 5. */
export const MAX_SHARD_BYTES = 67_108_864

export interface Shard {
  files: ShardFile[]
  xorbs: ShardXorb[]
}

/** Takes records one after the other, from the second on: the first is the shard's header. */
class Records {
  private next = 1
  private readonly total: number

  constructor(
    private readonly body: Buffer,
    private readonly endBytes: number,
  ) {
    this.total = Math.floor(endBytes / RECORD_BYTES)
  }

  get isAtEnd(): boolean {
    return this.next * RECORD_BYTES === this.endBytes
  }

  /** The number of the next record, which `count` - 1 others follow. Nothing is read or allocated before. */
  take(count: number, what: string): number {
    if (count > this.total - this.next) {
      throw new MalformedXet(`shard: ${what} at byte ${this.next * RECORD_BYTES} runs past the end`)
    }
    this.next += count
    return this.next - count
  }

  /** The number of the next block's header; undefined for the record that ends the section. */
  block(section: string): number | undefined {
    const first = this.take(1, `the ${section} section`)
    return hasHash(this.body, first, BOOKEND) ? undefined : first
  }
}

/** Whether record `first` begins with the 32 bytes that `hash` does. */
const hasHash = (body: Buffer, first: number, hash: Buffer): boolean => {
  const at = first * RECORD_BYTES
  return body.compare(hash, 0, HASH_BYTES, at, at + HASH_BYTES) === 0
}

/** A shard as clients upload it. Its values are views on `body`, which must stay as it is. Throws MalformedXet. */
export function parseShard(body: Buffer): Shard {
  if (body.length > MAX_SHARD_BYTES) throw new MalformedXet(`shard: more than ${MAX_SHARD_BYTES} bytes`)
  const footerBytes = parseHeader(body)
  const source = new Records(body, body.length - footerBytes)
  const shard = { files: parseFiles(body, source), xorbs: parseXorbs(body, source) }
  // lookup tables may stand before a footer, which clients write and nobody needs
  if (footerBytes === 0 && !source.isAtEnd) throw new MalformedXet('shard: bytes after the xorb section')
  return shard
}

/** Bytes of the footer, of which there may be none. */
function parseHeader(body: Buffer): number {
  if (body.length < RECORD_BYTES || body.compare(MAGIC, 0, MAGIC.length, 0, MAGIC.length) !== 0) {
    throw new MalformedXet('shard: does not begin with its magic number')
  }
  const version = body.readBigUInt64LE(HEADER.version)
  if (version !== BigInt(SHARD_VERSION)) throw new MalformedXet(`shard: version ${version} is not known`)
  const footerBytes = body.readBigUInt64LE(HEADER.footerBytes)
  if (footerBytes !== 0n && footerBytes !== BigInt(FOOTER_BYTES)) {
    throw new MalformedXet(`shard: a footer of ${footerBytes} bytes is not known`)
  }
  if (body.length < RECORD_BYTES + Number(footerBytes)) throw new MalformedXet('shard: the footer is cut off')
  return Number(footerBytes)
}

/** Of files with one hash the first is kept: section 5.6. */
function parseFiles(body: Buffer, source: Records): ShardFile[] {
  const files: ShardFile[] = []
  const seen = new Set<string>()
  for (let first = source.block('file'); first !== undefined; first = source.block('file')) {
    const file = parseFile(body, source, first)
    const at = first * RECORD_BYTES
    const key = body.toString('latin1', at, at + HASH_BYTES)
    if (!seen.has(key)) files.push(file)
    seen.add(key)
  }
  return files
}

function parseFile(body: Buffer, source: Records, first: number): ShardFile {
  const at = first * RECORD_BYTES
  const flags = body.readUInt32LE(at + BLOCK.flags)
  const count = body.readUInt32LE(at + BLOCK.count)
  const isVerified = flags >= FILE_FLAG.verification
  const hasSha256 = (flags & FILE_FLAG.metadata) !== 0
  const where = `the file at byte ${at}`
  if (!isVerified && count > 0) throw new MalformedXet(`shard: ${where} has no verification records`)
  if ((count === 0) !== hasHash(body, first, ZERO_HASH)) {
    throw new MalformedXet(`shard: ${where} has ${count} terms, which its hash cannot have`)
  }
  // without terms there is nothing to verify, so the flag makes no difference
  source.take(2 * count + (hasSha256 ? 1 : 0), where)
  return new FileBlock(body, first, count, hasSha256)
}

function parseXorbs(body: Buffer, source: Records): ShardXorb[] {
  const xorbs: ShardXorb[] = []
  for (let first = source.block('xorb'); first !== undefined; first = source.block('xorb')) {
    const at = first * RECORD_BYTES
    const count = body.readUInt32LE(at + BLOCK.count)
    const where = `the xorb at byte ${at}`
    if (hasHash(body, first, ZERO_HASH)) throw new MalformedXet(`shard: ${where} has no hash`)
    if (count === 0 || count > MAX_XORB_CHUNKS) throw new MalformedXet(`shard: ${where} has ${count} chunks`)
    source.take(count, where)
    xorbs.push(new XorbBlock(body, first, count))
  }
  return xorbs
}
