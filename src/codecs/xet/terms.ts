import { HASH_BYTES } from './hash.js'
import { MalformedXet } from './malformed.js'

/** Part of a file: chunks `start` to `end` - 1 of a xorb. docs/protocols/xet.md, section 5.2. */
export interface Term {
  xorb: Buffer
  /** Raw bytes of these chunks together. */
  length: number
  start: number
  end: number
}

/** xorb hash (32) | u32 flags, 0 | u32 raw bytes | u32 first chunk | u32 chunk after the last. */
export const TERM_BYTES = 48
const LENGTH_AT = 36
const START_AT = 40
const END_AT = 44

/** The terms of a file in order, packed: a large file has very many. */
export class TermList {
  readonly count: number

  /** A view on `packed`, n x 48 bytes, which is kept as it is. Throws MalformedXet on part of a record. */
  constructor(readonly packed: Buffer) {
    if (packed.length % TERM_BYTES !== 0) throw new MalformedXet('terms: cut off within a record')
    this.count = packed.length / TERM_BYTES
  }

  static of(terms: Iterable<Term>): TermList {
    return new TermList(Buffer.concat(Array.from(terms, packTerm)))
  }

  /** Raw bytes of the file. */
  get size(): number {
    let size = 0
    for (let at = LENGTH_AT; at < this.packed.length; at += TERM_BYTES) size += this.packed.readUInt32LE(at)
    return size
  }

  /** The term; its hash is a view. Throws RangeError outside of 0 to `count` - 1. */
  at(i: number): Term {
    if (!(i >= 0 && i < this.count)) throw new RangeError(`no term ${i} in a list of ${this.count}`)
    const at = i * TERM_BYTES
    return {
      xorb: this.packed.subarray(at, at + HASH_BYTES),
      length: this.packed.readUInt32LE(at + LENGTH_AT),
      start: this.packed.readUInt32LE(at + START_AT),
      end: this.packed.readUInt32LE(at + END_AT),
    }
  }

  *[Symbol.iterator](): Generator<Term> {
    for (let i = 0; i < this.count; i++) yield this.at(i)
  }
}

function packTerm(term: Term): Buffer {
  const record = Buffer.alloc(TERM_BYTES)
  record.set(term.xorb)
  record.writeUInt32LE(term.length, LENGTH_AT)
  record.writeUInt32LE(term.start, START_AT)
  record.writeUInt32LE(term.end, END_AT)
  return record
}
