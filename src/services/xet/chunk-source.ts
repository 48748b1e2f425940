import { LRUCache } from 'lru-cache'
import { toHex } from '../../codecs/xet/hash.js'
import { XorbIndex } from '../../codecs/xet/xorb-index.js'
import type { StoredContent } from '../../stores/blobs/blob-store.js'
import type { VerifiedRead } from '../../stores/blobs/verified.js'
import type { MetadataStore } from '../../stores/metadata/metadata-store.js'
import type { XorbRow } from '../../stores/metadata/xorbs.js'

const CACHE_BYTES = 64 * 1024 * 1024
const ENTRY_OVERHEAD_BYTES = 200
const MOST_REMEMBERED = 200

/** A xorb that can be read: its facts, and where its chunks are. */
export interface Xorb extends XorbRow {
  index: XorbIndex
}

/** Finds xorbs and reads them. */
export interface ChunkSource {
  /** undefined unless the xorb is here and not known to be damaged. */
  find(hash: Buffer): Promise<Xorb | undefined>
  /**
   * Bytes [start, end) of the packed xorb, checked, in pieces that are good until the next is asked for. Throws
   * BlobDamaged.
   */
  readBytes(xorb: Xorb, start: number, end: number): AsyncIterable<Buffer>
}

export function createChunkSource(
  metadata: MetadataStore,
  readWhole: VerifiedRead<StoredContent>,
): ChunkSource {
  // an index never changes as long as the bytes it describes do not
  const cache = new LRUCache<string, XorbIndex>({
    maxSize: CACHE_BYTES,
    sizeCalculation: (index) => index.packed.length + ENTRY_OVERHEAD_BYTES,
  })

  async function find(hash: Buffer): Promise<Xorb | undefined> {
    const [row] = await metadata.xorbs.findMany([hash])
    if (!row || row.state === 'quarantined') return undefined
    const key = `${toHex(hash)} ${row.sha256}`
    const known = cache.get(key)
    if (known) return { ...row, index: known }
    const packed = await metadata.xorbs.chunkIndex(hash, row.sha256)
    if (!packed) return undefined
    const index = new XorbIndex(packed)
    cache.set(key, index)
    return { ...row, index }
  }

  async function* readBytes(xorb: Xorb, start: number, end: number): AsyncGenerator<Buffer> {
    const { sha256, size, blockCrcs } = xorb
    yield* readWhole({ sha256, size, blockCrcs, whole: true }, start, end, true)
  }

  return { find, readBytes }
}

/** The same source for the time of one piece of work, which asks for the same few xorbs thousands of times. */
export function remembering(source: ChunkSource): ChunkSource {
  const seen = new LRUCache<string, Xorb>({ max: MOST_REMEMBERED })
  async function find(hash: Buffer): Promise<Xorb | undefined> {
    const key = hash.toString('latin1')
    const xorb = seen.get(key) ?? (await source.find(hash))
    if (xorb) seen.set(key, xorb)
    return xorb
  }
  return { find, readBytes: source.readBytes }
}
