import { HASH_BYTES, toHex } from './hash.js'
import { BLOCK, CHUNK, CHUNK_FLAG_DEDUP, RECORD_BYTES } from './shard-format.js'
import { TermList } from './terms.js'

/** Views on a shard's body, made anew on each access: a shard may have hundreds of thousands of files. */
export interface ShardFile {
  readonly hash: Buffer
  readonly terms: TermList
  /** A verification record (hash, 16 bytes of nothing) for each term: n x 48 bytes. */
  readonly ranges: Buffer
  /** Ordinary hex, when the client tells it. */
  readonly sha256?: string | undefined
}

/** Views on a shard's body, made anew on each access. */
export interface ShardXorb {
  readonly hash: Buffer
  /** n x 48 bytes, to be read with `shardChunk`. */
  readonly chunks: Buffer
  /** Raw bytes of all chunks, as the client tells them. */
  readonly rawSize: number
}

export interface ShardChunk {
  hash: Buffer
  /** Raw bytes before the chunk in its xorb. */
  offset: number
  /** Raw bytes of the chunk. */
  length: number
  /** Whether the client wants the chunk found in global dedup. */
  flagged: boolean
}

/** `count` records of `body` from number `first` on, as a view. */
export const records = (body: Buffer, first: number, count: number): Buffer =>
  body.subarray(first * RECORD_BYTES, (first + count) * RECORD_BYTES)

/** A header record, `count` terms, `count` verification records and perhaps one of metadata. */
export class FileBlock implements ShardFile {
  constructor(
    private readonly body: Buffer,
    /** Number of the header record in the body. */
    private readonly first: number,
    private readonly count: number,
    private readonly hasSha256: boolean,
  ) {}

  get hash(): Buffer {
    return records(this.body, this.first, 1).subarray(0, HASH_BYTES)
  }

  get terms(): TermList {
    return new TermList(records(this.body, this.first + 1, this.count))
  }

  get ranges(): Buffer {
    return records(this.body, this.first + 1 + this.count, this.count)
  }

  get sha256(): string | undefined {
    if (!this.hasSha256) return undefined
    // its words are stored byte-reversed, as those of a xet hash are printed: section 5.4
    return toHex(records(this.body, this.first + 1 + 2 * this.count, 1).subarray(0, HASH_BYTES))
  }
}

/** A header record and `count` chunk records. */
export class XorbBlock implements ShardXorb {
  constructor(
    private readonly body: Buffer,
    private readonly first: number,
    private readonly count: number,
  ) {}

  get hash(): Buffer {
    return records(this.body, this.first, 1).subarray(0, HASH_BYTES)
  }

  get chunks(): Buffer {
    return records(this.body, this.first + 1, this.count)
  }

  get rawSize(): number {
    return records(this.body, this.first, 1).readUInt32LE(BLOCK.rawBytes)
  }
}

/** What the shard says of chunk `i`; the hash is a view. */
export function shardChunk(xorb: ShardXorb, i: number): ShardChunk {
  const record = records(xorb.chunks, i, 1)
  return {
    hash: record.subarray(0, HASH_BYTES),
    offset: record.readUInt32LE(CHUNK.offset),
    length: record.readUInt32LE(CHUNK.length),
    flagged: record.readUInt32LE(CHUNK.flags) >= CHUNK_FLAG_DEDUP,
  }
}

/** The verification hash the client gives for term `i`, as a view. */
export const termRange = (file: ShardFile, i: number): Buffer =>
  records(file.ranges, i, 1).subarray(0, HASH_BYTES)
