import type { IncomingMessage } from 'node:http'
import { HubError } from '../core/errors.js'

/** A body is paused while so much of it waits here. */
const HELD_BYTES = 256 * 1024

/**
 * A request body as it arrives. The pieces are handed on as the socket gave them: an iterator of the stream would ask
 * for each on its own, with a pause of the socket in between, and joins those that wait.
 */
export class Arrivals {
  private readonly pieces: Buffer[] = []
  private heldBytes = 0
  private failure: Error | undefined
  private wake: () => void = () => {}
  /** Nothing comes any more. */
  ended: boolean

  constructor(private readonly raw: IncomingMessage) {
    this.ended = raw.readableEnded
    raw.on('data', this.hold).on('end', this.end).on('close', this.close).on('error', this.fail)
    if (raw.destroyed) this.close()
  }

  /** The next piece, or undefined when there is none now. Throws what broke the stream. */
  take(): Buffer | undefined {
    const piece = this.pieces.shift()
    if (!piece && this.failure) throw this.failure
    this.heldBytes -= piece?.length ?? 0
    return piece
  }

  /** Resolves when there may be a piece, or the end; false when `ms` passed before. */
  async wait(ms: number): Promise<boolean> {
    if (this.pieces.length > 0 || this.ended) return true
    if (this.raw.isPaused()) this.raw.resume()
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms)
      this.wake = () => {
        clearTimeout(timer)
        resolve(true)
      }
    })
  }

  /** Lets go of the stream, with what is still to come. */
  stop(): void {
    const { raw } = this
    raw.off('data', this.hold).off('end', this.end).off('close', this.close).off('error', this.fail)
    if (!this.ended) raw.pause()
  }

  private hold = (piece: Buffer): void => {
    this.pieces.push(piece)
    this.heldBytes += piece.length
    if (this.heldBytes >= HELD_BYTES) this.raw.pause()
    this.wake()
  }
  private end = (): void => {
    this.ended = true
    this.wake()
  }
  /** What came before a connection broke may wait unread in the stream, so that the body has a hole. */
  private close = (): void => {
    if (!this.ended) this.fail(new HubError('TruncatedBody'))
  }
  private fail = (error: Error): void => {
    this.failure ??= error
    this.end()
  }
}
