import { crc32 } from '@node-rs/crc32'
import { BLOCK_BYTES } from '../../core/blocks.js'
import { HubError } from '../../core/errors.js'
import { type BlobFacts, BlobMissing, type BlobStore } from './blob-store.js'

/** Bytes [start, end) of a blob, or BlobDamaged before any byte of a bad block is given out. */
export type VerifiedRead<B extends BlobFacts = BlobFacts> = (
  blob: B,
  start: number,
  end: number,
  /** As in BlobStore.read. */
  recycle?: boolean,
) => AsyncIterable<Buffer>

/** Reads of `store`, checked. `onDamage` hears of blobs that are damaged or gone. */
export function verifiedReads<B extends BlobFacts>(
  store: Pick<BlobStore, 'read'>,
  onDamage: (blob: B) => Promise<void>,
): VerifiedRead<B> {
  return async function* (blob, start, end, recycle) {
    try {
      yield* checkedBlocks(store, blob, { start, end, recycle })
    } catch (error) {
      if (!(error instanceof BlobDamage || error instanceof BlobMissing)) throw error
      await onDamage(blob)
      throw new HubError('BlobDamaged', { path: `the blob ${blob.sha256}` })
    }
  }
}

class BlobDamage extends Error {
  override name = 'BlobDamage'
}

/**
 * Bytes [start, end), each block checked against its CRC-32 before any of it is given out.
 * A CRC-32 finds every single flipped byte; `scrub` checks the SHA-256.
 */
async function* checkedBlocks(
  store: Pick<BlobStore, 'read'>,
  blob: BlobFacts,
  { start, end, recycle }: { start: number; end: number; recycle: boolean | undefined },
): AsyncGenerator<Buffer> {
  if (end <= start) return
  const firstBlock = Math.floor(start / BLOCK_BYTES)
  const alignedEnd = Math.min(blob.size, Math.ceil(end / BLOCK_BYTES) * BLOCK_BYTES)
  let block = firstBlock
  for await (const bytes of inBlocks(
    store.read(blob.sha256, firstBlock * BLOCK_BYTES, alignedEnd, recycle),
  )) {
    const at = block * BLOCK_BYTES
    const whole = bytes.length === Math.min(BLOCK_BYTES, blob.size - at)
    if (!whole || crc32(bytes) !== blob.blockCrcs.readUInt32BE(block * 4))
      throw new BlobDamage(`block ${block} of ${blob.sha256}`)
    yield bytes.subarray(Math.max(0, start - at), Math.min(bytes.length, end - at))
    block++
  }
  if (block * BLOCK_BYTES < alignedEnd) throw new BlobDamage(`block ${block} of ${blob.sha256}`)
}

/** The same bytes in pieces of exactly BLOCK_BYTES, but for the last. */
async function* inBlocks(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let heldBytes = 0
  for await (const chunk of source) {
    if (heldBytes === 0 && chunk.length === BLOCK_BYTES) {
      yield chunk
      continue
    }
    held.push(chunk)
    heldBytes += chunk.length
    while (heldBytes >= BLOCK_BYTES) {
      const joined = Buffer.concat(held)
      yield joined.subarray(0, BLOCK_BYTES)
      held = [joined.subarray(BLOCK_BYTES)]
      heldBytes -= BLOCK_BYTES
    }
  }
  if (heldBytes > 0) yield Buffer.concat(held)
}
