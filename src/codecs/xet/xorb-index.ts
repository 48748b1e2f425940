import { HASH_BYTES } from './hash.js'
import { MalformedXet } from './malformed.js'
import type { Leaf } from './merkle.js'

/** Per chunk: hash (32) | u32 LE raw length | u32 LE offset in the xorb where the chunk ends, headers included. */
export const XORB_ENTRY_BYTES = 40
const LENGTH_AT = 32
const END_AT = 36

/** What is known of one chunk when an index is made. */
export interface XorbEntry extends Leaf {
  /** Bytes in the xorb, header included. */
  frameBytes: number
}

/** Which chunks a xorb has and where they stand. A view on `packed`, which is kept as it is. */
export class XorbIndex {
  readonly count: number
  private starts: Uint32Array | undefined

  /** Throws MalformedXet when the bytes are no run of whole entries. */
  constructor(readonly packed: Buffer) {
    if (packed.length % XORB_ENTRY_BYTES !== 0) throw new MalformedXet('xorb index: cut off within an entry')
    this.count = packed.length / XORB_ENTRY_BYTES
  }

  static of(entries: Iterable<XorbEntry>): XorbIndex {
    const builder = new XorbIndexBuilder()
    for (const entry of entries) builder.add(entry.hash, entry.length, entry.frameBytes)
    return builder.finish()
  }

  /** Raw bytes of all chunks. */
  get rawSize(): number {
    return this.rawStart(this.count)
  }

  /** Bytes of the xorb as it is stored. */
  get size(): number {
    return this.start(this.count)
  }

  /** The chunk's hash, as a view. Throws RangeError, as all of these do, outside of 0 to `count` - 1. */
  hash(i: number): Buffer {
    const at = this.entry(i)
    return this.packed.subarray(at, at + HASH_BYTES)
  }

  /** Raw bytes of the chunk. */
  length(i: number): number {
    return this.packed.readUInt32LE(this.entry(i) + LENGTH_AT)
  }

  /** Offset in the xorb where the chunk's header begins; for `count`, where the xorb ends. */
  start(i: number): number {
    return i === 0 ? 0 : this.end(i - 1)
  }

  /** Offset in the xorb after the chunk's last byte. */
  end(i: number): number {
    return this.packed.readUInt32LE(this.entry(i) + END_AT)
  }

  /** Raw bytes before the chunk; for `count`, of all. */
  rawStart(i: number): number {
    this.starts ??= this.sumLengths()
    const start = this.starts[i]
    if (start === undefined) throw new RangeError(`no chunk ${i} in a xorb of ${this.count}`)
    return start
  }

  /** The hashes of chunks `start` to `end` - 1, joined. */
  hashes(start: number, end: number): Buffer {
    const joined = Buffer.allocUnsafe(Math.max(0, end - start) * HASH_BYTES)
    for (let i = start; i < end; i++) {
      const at = this.entry(i)
      this.packed.copy(joined, (i - start) * HASH_BYTES, at, at + HASH_BYTES)
    }
    return joined
  }

  /** Chunks `start` to `end` - 1, as the hashes of xorbs and files want them. */
  *leaves(start = 0, end = this.count): Generator<Leaf> {
    for (let i = start; i < end; i++) yield { hash: this.hash(i), length: this.length(i) }
  }

  private entry(i: number): number {
    if (!(i >= 0 && i < this.count)) throw new RangeError(`no chunk ${i} in a xorb of ${this.count}`)
    return i * XORB_ENTRY_BYTES
  }

  /** 8192 chunks of 128 KiB are 1 GiB, so the sums fit in 32 bits. */
  private sumLengths(): Uint32Array {
    const starts = new Uint32Array(this.count + 1)
    for (let i = 0; i < this.count; i++) starts[i + 1] = (starts[i] as number) + this.length(i)
    return starts
  }
}

/** Makes an index chunk by chunk. */
export class XorbIndexBuilder {
  private readonly entries: Buffer[] = []
  private end = 0

  /** `length`: raw bytes. `frameBytes`: bytes in the xorb, header included. */
  add(hash: Uint8Array, length: number, frameBytes: number): void {
    const entry = Buffer.alloc(XORB_ENTRY_BYTES)
    this.end += frameBytes
    entry.set(hash)
    entry.writeUInt32LE(length, LENGTH_AT)
    entry.writeUInt32LE(this.end, END_AT)
    this.entries.push(entry)
  }

  finish(): XorbIndex {
    return new XorbIndex(Buffer.concat(this.entries))
  }
}
