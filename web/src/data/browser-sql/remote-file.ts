import { askRange } from '../ask.js'

/** A file of the hub as a Blob: of its bytes only those are fetched that are read. */
export class RemoteFile extends Blob {
  constructor(
    private readonly path: string,
    private readonly heard: RangeListener,
    private readonly start: number,
    private readonly end: number,
  ) {
    super()
  }

  override get size(): number {
    return this.end - this.start
  }

  override slice(from = 0, to = this.size): Blob {
    const at = (place: number) => this.start + Math.min(place < 0 ? this.size + place : place, this.size)
    return new RemoteFile(this.path, this.heard, at(from), at(to))
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    try {
      const bytes = await askRange(this.path, this.start, this.end)
      this.heard.got(bytes.length)
      return bytes.buffer as ArrayBuffer
    } catch (error) {
      this.heard.failed(error)
      throw error
    }
  }
}

export interface RangeListener {
  got(bytes: number): void
  failed(error: unknown): void
}
