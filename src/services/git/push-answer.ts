import { PassThrough, type Readable } from 'node:stream'
import { BAND, encodeBand } from '../../codecs/pkt-line.js'
import { encodeReport, type RefOutcome } from '../../codecs/push-protocol.js'

/** As often as git itself; proxies and our own server end connections on which nothing moves. */
const KEEP_AWAKE_MS = 5000
const PROGRESS_EVERY_MS = 1000

/** What the person who pushes sees while it runs, and the report that git reads at the end. */
export class PushAnswer {
  private readonly stream = new PassThrough()
  private awake: NodeJS.Timeout | undefined
  private progressAt = 0

  constructor(private readonly capabilities: Set<string>) {
    // a client that went away is no reason to stop a push that has arrived
    this.stream.on('error', () => {})
  }

  get output(): Readable {
    return this.stream
  }

  /** From now on the client only waits. Before, some read no answer, as they are still sending. */
  begin(): void {
    this.awake ??= setInterval(() => this.band(BAND.data, ''), KEEP_AWAKE_MS).unref()
  }

  say(lines: string[]): void {
    if (lines.length > 0) this.band(BAND.progress, lines.map((line) => `${line}\n`).join(''))
  }

  progress(what: string, done: number, total: number): void {
    const last = done === total
    if (this.capabilities.has('quiet') || (!last && Date.now() - this.progressAt < PROGRESS_EVERY_MS)) return
    this.progressAt = Date.now()
    const percent = Math.floor((100 * done) / Math.max(total, 1))
    this.band(BAND.progress, `${what}: ${percent}% (${done}/${total})${last ? ', done.\n' : '\r'}`)
  }

  finish(unpacked: string, outcomes: RefOutcome[]): void {
    clearInterval(this.awake)
    this.write(encodeReport(unpacked, outcomes, this.capabilities))
    this.stream.end()
  }

  /** Ends without a report, for a push of nothing. */
  close(): void {
    clearInterval(this.awake)
    this.stream.end()
  }

  private band(band: (typeof BAND)[keyof typeof BAND], text: string): void {
    if (this.capabilities.has('side-band-64k')) this.write(encodeBand(band, text))
  }

  private write(bytes: Buffer): void {
    if (!this.stream.destroyed) this.stream.write(bytes)
  }
}
