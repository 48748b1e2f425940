import { PassThrough, type Readable } from 'node:stream'

/**
 * The bytes of one task, out of the stream of its process: it ends after the bytes that the task says it wrote. `end`
 * may be told before or after they have come.
 */
export class TaskBody {
  /** For the reader. Its destruction means that nobody reads any more. */
  readonly stream = new PassThrough()
  private seen = 0
  private wanted: number | undefined
  private tellWhole: () => void = () => {}
  /** Resolves when all bytes have come, read or not. */
  readonly whole = new Promise<void>((resolve) => {
    this.tellWhole = resolve
  })

  constructor(private readonly source: Readable) {
    source.on('data', this.take)
    source.on('error', () => {})
    this.stream.on('drain', () => source.resume())
    this.stream.on('error', () => {})
  }

  /** The reader is slower than the task. */
  get isWaiting(): boolean {
    return this.source.isPaused()
  }

  /** Resolves with the first bytes. */
  begun(): Promise<void> {
    return new Promise((resolve) => this.source.once('data', () => resolve()))
  }

  end(bytes: number): void {
    this.wanted = bytes
    // what is still in the pipe is little; the process need not wait for a slow reader to take it
    this.source.resume()
    this.finish()
  }

  /** Nobody reads any more. The rest is dropped: a process whose pipe is full would not count as ended. */
  release(): void {
    this.source.off('data', this.take)
    this.source.resume()
  }

  private readonly take = (bytes: Buffer): void => {
    this.seen += bytes.length
    const isFull = !this.stream.write(bytes)
    if (isFull && this.wanted === undefined) this.source.pause()
    this.finish()
  }

  private finish(): void {
    if (this.wanted === undefined || this.seen < this.wanted) return
    if (this.seen === this.wanted) this.stream.end()
    else this.stream.destroy(new Error('the sandbox wrote more than it said'))
    this.tellWhole()
  }
}
