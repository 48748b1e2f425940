import type { Sandbox } from '../../stores/sandbox/sandbox.js'
import type { Entry } from '../browse.js'
import { sandboxError } from '../sandbox-errors.js'
import type { Content, LinkedFile, LocalFiles } from './local-files.js'

/** A file of a repo that a task is to read. */
export interface TaskFile {
  path: string
  content: Content
}
interface OneTask {
  name: string
  files: TaskFile[]
  /** From the places of the files, as the process sees them. */
  input: (paths: string[]) => object
  deadlineMs: number
  /** Checks what the task reads of a file that lies in the store; without it all is read through before. */
  check?: (file: LinkedFile) => Promise<void>
}

const MOST_OUT_BYTES = 4 * 1024 ** 3

/** What a service of this kind works with. */
export interface TaskNeeds {
  sandbox: Sandbox
  localFiles: LocalFiles
}

/** Does one task in a process of its own, which then ends. Throws what a caller can be told. */
export async function doOneTask<T>({ sandbox, localFiles }: TaskNeeds, task: OneTask): Promise<T> {
  const session = await sandbox.open().catch((error) => {
    throw sandboxError(error)
  })
  try {
    const paths: string[] = []
    for (const [i, { path, content }] of task.files.entries()) {
      const place = session.input(`${i}${extensionOf(path)}`)
      if (task.check && 'sha256' in content) await task.check(await localFiles.link(content, place.path))
      else await localFiles.place(content, place.path)
      paths.push(place.inside)
    }
    const { name, deadlineMs } = task
    const asked = { name, input: task.input(paths) }
    return await session.ask<T>(asked, { deadlineMs, outBytes: MOST_OUT_BYTES })
  } catch (error) {
    throw sandboxError(error)
  } finally {
    // the answer is there; what is left of the process is cleared away by the sandbox
    await session.end().catch(() => {})
  }
}

/** Readers look at the names of compressed files. */
const extensionOf = (path: string): string => /(\.[\w-]{1,16}){0,2}$/.exec(path)?.[0] ?? ''

/** Where the bytes of an entry are. */
export const contentOf = (repoId: number, { blob }: { blob: NonNullable<Entry['blob']> }): Content =>
  blob.lfs ?? { repoId, blob, size: blob.size }
