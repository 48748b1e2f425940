import { HubError } from '../../core/errors.js'

/**
 * Keeps the parts of an upload still while they are joined: a late part that is written after the check, or into
 * a blob already published through a file that was left open, would put unverified bytes in the store.
 */
export class PartTurns {
  private readonly writing = new Map<string, number>()
  private readonly finishing = new Set<string>()

  /** Throws BadRequest while the parts are joined. Call what it returns when the part is written. */
  write(upload: string): () => void {
    if (this.finishing.has(upload))
      throw new HubError('BadRequest', { why: 'This upload is being finished.' })
    this.writing.set(upload, (this.writing.get(upload) ?? 0) + 1)
    return () => {
      const left = (this.writing.get(upload) ?? 1) - 1
      if (left > 0) this.writing.set(upload, left)
      else this.writing.delete(upload)
    }
  }

  /** Throws BadRequest while a part is on its way, or the parts are joined already. */
  finish(upload: string): () => void {
    if (this.writing.has(upload) || this.finishing.has(upload))
      throw new HubError('BadRequest', {
        why: 'A part of this upload is still on its way. Finish it afterwards.',
      })
    this.finishing.add(upload)
    return () => this.finishing.delete(upload)
  }
}
