import { toHex } from '../../codecs/xet/hash.js'
import { MalformedXet } from '../../codecs/xet/malformed.js'
import { FileHash, xorbHash } from '../../codecs/xet/merkle.js'
import { TermList } from '../../codecs/xet/terms.js'
import { readXorb, XorbIndex, XorbIndexBuilder } from '../../codecs/xet/xorb.js'
import type { XetFileRow } from '../../stores/metadata/xet-files.js'
import type { XorbRow } from '../../stores/metadata/xorbs.js'
import type { Stores } from '../context.js'
import type { Fault } from '../repo-check.js'

const BATCH = 100
const FIRST: Buffer = Buffer.alloc(0)
type Needs = Pick<Stores, 'metadata' | 'blobs'> & { fast: boolean }

/** What is wrong with xorbs and recipes. Whether the packed bytes have their SHA-256 is checked with all blobs. */
export async function* checkXorbs({ metadata, blobs, fast }: Needs): AsyncGenerator<Fault> {
  for (let after = FIRST; ; ) {
    const xorbs = await metadata.xorbs.listAfter(after, BATCH)
    if (xorbs.length === 0) break
    for (const xorb of xorbs) {
      const packed = await metadata.xorbs.chunkIndex(xorb.hash, xorb.sha256)
      const isWhole = packed !== undefined && (await fits(blobs, xorb, new XorbIndex(packed), fast))
      if (xorb.state === 'stored' && !isWhole) yield { what: 'xorb-damaged', where: toHex(xorb.hash) }
    }
    after = xorbs.at(-1)?.hash ?? FIRST
  }
  for (let after = FIRST; ; ) {
    const files = await metadata.xetFiles.listAfter(after, BATCH)
    if (files.length === 0) return
    for (const file of files)
      if (!(await gives(metadata, file))) yield { what: 'recipe-damaged', where: toHex(file.hash) }
    after = files.at(-1)?.hash ?? FIRST
  }
}

/** Whether the index is the xorb's by name, and (unless `fast`) by its bytes. */
async function fits(
  blobs: Stores['blobs'],
  xorb: XorbRow,
  index: XorbIndex,
  fast: boolean,
): Promise<boolean> {
  if (!xorbHash(index.leaves()).equals(xorb.hash) || index.size !== xorb.size) return false
  if (fast || xorb.state !== 'stored') return true
  const found = new XorbIndexBuilder()
  try {
    for await (const chunk of readXorb(blobs.read(xorb.sha256, 0, xorb.size)))
      found.add(chunk.hash, chunk.length, chunk.frame.length)
  } catch (error) {
    if (error instanceof MalformedXet || (error instanceof Error && error.name === 'BlobMissing'))
      return false
    throw error
  }
  return found.finish().packed.equals(index.packed)
}

/** Whether the terms give the file's hash. */
async function gives(metadata: Stores['metadata'], file: XetFileRow): Promise<boolean> {
  const terms = new TermList(file.terms)
  const hash = new FileHash()
  for (const term of terms) {
    const [xorb] = await metadata.xorbs.findMany([term.xorb])
    const packed = xorb && (await metadata.xorbs.chunkIndex(xorb.hash, xorb.sha256))
    if (!packed) return false
    for (const leaf of new XorbIndex(packed).leaves(term.start, term.end)) hash.add(leaf.hash, leaf.length)
  }
  return terms.size === file.size && hash.finish().equals(file.hash)
}
