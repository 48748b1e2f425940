const EMPTY = new Uint8Array(0)

/** Reads a stream into buffers of known size. Holds one block of the source at a time, however small or large. */
export class BlockReader {
  private readonly source: AsyncIterator<Uint8Array>
  private block: Uint8Array = EMPTY
  private ended = false

  constructor(source: AsyncIterable<Uint8Array>) {
    this.source = source[Symbol.asyncIterator]()
  }

  /** Fills `target` and returns how many bytes were there for it: fewer than its length only at the end. */
  async fill(target: Buffer): Promise<number> {
    let filled = 0
    while (filled < target.length && (await this.hasBytes())) {
      const part = this.block.subarray(0, target.length - filled)
      target.set(part, filled)
      filled += part.length
      this.block = this.block.subarray(part.length)
    }
    return filled
  }

  /** Ends the source when it is not at its end. */
  async close(): Promise<void> {
    if (this.ended) return
    this.ended = true
    await this.source.return?.()
  }

  private async hasBytes(): Promise<boolean> {
    while (this.block.length === 0 && !this.ended) {
      const step = await this.source.next()
      if (step.done) this.ended = true
      else this.block = step.value
    }
    return this.block.length > 0
  }
}
