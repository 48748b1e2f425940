import { LRUCache } from 'lru-cache'
import type { BlobFacts } from '../../stores/blobs/blob-store.js'
import type { VerifiedRead } from '../../stores/blobs/verified.js'

/** A block that was read and found whole is not read again for so long. */
const TRUST_MS = 24 * 3_600_000
/** As large as what the store checks at once, so that nothing is read twice. */
const BLOCK_BYTES = 1024 * 1024
/** What is remembered of a block is a byte. */
const MOST_BLOCKS = 64 * 1024 * 1024

/**
 * Checks bytes of blobs before another process reads them from the file: a process of the sandbox sees files, not what the
 * store knows of their blocks.
 */
export class CheckedBlocks<B extends BlobFacts> {
  private readonly known = new LRUCache<string, Uint8Array>({
    maxSize: MOST_BLOCKS,
    sizeCalculation: (blocks) => Math.max(1, blocks.length),
    ttl: TRUST_MS,
  })

  constructor(private readonly readVerified: VerifiedRead<B>) {}

  /** Reads the blocks of [start, end) that were not read of late. Throws BlobDamaged. */
  async check(blob: B, start: number, end: number): Promise<void> {
    const blocks = this.known.get(blob.sha256) ?? new Uint8Array(Math.ceil(blob.size / BLOCK_BYTES))
    const last = Math.min(blocks.length, Math.ceil(end / BLOCK_BYTES))
    for (let block = Math.floor(Math.max(0, start) / BLOCK_BYTES); block < last; block++) {
      if (blocks[block]) continue
      let after = block + 1
      while (after < last && !blocks[after]) after++
      await this.read(blob, block, after)
      blocks.fill(1, block, after)
      block = after
    }
    if (!this.known.has(blob.sha256)) this.known.set(blob.sha256, blocks)
  }

  isWhole(blob: B): boolean {
    return this.known.get(blob.sha256)?.every((isChecked) => isChecked === 1) ?? false
  }

  private async read(blob: B, first: number, after: number): Promise<void> {
    const end = Math.min(blob.size, after * BLOCK_BYTES)
    for await (const _ of this.readVerified(blob, first * BLOCK_BYTES, end, true));
  }
}
