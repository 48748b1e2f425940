import type { Sandbox, SandboxSession } from '../../stores/sandbox/sandbox.js'
import { sandboxError } from '../sandbox-errors.js'
import type { LinkedFile, LocalFiles } from './local-files.js'
import { checkRows, type RowRange } from './parquet-ranges.js'

/** A Parquet file of a table. */
export interface PartFile {
  sha256: string
  size: number
}
interface PlacedFile extends LinkedFile {
  /** As the process sees it. */
  inside: string
}
/** What is asked of a process. */
interface Task {
  name: string
  input: (paths: string[]) => object
  range?: (paths: string[]) => RowRange
}
/** A process that reads rows of one repo. */
interface RowSession {
  opened: Promise<SandboxSession>
  files: Map<string, PlacedFile>
  /** Tasks that wait or run. */
  users: number
  turn: Promise<unknown>
  idle: NodeJS.Timeout | undefined
}

const IDLE_MS = 60_000
const MOST_SESSIONS = 4
const DEADLINE_MS = 30_000

/**
 * Processes that show rows, kept for a minute: people look at one page after another. Each is for one repo, so that what
 * a hostile file does to its process stays with that file's readers.
 */
export class RowSessions {
  private readonly sessions = new Map<number, RowSession>()

  constructor(
    private readonly sandbox: Sandbox,
    private readonly localFiles: LocalFiles,
  ) {}

  /**
   * Runs a task of ours on files of the repo. Tasks of one repo take turns. `range`: the rows that the task reads; of large
   * files only what holds them is checked.
   */
  async ask<T>(
    repoId: number,
    name: string,
    files: PartFile[],
    input: (paths: string[]) => object,
    range?: (paths: string[]) => RowRange,
  ): Promise<T> {
    const row = this.sessionOf(repoId)
    row.users++
    clearTimeout(row.idle)
    const result = row.turn
      .catch(() => {})
      .then(() => this.run<T>(row, files, { name, input, ...(range && { range }) }))
    row.turn = result
    try {
      return await result
    } catch (error) {
      if ((error as { kind?: string }).kind !== 'task') await this.end(repoId, row)
      throw sandboxError(error)
    } finally {
      row.users--
      clearTimeout(row.idle)
      if (row.users === 0) row.idle = setTimeout(() => void this.end(repoId, row), IDLE_MS).unref()
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.sessions].map(([repoId, row]) => this.end(repoId, row)))
  }

  private async run<T>(row: RowSession, files: PartFile[], { name, input, range }: Task): Promise<T> {
    const session = await row.opened
    const placed: PlacedFile[] = []
    for (const file of files) placed.push(await this.place(session, row, file))
    const paths = placed.map(({ inside }) => inside)
    if (range) await checkRows(session, placed, range(paths), DEADLINE_MS)
    else for (const file of placed) await file.check(0, file.size)
    return session.ask<T>({ name, input: input(paths) }, { deadlineMs: DEADLINE_MS })
  }

  private async place(
    session: SandboxSession,
    row: RowSession,
    { sha256, size }: PartFile,
  ): Promise<PlacedFile> {
    const known = row.files.get(sha256)
    if (known) return known
    const input = session.input(`${row.files.size}.parquet`)
    const placed = { ...(await this.localFiles.link({ sha256, size }, input.path)), inside: input.inside }
    row.files.set(sha256, placed)
    return placed
  }

  /** At once, so that two who ask for one repo get one process. */
  private sessionOf(repoId: number): RowSession {
    const known = this.sessions.get(repoId)
    // the one used last is the last to go
    if (known) this.sessions.delete(repoId)
    const row = known ?? this.open()
    this.sessions.set(repoId, row)
    return row
  }

  private open(): RowSession {
    const ended = this.makeRoom()
    const opened = ended.then(() => this.sandbox.open())
    // who asks hears of it
    opened.catch(() => {})
    return { opened, files: new Map(), users: 0, turn: Promise.resolve(), idle: undefined }
  }

  /** Ends those that nobody uses, the oldest first; those at work may be more. */
  private async makeRoom(): Promise<void> {
    const idle = [...this.sessions].filter(([, { users }]) => users === 0)
    const tooMany = idle.slice(0, Math.max(0, this.sessions.size - MOST_SESSIONS + 1))
    await Promise.all(tooMany.map(([repoId, row]) => this.end(repoId, row)))
  }

  private async end(repoId: number, row: RowSession): Promise<void> {
    clearTimeout(row.idle)
    if (this.sessions.get(repoId) === row) this.sessions.delete(repoId)
    const session = await row.opened.catch(() => undefined)
    await session?.end()
  }
}
