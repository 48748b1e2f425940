import { Hasher } from 'gearhash-jit'
import { MAX_CHUNK_BYTES } from './chunk.js'

/** Cuts data where its content says so, so that equal stretches make equal chunks. docs/protocols/xet.md, section 2. */
const MIN_CHUNK_BYTES = 8192
const MASK = 0xffff_0000_0000_0000n
/** The rolling hash forgets all but the last 64 bytes, so these cannot matter to a cut at the minimum. */
const SKIPPED_BYTES = MIN_CHUNK_BYTES - 64 - 1

/** Chunks of a stream of any size; how the stream is sliced makes no difference. Memory: one chunk. */
export class Chunker {
  private readonly gear = new Hasher(MASK)
  private readonly held = Buffer.allocUnsafe(MAX_CHUNK_BYTES)
  private size = 0
  /** Whether the content says to cut after the last byte held. */
  private isMatch = false

  private get isCut(): boolean {
    return this.size === MAX_CHUNK_BYTES || (this.isMatch && this.size >= MIN_CHUNK_BYTES)
  }

  /** The chunks that `block` completes. `block` is copied, and may be reused when all were taken. */
  *push(block: Uint8Array): Generator<Buffer> {
    let at = 0
    while (at < block.length) {
      const end = this.endOfPart(block, at)
      this.held.set(block.subarray(at, end), this.size)
      this.size += end - at
      at = end
      if (this.isCut) yield this.cut()
    }
  }

  /** The last chunk, of which there is none when nothing is left. */
  *finish(): Generator<Buffer> {
    if (this.size > 0) yield this.cut()
  }

  /** How far `block` may be taken at once: to the end of what is skipped, to a match, or to the greatest size. */
  private endOfPart(block: Uint8Array, at: number): number {
    this.isMatch = false
    if (this.size < SKIPPED_BYTES) return Math.min(block.length, at + SKIPPED_BYTES - this.size)
    const end = Math.min(block.length, at + MAX_CHUNK_BYTES - this.size)
    const match = this.gear.nextMatch(block.subarray(at, end))
    this.isMatch = match >= 0
    return this.isMatch ? at + match : end
  }

  private cut(): Buffer {
    const chunk = Buffer.from(this.held.subarray(0, this.size))
    this.size = 0
    this.gear.resetHash()
    return chunk
  }
}
