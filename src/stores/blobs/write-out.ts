import type { FileHandle } from 'node:fs/promises'

const STEP_BYTES = 64 * 1024 * 1024

/** One at a time for the whole process: each holds one of the few threads that all file work shares. */
let isRunning = false

/** Has the disk begin with what was written to a file, so that the fsync at the end finds little to do. */
export class WriteOut {
  private waiting = 0
  private done: Promise<unknown> = Promise.resolve()
  constructor(private readonly file: FileHandle) {}

  wrote(bytes: number): void {
    this.waiting += bytes
    if (this.waiting < STEP_BYTES || isRunning) return
    this.waiting = 0
    isRunning = true
    const run = this.file.datasync().finally(() => {
      isRunning = false
    })
    this.done = Promise.all([this.done, run])
    // the caller hears of it at the end
    this.done.catch(() => {})
  }

  /** Throws when the disk refused: it says so once only, and the fsync that follows might hear nothing of it. */
  async end(): Promise<void> {
    await this.done
  }
}
