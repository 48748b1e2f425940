import { createHash } from 'node:crypto'
import { HASH_BYTES, parseHex, termHash, toHex } from '../../src/codecs/xet/hash.js'
import { fileHash, type Leaf } from '../../src/codecs/xet/merkle.js'
import {
  BLOCK,
  BOOKEND,
  CHUNK,
  CHUNK_FLAG_DEDUP,
  FILE_FLAG,
  FOOTER_BYTES,
  HEADER,
  MAGIC,
  RECORD_BYTES,
  SHARD_VERSION,
} from '../../src/codecs/xet/shard-format.js'
import type { XorbIndex } from '../../src/codecs/xet/xorb-index.js'

/** Writes shards as clients do, and as clients must not: every field may be changed before it is written. */
export interface TermSpec {
  xorb: Buffer
  length: number
  start: number
  end: number
  /** What proves that the sender knows the chunks. */
  verification: Buffer
  leaves: Leaf[]
  bytes: Buffer
}
export interface FileSpec {
  hash: Buffer
  hex: string
  terms: TermSpec[]
  bytes: Buffer
  size: number
  sha256: string
  /** false: without verification records. */
  verified?: boolean
  /** false: without a metadata record. */
  named?: boolean
  /** What the header says instead of the number of terms. */
  count?: number
}
interface XorbSpec {
  hash: Buffer
  index: XorbIndex
  /** Chunks that are marked for deduplication. */
  flagged?: number[]
  /** What the header says instead of the number of chunks. */
  count?: number
}
export interface ShardSpec {
  files: FileSpec[]
  xorbs?: XorbSpec[]
  /** 200 bytes of footer, as the JavaScript client sends them. */
  footer?: boolean
  version?: number
}

/** Chunks [start, end) of a xorb as a part of a file. */
export function termOf(
  xorb: { hash: Buffer; index: XorbIndex; chunks: Buffer[] },
  start = 0,
  end = xorb.index.count,
): TermSpec {
  const bytes = Buffer.concat(xorb.chunks.slice(start, end))
  const verification = termHash(xorb.index.hashes(start, end))
  const leaves = [...xorb.index.leaves(start, end)]
  return { xorb: xorb.hash, length: bytes.length, start, end, verification, leaves, bytes }
}

export function fileOf(terms: TermSpec[]): FileSpec {
  const bytes = Buffer.concat(terms.map((term) => term.bytes))
  const hash = fileHash(terms.flatMap((term) => term.leaves))
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { hash, hex: toHex(hash), terms, bytes, size: bytes.length, sha256 }
}

export function shardOf({ files, xorbs = [], footer = false, version = SHARD_VERSION }: ShardSpec): Buffer {
  const header = record(MAGIC)
  header.writeUInt32LE(version, HEADER.version)
  header.writeUInt32LE(footer ? FOOTER_BYTES : 0, HEADER.footerBytes)
  const parts = [header, ...files.flatMap(fileBlock), BOOKEND, ...xorbs.flatMap(xorbBlock), BOOKEND]
  return Buffer.concat(footer ? [...parts, footerAt(parts)] : parts)
}

function fileBlock({ verified = true, named = true, ...file }: FileSpec): Buffer[] {
  const header = record(file.hash)
  // the sum of two flags does not fit in the signed numbers of `|`
  const flags = (verified ? FILE_FLAG.verification : 0) + (named ? FILE_FLAG.metadata : 0)
  header.writeUInt32LE(flags, BLOCK.flags)
  header.writeUInt32LE(file.count ?? file.terms.length, BLOCK.count)
  const ranges = verified ? file.terms.map((term) => record(term.verification)) : []
  // a SHA-256 stands there with the bytes of each word turned round, as a xet hash is printed
  const names = named ? [record(parseHex(file.sha256) as Buffer)] : []
  return [header, ...file.terms.map(termRecord), ...ranges, ...names]
}

function termRecord({ xorb, length, start, end }: TermSpec): Buffer {
  const written = record(xorb)
  for (const [i, value] of [length, start, end].entries()) written.writeUInt32LE(value, 36 + 4 * i)
  return written
}

function xorbBlock({ hash, index, flagged = [], count }: XorbSpec): Buffer[] {
  const header = record(hash)
  header.writeUInt32LE(count ?? index.count, BLOCK.count)
  header.writeUInt32LE(index.rawSize, BLOCK.rawBytes)
  header.writeUInt32LE(index.size, BLOCK.storedBytes)
  const chunks = Array.from({ length: index.count }, (_, i) => {
    const written = record(index.hash(i))
    written.writeUInt32LE(index.rawStart(i), CHUNK.offset)
    written.writeUInt32LE(index.length(i), CHUNK.length)
    written.writeUInt32LE(flagged.includes(i) ? CHUNK_FLAG_DEDUP : 0, CHUNK.flags)
    return written
  })
  return [header, ...chunks]
}

function footerAt(parts: Buffer[]): Buffer {
  const footer = Buffer.alloc(FOOTER_BYTES)
  footer.writeUInt32LE(1, 0)
  footer.writeUInt32LE(RECORD_BYTES, 8)
  const end = parts.reduce((sum, part) => sum + part.length, 0)
  footer.writeUInt32LE(end, 192)
  return footer
}

function record(hash: Buffer): Buffer {
  const bytes = Buffer.alloc(RECORD_BYTES)
  hash.copy(bytes, 0, 0, HASH_BYTES)
  return bytes
}
