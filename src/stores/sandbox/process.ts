import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chmod, chown, mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { jailed, NOBODY, PATH, type Walls } from './jail.js'
import { type AskOptions, SandboxFailed, type SandboxFailure, type SandboxTask } from './sandbox.js'

export interface ProcessOptions {
  walls: Walls
  /** Work folders are made below it. */
  folder: string
  /** The program, and what else the process must see. */
  main: string
  visible: string[]
  memoryBytes: number
}
type Answer =
  | { kind: 'ready' }
  | { kind: 'progress'; progress: unknown }
  | { kind: 'done'; result: unknown }
  | { kind: 'failed'; code: string; message: string }

/** The start-up of Node and DuckDB, on a machine that is busy. */
const START_MS = 60_000
const WATCH_MS = 250
/** Longest answer of a task. */
const MOST_LINE_BYTES = 256 * 1024 * 1024
const KEPT_STDERR = 4000
const HEAP_MIB = 512

/** One process behind the walls, and the channel to it. Node's own end of the bargain is src/sandbox/main.ts. */
export class SandboxProcess {
  private readonly folder: string
  private child: ChildProcess | undefined
  private said = ''
  private failure: SandboxFailed | undefined
  private waiting: { take(answer: Answer): void; fail(error: SandboxFailed): void } | undefined
  private exited: Promise<void> = Promise.resolve()

  constructor(private readonly options: ProcessOptions) {
    this.folder = join(options.folder, randomUUID())
  }

  get outFolder(): string {
    return join(this.folder, 'out')
  }
  get body(): Readable {
    return this.child?.stdout as Readable
  }
  get isOver(): boolean {
    return this.failure !== undefined
  }

  input(name: string): { path: string; inside: string } {
    if (!/^[\w.-]+$/.test(name) || name.startsWith('.')) throw new Error(`not a name of an input: ${name}`)
    const inside = this.options.walls.namespaces === 'none' ? join(this.folder, 'in') : '/in'
    return { path: join(this.folder, 'in', name), inside: `${inside}/${name}` }
  }

  /** Resolves when the process is ready for tasks. */
  async start(): Promise<void> {
    const folders = { root: join(this.folder, 'root'), in: join(this.folder, 'in'), out: this.outFolder }
    for (const path of Object.values(folders)) await mkdir(path, { recursive: true })
    const { walls } = this.options
    if (walls.namespaces === 'root') await chown(folders.out, NOBODY, NOBODY)
    await chmod(folders.out, 0o700)
    const isJailed = walls.namespaces !== 'none'
    const program = [process.execPath, `--max-old-space-size=${HEAP_MIB}`, this.options.main]
    const command = [...program, isJailed ? '/out' : folders.out]
    const [file = '', ...args] = jailed({ ...this.options, folders, command })
    const child = spawn(file, args, {
      // nothing of the hub's own environment: it holds secrets
      env: { PATH, LANG: 'C.UTF-8', TZ: 'UTC' },
      cwd: folders.out,
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      detached: true,
    })
    this.child = child
    this.listen(child)
    await this.next({ deadlineMs: START_MS }, 'ready')
  }

  /** As SandboxSession.ask. */
  async ask<T>(task: SandboxTask, options: AskOptions): Promise<T> {
    if (this.failure) throw this.failure
    const stdin = this.child?.stdin as Writable
    stdin.write(`${JSON.stringify(task)}\n`)
    return (await this.next(options, 'done')) as T
  }

  async clear(): Promise<void> {
    for (const name of await readdir(join(this.folder, 'in')))
      await rm(join(this.folder, 'in', name), { force: true })
  }

  async end(): Promise<void> {
    this.fail('cancelled', 'The process was ended.')
    await this.exited
    await rm(this.folder, { recursive: true, force: true })
  }

  private listen(child: ChildProcess): void {
    this.exited = once(child, 'close').then(
      () => {},
      () => {},
    )
    child.stdin?.on('error', () => {})
    child.on('error', (error) => this.fail('crashed', `The sandbox could not be started: ${error.message}`))
    child.stderr?.on('data', (bytes: Buffer) => {
      this.said = (this.said + bytes.toString('utf8')).slice(-KEPT_STDERR)
    })
    child.on('exit', (_code, signal) => this.fail(...this.causeOfDeath(signal)))
    const answers = child.stdio[3] as Readable
    limitLines(answers, () => this.fail('crashed', 'The sandbox gave an answer that is too long.'))
    createInterface({ input: answers }).on('line', (line) => this.hear(line))
  }

  private causeOfDeath(signal: NodeJS.Signals | null): [SandboxFailure, string] {
    if (/heap out of memory|bad_alloc|Allocation failed|Cannot allocate|out of memory/i.test(this.said))
      return ['memory', 'It needs more memory than the sandbox has.']
    return [
      'crashed',
      `The sandbox ended early${signal ? ` (${signal})` : ''}: ${this.said.trim().slice(-500)}`,
    ]
  }

  private hear(line: string): void {
    try {
      this.waiting?.take(JSON.parse(line) as Answer)
    } catch {
      this.fail('crashed', 'The sandbox gave an answer that is not JSON.')
    }
  }

  /** Ends the process; what waits for it learns why. Only the first reason counts. */
  private fail(kind: SandboxFailure, message: string): void {
    this.failure ??= new SandboxFailed(kind, message)
    this.waiting?.fail(this.failure)
    if (this.child?.pid === undefined || this.child.exitCode !== null) return
    try {
      process.kill(-this.child.pid, 'SIGKILL')
    } catch {
      // it has ended meanwhile
    }
  }

  private async next(options: AskOptions, awaited: 'ready' | 'done'): Promise<unknown> {
    const { deadlineMs, signal } = options
    const late = setTimeout(
      () => this.fail('deadline', `It took longer than ${deadlineMs / 1000} s.`),
      deadlineMs,
    )
    const cancel = () => this.fail('cancelled', 'It was cancelled.')
    signal?.addEventListener('abort', cancel)
    const stopWatching = this.watchSpace(options.outBytes)
    try {
      if (signal?.aborted) cancel()
      if (this.failure) throw this.failure
      return await new Promise((resolve, reject) => {
        const take = (answer: Answer) => {
          if (answer.kind === 'progress') options.onProgress?.(answer.progress)
          else if (answer.kind === 'failed') reject(taskFailure(answer))
          else if (answer.kind === awaited) resolve('result' in answer ? answer.result : undefined)
        }
        this.waiting = { take, fail: reject }
      })
    } finally {
      this.waiting = undefined
      clearTimeout(late)
      stopWatching()
      signal?.removeEventListener('abort', cancel)
    }
  }

  private watchSpace(outBytes: number | undefined): () => void {
    if (outBytes === undefined) return () => {}
    const look = async () => {
      if ((await sizeOf(this.outFolder)) > outBytes)
        this.fail('space', `It wrote more than ${outBytes} bytes.`)
    }
    const timer = setInterval(() => void look().catch(() => {}), WATCH_MS)
    return () => clearInterval(timer)
  }
}

/** What a task says is untrusted: it may only be text. */
const taskFailure = ({ code, message }: { code: unknown; message: unknown }): SandboxFailed =>
  new SandboxFailed('task', String(message).slice(0, 4000), String(code).slice(0, 60))

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0
  for (const name of await readdir(folder, { recursive: true }))
    bytes += (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0
  return bytes
}

function limitLines(stream: Readable, onTooLong: () => void): void {
  let length = 0
  stream.on('data', (bytes: Buffer) => {
    const end = bytes.lastIndexOf(10)
    length = end < 0 ? length + bytes.length : bytes.length - end
    if (length > MOST_LINE_BYTES) onTooLong()
  })
}
