import { BLOCK_BYTES } from '../../core/blocks.js'
import { giveBack, takeAligned } from './aligned-blocks.js'
import type { BlobFacts, ExpectedContent } from './blob-store.js'
import { SHARED_BLOCKS, SHARED_FROM_BYTES } from './block-file.js'
import { hashHere } from './block-hash.js'
import { ContentCheck, writeBlocks } from './block-writer.js'
import { hashOnThread } from './hash-thread.js'

/**
 * The facts of bytes that are not written: about `sizeBytes` of them, in pieces of any size, each good until the next is
 * asked for. The next ones are read while those of a large content are hashed. Throws SizeMismatch or HashMismatch.
 */
export async function examine(
  source: AsyncIterable<Uint8Array>,
  sizeBytes: number,
  expected: ExpectedContent = {},
): Promise<BlobFacts> {
  const shared = sizeBytes < SHARED_FROM_BYTES ? undefined : takeAligned(SHARED_BLOCKS)
  const buffers = shared ?? [Buffer.allocUnsafeSlow(Math.max(1, Math.min(BLOCK_BYTES, sizeBytes)))]
  const hash = shared ? hashOnThread('sha256') : hashHere('sha256')
  const check = new ContentCheck(expected, hash)
  try {
    await writeBlocks(source, { buffers, write: async () => {} }, 0, check)
    return await check.finish()
  } finally {
    hash.drop()
    if (shared) giveBack(shared)
  }
}
