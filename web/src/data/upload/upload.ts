import { HubRefused } from '../ask.js'
import { type CommitLine, commit, fileLine, lfsLine } from './commit.js'
import { named, sha256Of } from './hash.js'
import { sendObject } from './objects.js'
import { chooseWays } from './ways.js'

export interface UploadFile {
  path: string
  file: File
  /** The folder it was chosen with, where its name was left away from the path. */
  top?: string
}
export interface FileProgress {
  path: string
  size: number
  /** Bytes that have been read, or sent. */
  done: number
  state: 'waiting' | 'reading' | 'sending' | 'there' | 'sent' | 'withCommit'
}
export interface UploadState {
  phase: 'idle' | 'running' | 'paused' | 'failed' | 'committed'
  files: FileProgress[]
  /** Bytes a second, over the last few. */
  speed: number
  error?: unknown
}
export interface UploadWish {
  id: string
  files: UploadFile[]
  lines: CommitLine[]
  summary: string
}

const TELL_MS = 200
const SPEED_MS = 5000
const FILES_AT_ONCE = 2

/** Sends files to a data set and commits them. It can be paused, and what the hub has is not sent again. */
export class Upload {
  private state: UploadState
  private readonly listeners = new Set<() => void>()
  private stopping = new AbortController()
  private told = 0
  private moments: { at: number; bytes: number }[] = []
  /** By file, not by path: of two files chosen under one path, each has its own. */
  private readonly oids = new Map<File, string>()

  constructor(private readonly wish: UploadWish) {
    const files = wish.files.map(({ path, file }) => ({
      path,
      size: file.size,
      done: 0,
      state: 'waiting' as const,
    }))
    this.state = { phase: 'idle', files, speed: 0 }
  }

  readonly snapshot = (): UploadState => this.state
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Stops what is under way; `run` goes on from there. */
  pause(): void {
    this.stopping.abort(new Paused())
  }

  /** Resolves to whether the commit is made; otherwise the state says why not. */
  async run(): Promise<boolean> {
    this.stopping = new AbortController()
    this.tell({ phase: 'running', error: undefined })
    try {
      await this.send(this.stopping.signal)
      this.tell({ phase: 'committed', speed: 0 })
      return true
    } catch (error) {
      // what goes on beside it must not, either
      this.stopping.abort(new Paused())
      if (error instanceof Paused) this.tell({ phase: 'paused', speed: 0 })
      else this.tell({ phase: 'failed', speed: 0, error })
      return false
    }
  }

  private async send(signal: AbortSignal): Promise<void> {
    const { id, files, summary } = this.wish
    const ways = await chooseWays(id, files)
    const lines: (CommitLine | Blob)[] = [...this.wish.lines]
    for (const [i, { path, file }] of files.entries()) {
      if (ways[i] !== 'commit') continue
      signal.throwIfAborted()
      lines.push(await fileLine(path, file).catch(named(path)))
      this.note(i, { done: file.size, state: 'withCommit' })
    }
    const large = ways.flatMap((way, i) => (way === 'lfs' ? [i] : []))
    const work = async () => {
      for (let i = large.shift(); i !== undefined; i = large.shift()) {
        signal.throwIfAborted()
        lines.push(lfsLine((files[i] as UploadFile).path, await this.sendLarge(i, signal)))
      }
    }
    await Promise.all(Array.from({ length: FILES_AT_ONCE }, work))
    signal.throwIfAborted()
    await commit(id, { summary, lines })
  }

  private async sendLarge(i: number, signal: AbortSignal): Promise<{ oid: string; size: number }> {
    const { id, files } = this.wish
    const { file } = files[i] as UploadFile
    this.note(i, { done: 0, state: 'reading' })
    const oid = this.oids.get(file) ?? (await sha256Of(file, signal, (done) => this.note(i, { done })))
    this.oids.set(file, oid)
    this.note(i, { done: 0, state: 'sending' })
    const object = { oid, size: file.size, file }
    const how = await sendObject(id, object, signal, (done) => this.note(i, { done }))
    this.note(i, { done: file.size, state: how })
    return object
  }

  private note(i: number, change: Partial<FileProgress>): void {
    const files = [...this.state.files]
    files[i] = { ...(files[i] as FileProgress), ...change }
    this.state = { ...this.state, files }
    const now = performance.now()
    if (change.state === undefined && now - this.told < TELL_MS) return
    this.told = now
    this.tell({ speed: this.speedNow(now) })
  }

  private speedNow(now: number): number {
    const bytes = this.state.files.reduce(
      (sum, { done, state }) => sum + (state === 'sending' || state === 'sent' ? done : 0),
      0,
    )
    this.moments = [...this.moments.filter(({ at }) => now - at < SPEED_MS), { at: now, bytes }]
    const [first] = this.moments
    const seconds = (now - (first?.at ?? now)) / 1000
    return seconds < 0.5 ? this.state.speed : Math.max(0, (bytes - (first?.bytes ?? 0)) / seconds)
  }

  private tell(change: Partial<UploadState>): void {
    this.state = { ...this.state, ...change }
    for (const listener of this.listeners) listener()
  }
}

/** Whether trying again may help without a change by the user. */
export const isPassing = (error: unknown): boolean =>
  error instanceof TypeError ||
  (error instanceof Error && error.name === 'NetworkLost') ||
  (error instanceof HubRefused && error.status >= 500)

class Paused extends Error {}
