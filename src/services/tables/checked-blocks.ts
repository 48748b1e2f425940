import { type FileHandle, open } from 'node:fs/promises'
import { crc32 } from '@node-rs/crc32'
import { LRUCache } from 'lru-cache'
import { BLOCK_BYTES } from '../../core/blocks.js'
import type { BlobFacts } from '../../stores/blobs/blob-store.js'

/** A block that was read and found whole is not read again for so long. */
const TRUST_MS = 24 * 3_600_000
/** A byte a block. */
const MOST_BLOCKS = 64 * 1024 * 1024

/**
 * Checks bytes of files before another process reads them: a process of the sandbox sees files, not what the store knows of
 * their blocks. It reads the very file that the process does, which may be an older one than the store has by now.
 */
export class CheckedBlocks {
  private readonly known = new LRUCache<string, Uint8Array>({
    maxSize: MOST_BLOCKS,
    sizeCalculation: (blocks) => Math.max(1, blocks.length),
    ttl: TRUST_MS,
  })

  /** Reads the blocks of [start, end) that were not read of late. False when one of them is damaged. */
  async check(path: string, facts: BlobFacts, start: number, end: number): Promise<boolean> {
    const file = await open(path)
    try {
      const blocks = await this.blocksOf(file, facts)
      const last = Math.min(blocks.length, Math.ceil(end / BLOCK_BYTES))
      for (let block = Math.floor(Math.max(0, start) / BLOCK_BYTES); block < last; block++) {
        if (blocks[block] === 1) continue
        if (!(await isSound(file, facts, block))) return false
        blocks[block] = 1
      }
      return true
    } finally {
      await file.close()
    }
  }

  /** All blocks have been checked of late. */
  async isWhole(path: string, facts: BlobFacts): Promise<boolean> {
    const file = await open(path)
    return this.blocksOf(file, facts)
      .then((blocks) => blocks.every((isChecked) => isChecked === 1))
      .finally(() => file.close())
  }

  /** By the file itself: what replaces a damaged one is another. */
  private async blocksOf(file: FileHandle, { sha256, size }: BlobFacts): Promise<Uint8Array> {
    const { dev, ino } = await file.stat()
    const key = `${sha256} ${dev} ${ino}`
    const blocks = this.known.get(key) ?? new Uint8Array(Math.ceil(size / BLOCK_BYTES))
    if (!this.known.has(key)) this.known.set(key, blocks)
    return blocks
  }
}

async function isSound(file: FileHandle, { size, blockCrcs }: BlobFacts, block: number): Promise<boolean> {
  const at = block * BLOCK_BYTES
  const bytes = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, size - at))
  for (let have = 0; have < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, have, bytes.length - have, at + have)
    if (bytesRead === 0) return false
    have += bytesRead
  }
  return crc32(bytes) === blockCrcs.readUInt32BE(block * 4)
}
