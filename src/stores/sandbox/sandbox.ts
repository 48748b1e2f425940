import type { Readable } from 'node:stream'
import type { Walls } from './jail.js'

/**
 * The contract of the sandbox: disposable processes in which uploaded bytes and users' SQL are parsed. A process knows
 * nothing of repos or rights; whoever opens a session gives it the files it may read and uses it for one tenant only.
 */
export interface Sandbox {
  readonly walls: Walls
  /** A fresh process, from those started ahead if there is one. Throws SandboxFailed when too many run already. */
  open(): Promise<SandboxSession>
  /** Ends every process. */
  close(): Promise<void>
}

export interface SandboxSession {
  /** Where an input file must be put for the process to see it; it sees it under `inside`. Any name of [\w.-]. */
  input(name: string): { path: string; inside: string }
  /** The folder that the process writes to, as we see it. */
  readonly outFolder: string
  /**
   * Does one task; tasks of a session run one after the other. Rejects with SandboxFailed; after a failure of kind
   * other than 'task' the session is over.
   */
  ask<T>(task: SandboxTask, options: AskOptions): Promise<T>
  /** Bulk bytes that tasks write; ends with the process. Must be read, or the task waits. */
  readonly body: Readable
  /** Removes all input files. */
  clear(): Promise<void>
  /** Kills the process with all its children, and removes its files. */
  end(): Promise<void>
}
export interface SandboxTask {
  name: string
  input: unknown
}
export interface AskOptions {
  /** SIGKILL so long after the task was begun. */
  deadlineMs: number
  /** SIGKILL when /out holds more. */
  outBytes?: number
  /** SIGKILL when it fires. */
  signal?: AbortSignal
  onProgress?: (progress: unknown) => void
}

/** `task`: the task said no (its code and words are in `code`, `message`). The others end the process. */
export type SandboxFailure = 'task' | 'deadline' | 'memory' | 'space' | 'cancelled' | 'crashed' | 'busy'
export class SandboxFailed extends Error {
  override name = 'SandboxFailed'
  constructor(
    readonly kind: SandboxFailure,
    message: string,
    readonly code: string = '',
  ) {
    super(message)
  }
}
