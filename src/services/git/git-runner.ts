import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'

/** git ended badly. `lines` is the end of what it said, which may name folders of this machine. */
export class GitFailed extends Error {
  override name = 'GitFailed'
  constructor(
    command: string,
    readonly lines: string,
    /** Ended by a signal: by us at a deadline or when its reader went away, or by the system. */
    readonly killed: boolean,
  ) {
    super(`git ${command} ${killed ? 'was ended' : 'failed'}: ${lines}`)
  }
}

/** A running git. */
export interface GitChild {
  readonly stdin: Writable
  readonly stdout: Readable
  /** Resolves when it has ended well and all output is read; rejects with GitFailed. */
  readonly done: Promise<void>
  /** The end of what it wrote to stderr so far. */
  said(): string
  /** Bytes moved; the deadline begins anew. */
  touch(): void
  kill(): void
}
export interface GitOptions {
  /** The bare repository; none for a command that is told it in its arguments. */
  repository?: string
  /** What the client asked for in its Git-Protocol header. */
  protocol?: string | undefined
  /** Most memory that git may take; at more it fails. */
  memoryBytes?: number
}

/** A git whose bytes have not moved for so long is ended. */
const IDLE_MS = 10 * 60_000
const KEPT_STDERR_BYTES = 4096
/** Nothing of the hub's own environment reaches git: it holds secrets, and GIT_* would change what git does. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin'

/** Settings of every git we run, written to the .gitconfig of its home. */
export const GIT_CONFIG = `[safe]
\tdirectory = *
[core]
\tcompression = 1
\tfsync = none
\tbigFileThreshold = 16m
\tpackedGitWindowSize = 32m
\tpackedGitLimit = 512m
[gc]
\tauto = 0
[pack]
\tthreads = 1
\twindowMemory = 64m
[fastimport]
\tunpackLimit = 20
[transfer]
\tadvertiseSID = false
[uploadpack]
\tallowFilter = true
\tallowReachableSHA1InWant = true
\tallowAnySHA1InWant = false
`

export class GitRunner {
  private readonly running = new Set<GitChild>()

  /** `home`: a folder with GIT_CONFIG as .gitconfig and nothing else. */
  constructor(private readonly home: string) {}

  start(args: string[], options: GitOptions = {}): GitChild {
    const [program, ...rest] = commandOf(args, options.memoryBytes)
    const child = spawn(program, rest, {
      cwd: this.home,
      env: {
        PATH,
        HOME: this.home,
        LC_ALL: 'C',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
        GIT_NO_REPLACE_OBJECTS: '1',
        ...(options.repository && { GIT_DIR: options.repository }),
        ...(options.protocol && { GIT_PROTOCOL: options.protocol }),
      },
      stdio: ['pipe', 'pipe', 'pipe'],
      // a group of its own, so that `kill` also ends what git itself starts
      detached: true,
    })
    const running = watch(child, args[0] ?? '')
    this.running.add(running)
    void running.done.catch(() => {}).then(() => this.running.delete(running))
    return running
  }

  /** Runs git to its end on small input; returns its output. Throws GitFailed. */
  async run(args: string[], options: GitOptions = {}, input = ''): Promise<string> {
    const child = this.start(args, options)
    child.stdin.end(input)
    const parts: Buffer[] = []
    for await (const part of child.stdout) parts.push(part)
    await child.done
    return Buffer.concat(parts).toString('utf8')
  }

  killAll(): void {
    for (const child of this.running) child.kill()
  }
}

/** A limit on memory is the shell's to set. */
const commandOf = (args: string[], memoryBytes: number | undefined): [string, ...string[]] =>
  memoryBytes === undefined
    ? ['git', ...args]
    : ['sh', '-c', `ulimit -v ${Math.floor(memoryBytes / 1024)}; exec git "$@"`, 'git', ...args]

function watch(child: ChildProcess, command: string): GitChild {
  const { stdin, stdout, stderr, pid } = child
  if (!stdin || !stdout || !stderr) throw new Error('git was started without pipes')
  let said = ''
  stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-KEPT_STDERR_BYTES)
  })
  // git may end before it has read everything; how it ended says more than the broken pipe
  stdin.on('error', () => {})
  const kill = () => {
    if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      child.kill('SIGKILL')
    }
  }
  const deadline = setTimeout(kill, IDLE_MS).unref()
  const done = new Promise<void>((resolve, reject) => {
    child.once('error', (error) =>
      reject(new Error(`git cannot be started: ${error.message}. Install git 2.30 or newer.`)),
    )
    child.once('close', (code, signal) => {
      if (code === 0) resolve()
      else reject(new GitFailed(command, said.trim(), signal !== null))
    })
  }).finally(() => clearTimeout(deadline))
  done.catch(() => {})
  return { stdin, stdout, done, kill, said: () => said, touch: () => void deadline.refresh() }
}

/** Output as it comes. Throws GitFailed after the last of it, if git failed; ends git when the reader stops early. */
export async function* outputOf(child: GitChild): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of child.stdout) {
      child.touch()
      yield chunk
    }
    await child.done
  } finally {
    child.kill()
  }
}

/** Gives git its input. Returns early, without an error, when git stops reading. */
export async function feed(child: GitChild, source: AsyncIterable<Uint8Array | string>): Promise<void> {
  for await (const chunk of source) {
    if (!(await write(child, chunk))) return
  }
  child.stdin.end()
}

/** False when git reads no more. */
export async function write(child: GitChild, chunk: Uint8Array | string): Promise<boolean> {
  if (child.stdin.destroyed || child.stdin.writableEnded) return false
  child.touch()
  if (!child.stdin.write(chunk)) {
    const ended = new AbortController()
    const drained = once(child.stdin, 'drain', { signal: ended.signal }).catch(() => {})
    await Promise.race([drained, child.done.catch(() => {})])
    ended.abort()
  }
  return !child.stdin.destroyed
}
