import { createHash } from 'node:crypto'
import { crc32 } from '@node-rs/crc32'

export type Algorithm = 'sha256' | 'md5'

/** A hash over blocks. Each block must stay as it is until `update` has answered. */
export interface BlockHash {
  /** Answers with the CRC-32 of the block itself. */
  update(block: Uint8Array): Promise<number>
  /** In hex. Ends it. */
  digest(): Promise<string>
  /** Ends it without an answer; may be called after `digest`. */
  drop(): void
}

/** On the thread that asks. */
export function hashHere(algorithm: Algorithm): BlockHash {
  const hash = createHash(algorithm)
  return {
    update: async (block) => {
      hash.update(block)
      return crc32(block)
    },
    digest: async () => hash.digest('hex'),
    drop: () => {},
  }
}
