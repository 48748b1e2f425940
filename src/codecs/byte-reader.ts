const EMPTY = Buffer.alloc(0)
const MAX_LINE_BYTES = 1024 * 1024

/** The source ended inside of something that was begun. */
export class CutOff extends Error {
  override name = 'CutOff'
  constructor() {
    super('the stream ended too early')
  }
}

/** Reads a stream of bytes by count or by mark. Never ends the source: what is left can still be read. */
export class ByteReader {
  private held: Buffer = EMPTY
  private ended = false

  constructor(private readonly source: AsyncIterator<Uint8Array>) {}

  /** Exactly `count` bytes; undefined at the end of the source. Throws CutOff when fewer are left. */
  async take(count: number): Promise<Buffer | undefined> {
    if (this.held.length >= count) return this.split(count)
    const parts: Buffer[] = [this.held]
    let size = this.held.length
    while (size < count) {
      const chunk = await this.pull()
      if (!chunk) {
        this.held = EMPTY
        if (size === 0) return undefined
        throw new CutOff()
      }
      parts.push(chunk)
      size += chunk.length
    }
    this.held = Buffer.concat(parts, size)
    return this.split(count)
  }

  /** Bytes up to the byte `mark`, without it; undefined at the end of the source. */
  async until(mark: number): Promise<Buffer | undefined> {
    let searched = 0
    for (;;) {
      const at = this.held.indexOf(mark, searched)
      if (at >= 0) {
        const found = this.held.subarray(0, at)
        this.held = this.held.subarray(at + 1)
        return found
      }
      searched = this.held.length
      if (searched > MAX_LINE_BYTES) throw new Error(`no end of line within ${MAX_LINE_BYTES} bytes`)
      const chunk = await this.pull()
      if (!chunk) {
        if (searched > 0) throw new CutOff()
        return undefined
      }
      this.held = searched === 0 ? chunk : Buffer.concat([this.held, chunk])
    }
  }

  /** Passes over `count` bytes without holding them. */
  async skip(count: number): Promise<void> {
    let left = count
    while (left > this.held.length) {
      left -= this.held.length
      const chunk = await this.pull()
      if (!chunk) throw new CutOff()
      this.held = chunk
    }
    this.split(left)
  }

  /** What is left, as it comes. */
  async *rest(): AsyncGenerator<Buffer> {
    while (this.held.length > 0 || !this.ended) {
      const chunk = this.held.length > 0 ? this.split(this.held.length) : await this.pull()
      if (chunk) yield chunk
    }
  }

  private split(count: number): Buffer {
    const taken = this.held.subarray(0, count)
    this.held = this.held.subarray(count)
    return taken
  }

  private async pull(): Promise<Buffer | undefined> {
    if (this.ended) return undefined
    const step = await this.source.next()
    if (step.done) {
      this.ended = true
      return undefined
    }
    return Buffer.from(step.value.buffer, step.value.byteOffset, step.value.length)
  }
}

/** Items of a stream, as `next` reads them one by one. The source is ended with the last, or when nobody wants more. */
export async function* itemsOf<T>(
  source: AsyncGenerator<Uint8Array>,
  next: (reader: ByteReader) => Promise<T | undefined>,
): AsyncGenerator<T> {
  const reader = new ByteReader(source)
  try {
    for (let item = await next(reader); item !== undefined; item = await next(reader)) yield item
  } finally {
    await source.return(undefined)
  }
}
