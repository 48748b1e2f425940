import { HubError } from '../../core/errors.js'
import type { BlobFacts, ExpectedContent } from './blob-store.js'
import type { BlockFile } from './block-file.js'
import type { BlockHash } from './block-hash.js'
import { collectYoung } from './young-garbage.js'

/**
 * Copies `source` into `file` from `position`, a block at a time; the disk writes blocks while the next is hashed and
 * filled. `on.chunk` sees every chunk, `on.block` every block. Returns the bytes written, which are not safe on the disk
 * before `file.sync`.
 */
export async function writeBlocks(
  source: AsyncIterable<Uint8Array>,
  file: Pick<BlockFile, 'buffers' | 'write'>,
  position: number,
  on: { chunk?: (bytes: Uint8Array) => void; block: (bytes: Uint8Array) => Promise<unknown> },
): Promise<number> {
  const { buffers } = file
  /** What still needs each buffer. */
  const uses: Promise<unknown>[] = []
  let current = 0
  let filled = 0
  let total = 0
  const buffer = () => buffers[current] as Buffer
  const flush = async () => {
    const block = buffer().subarray(0, filled)
    const use = Promise.all([file.write(block, position + total), on.block(block)])
    // the caller hears of a failure when the buffer is wanted again; until then it is not an unhandled one
    use.catch(() => {})
    uses[current] = use
    collectYoung(filled)
    total += filled
    filled = 0
    current = (current + 1) % buffers.length
    await uses[current]
  }
  for await (const chunk of source) {
    on.chunk?.(chunk)
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + buffer().length - filled)
      buffer().set(part, filled)
      filled += part.length
      at += part.length
      if (filled === buffer().length) await flush()
    }
  }
  if (filled > 0) await flush()
  await Promise.all(uses)
  return total
}

/** Hashes blocks and refuses what is not `expected`, an over-long body at the chunk that makes it one. */
export class ContentCheck {
  private readonly crcs: number[] = []
  private blocks = 0
  private size = 0
  constructor(
    private readonly expected: ExpectedContent,
    private readonly hash: BlockHash,
  ) {}

  chunk = (bytes: Uint8Array): void => {
    this.size += bytes.length
    if (this.expected.size !== undefined && this.size > this.expected.size)
      throw this.wrongSize(`over ${this.expected.size}`)
  }
  block = async (bytes: Uint8Array): Promise<void> => {
    const index = this.blocks++
    this.crcs[index] = await this.hash.update(bytes)
  }

  /** Throws SizeMismatch or HashMismatch. */
  async finish(): Promise<BlobFacts> {
    const { expected, size } = this
    if (expected.size !== undefined && size !== expected.size) throw this.wrongSize(String(size))
    const sha256 = await this.hash.digest()
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
