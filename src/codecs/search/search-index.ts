import type { gramsOf } from '../../core/search-grams.js'
import { type BloomShape, bloomOf, mayHave } from './bloom.js'

/**
 * The search index of one Parquet file: for each block of rows two filters, of the pairs and the triples of characters
 * that occur in it, and the rows that are odd (need more than A to Z made small, see search-text.ts). All numbers are
 * little-endian:
 *
 *     for each block:  pairs, triples (bytes of a Bloom filter), odd rows (u32, counted from the start of the block)
 *     directory:       for each block u32 bytes of pairs, u32 bytes of triples, u32 odd rows or ALL_ODD
 *     trailer:         u32 rows, u32 blocks, u32 version, "DBSX"
 */
export const BLOCK_ROWS = 20_480
const VERSION = 1
const MAGIC = 0x58534244
export const TRAILER_BYTES = 16
const ENTRY_BYTES = 12
const ALL_ODD = 0xffffffff
/** With more odd rows in a block all its rows are taken for odd. */
const MOST_ODD = BLOCK_ROWS / 16

/** Eight bits an entry are wrong in 2 of 100, six in 6; a word has several grams, which must all be there. */
const PAIRS: BloomShape = { bitsPerEntry: 8, probes: 5 }
const TRIPLES: BloomShape = { bitsPerEntry: 6, probes: 4 }

interface HashSet {
  readonly size: number
  values(): Iterable<number>
}

/** The bytes of a block, and its entry of the directory. */
export function encodeBlock(block: { pairs: HashSet; triples: HashSet; odd: number[] }): {
  bytes: Buffer
  entry: Buffer
} {
  const pairs = bloomOf(block.pairs.values(), block.pairs.size, PAIRS)
  const triples = bloomOf(block.triples.values(), block.triples.size, TRIPLES)
  const isAllOdd = block.odd.length > MOST_ODD
  const odd = Buffer.alloc(isAllOdd ? 0 : block.odd.length * 4)
  if (!isAllOdd) for (const [i, row] of block.odd.entries()) odd.writeUInt32LE(row, i * 4)
  const entry = words([pairs.length, triples.length, isAllOdd ? ALL_ODD : block.odd.length])
  return { bytes: Buffer.concat([pairs, triples, odd]), entry }
}

export const encodeTrailer = (rows: number, blocks: number): Buffer => words([rows, blocks, VERSION, MAGIC])

function words(values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [i, value] of values.entries()) bytes.writeUInt32LE(value, i * 4)
  return bytes
}

/** Bytes of an index, wherever they are. */
export interface IndexBytes {
  readonly length: number
  read(offset: number, length: number): Buffer
}
export interface Block {
  firstRow: number
  rows: number
  /** False: no row of the block has a text with all these grams. */
  mayHave(grams: ReturnType<typeof gramsOf>): boolean
  /** Rows to be looked at one by one, counted from the start of the block. */
  odd(): number[] | 'all'
}

/** Throws for bytes that are no index. */
export function decodeIndex(source: IndexBytes): Block[] {
  const trailer =
    source.length >= TRAILER_BYTES ? source.read(source.length - TRAILER_BYTES, TRAILER_BYTES) : undefined
  if (trailer?.readUInt32LE(12) !== MAGIC || trailer.readUInt32LE(8) !== VERSION)
    throw new Error('not a search index')
  const [rows, blocks] = [trailer.readUInt32LE(0), trailer.readUInt32LE(4)]
  const directory = source.read(source.length - TRAILER_BYTES - blocks * ENTRY_BYTES, blocks * ENTRY_BYTES)
  let offset = 0
  return Array.from({ length: blocks }, (_, i) => {
    const [pairs, triples, odd] = [0, 4, 8].map((at) => directory.readUInt32LE(i * ENTRY_BYTES + at)) as Entry
    const start = offset
    offset += pairs + triples + (odd === ALL_ODD ? 0 : odd * 4)
    const firstRow = i * BLOCK_ROWS
    return {
      firstRow,
      rows: Math.min(BLOCK_ROWS, rows - firstRow),
      ...access(source, start, [pairs, triples, odd]),
    }
  })
}

type Entry = [pairs: number, triples: number, odd: number]

function access(
  source: IndexBytes,
  start: number,
  [pairs, triples, odd]: Entry,
): Pick<Block, 'mayHave' | 'odd'> {
  const filter = (from: number, length: number) => ({
    length,
    byteAt: (offset: number) => source.read(from + offset, 1)[0] as number,
  })
  const [ofPairs, ofTriples] = [filter(start, pairs), filter(start + pairs, triples)]
  return {
    mayHave: (grams) =>
      grams.pairs.every((hash) => mayHave(hash, ofPairs, PAIRS)) &&
      grams.triples.every((hash) => mayHave(hash, ofTriples, TRIPLES)),
    odd: () => {
      if (odd === ALL_ODD) return 'all'
      const bytes = source.read(start + pairs + triples, odd * 4)
      return Array.from({ length: odd }, (_, i) => bytes.readUInt32LE(i * 4))
    },
  }
}
