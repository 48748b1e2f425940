import { link, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSandbox } from '../../src/stores/sandbox/pool.js'
import type { SandboxSession } from '../../src/stores/sandbox/sandbox.js'

export interface TestSandbox {
  /** A fresh process, ended afterwards. */
  use<T>(work: (session: SandboxSession) => Promise<T>): Promise<T>
  /** For those who end it themselves. */
  open(): Promise<SandboxSession>
  close(): Promise<void>
}

/** Sandboxes for tests of what runs in them. */
export async function startSandbox(): Promise<TestSandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'databelt-sandbox-'))
  const sandbox = await openSandbox({
    folder: join(folder, 'work'),
    main: 'dist/sandbox/main.js',
    memoryBytes: 4 * 2 ** 30,
    spare: 0,
    most: 2,
  })
  return {
    use: async (work) => {
      const session = await sandbox.open()
      return work(session).finally(() => session.end())
    },
    open: () => sandbox.open(),
    close: async () => {
      await sandbox.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Puts bytes where the session sees them; returns the path inside. */
export async function give(
  session: SandboxSession,
  name: string,
  content: Uint8Array | string,
): Promise<string> {
  const { path, inside } = session.input(name)
  await writeFile(path, content)
  return inside
}

/** Gives a file that the session wrote back to it as an input. */
export async function giveBack(session: SandboxSession, written: string, name: string): Promise<string> {
  const { path, inside } = session.input(name)
  await link(join(session.outFolder, written), path)
  return inside
}
