import type { Sandbox, SandboxSession } from '../../stores/sandbox/sandbox.js'
import { sandboxError } from '../sandbox-errors.js'
import type { LinkedFile, LocalFiles } from './local-files.js'
import { checkRows, type RowRange } from './parquet-ranges.js'

/** A Parquet file of a table. */
export interface PartFile {
  sha256: string
  size: number
}
/** A process that reads rows of one repo. */
interface PlacedFile extends LinkedFile {
  /** As the process sees it. */
  inside: string
}
interface RowSession {
  session: SandboxSession
  files: Map<string, PlacedFile>
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
  private readonly sessions = new Map<number, Promise<RowSession>>()

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
    const row = await this.sessionOf(repoId)
    clearTimeout(row.idle)
    const result = row.turn
      .catch(() => {})
      .then(async () => {
        const placed: PlacedFile[] = []
        for (const file of files) placed.push(await this.place(row, file))
        const paths = placed.map(({ inside }) => inside)
        if (range) await checkRows(row.session, placed, range(paths), DEADLINE_MS)
        else for (const file of placed) await file.check(0, file.size)
        return row.session.ask<T>({ name, input: input(paths) }, { deadlineMs: DEADLINE_MS })
      })
    row.turn = result
    try {
      return await result
    } catch (error) {
      if ((error as { kind?: string }).kind !== 'task') await this.end(repoId)
      throw sandboxError(error)
    } finally {
      row.idle = setTimeout(() => void this.end(repoId), IDLE_MS).unref()
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.sessions.keys()].map((repoId) => this.end(repoId)))
  }

  private async place(row: RowSession, { sha256, size }: PartFile): Promise<PlacedFile> {
    const known = row.files.get(sha256)
    if (known) return known
    const input = row.session.input(`${row.files.size}.parquet`)
    const placed = { ...(await this.localFiles.link({ sha256, size }, input.path)), inside: input.inside }
    row.files.set(sha256, placed)
    return placed
  }

  private async sessionOf(repoId: number): Promise<RowSession> {
    const known = this.sessions.get(repoId)
    if (known !== undefined) {
      // the one used last is the last to go
      this.sessions.delete(repoId)
      this.sessions.set(repoId, known)
      return known
    }
    const [oldest] = this.sessions.keys()
    if (this.sessions.size >= MOST_SESSIONS && oldest !== undefined) await this.end(oldest)
    const opened = this.sandbox
      .open()
      .then((session) => ({ session, files: new Map(), turn: Promise.resolve(), idle: undefined }))
    opened.catch(() => this.sessions.delete(repoId))
    this.sessions.set(repoId, opened)
    return opened
  }

  private async end(repoId: number): Promise<void> {
    const ended = this.sessions.get(repoId)
    this.sessions.delete(repoId)
    const row = await ended?.catch(() => undefined)
    clearTimeout(row?.idle)
    await row?.session.end()
  }
}
