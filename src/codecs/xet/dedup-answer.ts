import { blindHash, HASH_BYTES, ZERO_HASH } from './hash.js'
import {
  BLOCK,
  BOOKEND,
  CHUNK,
  FOOTER_BYTES,
  HEADER,
  MAGIC,
  RECORD_BYTES,
  SHARD_VERSION,
} from './shard-format.js'
import type { XorbIndex } from './xorb-index.js'

/** The answer to "who has this chunk": a shard without files. docs/protocols/xet.md, section 7.7. */
export interface DedupAnswer {
  xorbs: { hash: Buffer; index: XorbIndex }[]
  /** Chunk hashes are blinded under it; zeros leave them in clear. */
  key: Buffer
  /** Unix time in seconds. */
  created: number
  /** Unix time in seconds after which clients forget the answer. */
  expires: number
}

const FOOTER_VERSION = 1
/** The header, and the ends of both sections. */
const OTHER_RECORDS = 3
/** Offsets in the footer. Clients find the xorb section by where the lookup tables would begin, were there any. */
const FOOTER = { files: 8, xorbs: 16, lookups: [24, 40, 56], key: 72, created: 104, expires: 112, self: 192 }

/** How long the answer is. */
export const dedupAnswerBytes = ({ xorbs }: Pick<DedupAnswer, 'xorbs'>): number =>
  sectionBytes(xorbs) + FOOTER_BYTES

/** The answer, a xorb at a time: to blind the chunks of all of them takes long. */
export function* dedupAnswer(answer: DedupAnswer): Generator<Buffer> {
  yield Buffer.concat([encodeHeader(), BOOKEND])
  for (const { hash, index } of answer.xorbs) yield encodeXorb(hash, index, answer.key)
  yield BOOKEND
  yield encodeFooter(answer, sectionBytes(answer.xorbs))
}

const sectionBytes = (xorbs: DedupAnswer['xorbs']): number =>
  xorbs.reduce((records, { index }) => records + 1 + index.count, OTHER_RECORDS) * RECORD_BYTES

function encodeHeader(): Buffer {
  const header = Buffer.alloc(RECORD_BYTES)
  header.set(MAGIC)
  header.writeUInt32LE(SHARD_VERSION, HEADER.version)
  header.writeUInt32LE(FOOTER_BYTES, HEADER.footerBytes)
  return header
}

function encodeXorb(hash: Buffer, index: XorbIndex, key: Buffer): Buffer {
  const block = Buffer.alloc((1 + index.count) * RECORD_BYTES)
  block.set(hash)
  block.writeUInt32LE(index.count, BLOCK.count)
  block.writeUInt32LE(index.rawSize, BLOCK.rawBytes)
  block.writeUInt32LE(index.size, BLOCK.storedBytes)
  const isClear = key.equals(ZERO_HASH)
  for (let i = 0; i < index.count; i++) {
    const record = block.subarray((1 + i) * RECORD_BYTES)
    record.set(isClear ? index.hash(i) : blindHash(index.hash(i), key))
    record.writeUInt32LE(index.rawStart(i), CHUNK.offset)
    record.writeUInt32LE(index.length(i), CHUNK.length)
  }
  return block
}

/** `at`: where the footer begins. */
function encodeFooter(answer: DedupAnswer, at: number): Buffer {
  const footer = Buffer.alloc(FOOTER_BYTES)
  const number = (value: number, offset: number) => footer.writeBigUInt64LE(BigInt(value), offset)
  number(FOOTER_VERSION, 0)
  number(RECORD_BYTES, FOOTER.files)
  number(2 * RECORD_BYTES, FOOTER.xorbs)
  for (const offset of FOOTER.lookups) number(at, offset)
  answer.key.copy(footer, FOOTER.key, 0, HASH_BYTES)
  number(answer.created, FOOTER.created)
  number(answer.expires, FOOTER.expires)
  number(at, FOOTER.self)
  return footer
}
