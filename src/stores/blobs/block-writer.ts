import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { crc32 } from '@node-rs/crc32'
import { BLOCK_BYTES } from '../../core/blocks.js'
import { HubError } from '../../core/errors.js'
import type { BlobFacts, ExpectedContent } from './blob-store.js'
import { WriteOut } from './write-out.js'

/** Writes all of `bytes`: Node returns a short count at disk full without throwing. */
export async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
    if (bytesWritten === 0) throw new HubError('InsufficientStorage')
    done += bytesWritten
  }
}

/**
 * Copies `source` (at most `sizeBytes`, when known) into `file` from `position`, a block at a time; the disk writes one
 * block while it is hashed and the next is filled. `on.chunk` sees every chunk, `on.block` every block. Returns the
 * bytes written, which are on their way to the disk but not safe on it.
 */
export async function writeBlocks(
  source: AsyncIterable<Uint8Array>,
  file: FileHandle,
  { position, sizeBytes = BLOCK_BYTES }: { position: number; sizeBytes?: number | undefined },
  on: { chunk?: (bytes: Uint8Array) => void; block: (bytes: Uint8Array) => void },
): Promise<number> {
  // a small object needs no MiB; a second buffer is needed only when there is a second block
  const capacity = Math.max(1, Math.min(BLOCK_BYTES, sizeBytes))
  const buffers: Buffer[] = []
  const buffer = () => (buffers[current] ??= Buffer.allocUnsafeSlow(capacity))
  const writeOut = new WriteOut(file)
  let current = 0
  let filled = 0
  let total = 0
  let pending: Promise<void> = Promise.resolve()
  const flush = async () => {
    const block = buffer().subarray(0, filled)
    await pending
    pending = writeAll(file, block, position + total)
    // the caller hears of a failure at the next flush; until then it is not an unhandled one
    pending.catch(() => {})
    on.block(block)
    writeOut.wrote(filled)
    total += filled
    filled = 0
    current = 1 - current
  }
  for await (const chunk of source) {
    on.chunk?.(chunk)
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + capacity - filled)
      buffer().set(part, filled)
      filled += part.length
      at += part.length
      if (filled === capacity) await flush()
    }
  }
  if (filled > 0) await flush()
  await pending
  await writeOut.end()
  return total
}

/** Hashes blocks and refuses what is not `expected`, an over-long body at the chunk that makes it one. */
export class ContentCheck {
  private readonly hash = createHash('sha256')
  private readonly crcs: number[] = []
  private size = 0
  constructor(private readonly expected: ExpectedContent) {}

  chunk = (bytes: Uint8Array): void => {
    this.size += bytes.length
    if (this.expected.size !== undefined && this.size > this.expected.size)
      throw this.wrongSize(`over ${this.expected.size}`)
  }
  block = (bytes: Uint8Array): void => {
    this.hash.update(bytes)
    this.crcs.push(crc32(bytes))
  }

  /** Throws SizeMismatch or HashMismatch. */
  finish(): BlobFacts {
    const { expected, size } = this
    if (expected.size !== undefined && size !== expected.size) throw this.wrongSize(String(size))
    const sha256 = this.hash.digest('hex')
    if (expected.sha256 !== undefined && sha256 !== expected.sha256) {
      throw new HubError('HashMismatch', { actual: sha256, expected: expected.sha256 })
    }
    const blockCrcs = Buffer.alloc(this.crcs.length * 4)
    this.crcs.forEach((crc, i) => {
      blockCrcs.writeUInt32BE(crc, i * 4)
    })
    return { sha256, size, blockCrcs }
  }

  private wrongSize(actual: string): HubError {
    return new HubError('SizeMismatch', { actual, expected: this.expected.size ?? '' })
  }
}
