import { randomUUID } from 'node:crypto'
import { access, mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GIT_CONFIG, GitRunner } from './git-runner.js'

/** The folder of this process below the git cache, with the git that works in it. */
export interface WorkFolder {
  git: GitRunner
  /** A path that nothing has yet, below `kind`. */
  newPath(kind: 'cache' | 'push'): string
  /** False once somebody has emptied the cache. */
  exists(): Promise<boolean>
  remove(): Promise<void>
}

const BEAT_MS = 30_000
const DEAD_AFTER_MS = 10 * BEAT_MS

/** One work folder for all who ask, made at first use, and anew when somebody has removed it. */
export function shareWorkFolder(root: string) {
  let last: Promise<WorkFolder> | undefined

  const work = (): Promise<WorkFolder> => {
    last = follow(last)
    return last
  }

  async function follow(before: Promise<WorkFolder> | undefined): Promise<WorkFolder> {
    const folder = await before?.catch(() => undefined)
    if (folder && (await folder.exists())) return folder
    await folder?.remove()
    return openWorkFolder(root)
  }

  async function close(): Promise<void> {
    const folder = await last?.catch(() => undefined)
    folder?.git.killAll()
    await folder?.remove()
  }

  return { work, close }
}

/**
 * Makes a folder that only this process uses. It shows that it lives by touching the file `alive`; folders whose
 * process has not done so for a while are what a killed hub left, and go. (A process id would not do: hubs in
 * several containers may share the cache.)
 */
async function openWorkFolder(root: string): Promise<WorkFolder> {
  const folder = join(root, randomUUID())
  const home = join(folder, 'home')
  const alive = join(folder, 'alive')
  for (const name of ['home', 'cache', 'push'])
    await mkdir(join(folder, name), { recursive: true, mode: 0o700 })
  await writeFile(join(home, '.gitconfig'), GIT_CONFIG)
  await writeFile(alive, '')
  const beat = async () => {
    await utimes(alive, new Date(), new Date())
    await removeDead(root)
  }
  // a beat that fails is made good by the next one
  const timer = setInterval(() => void beat().catch(() => {}), BEAT_MS).unref()
  await removeDead(root)
  let count = 0
  return {
    git: new GitRunner(home),
    exists: () =>
      access(alive).then(
        () => true,
        () => false,
      ),
    newPath: (kind) => join(folder, kind, String(++count)),
    remove: async () => {
      clearInterval(timer)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function removeDead(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const folder = join(root, name)
    // a folder without the file is being made, or being removed
    const seen = await stat(join(folder, 'alive')).catch(() => stat(folder).catch(() => undefined))
    if (seen && Date.now() - seen.mtimeMs > DEAD_AFTER_MS) await rm(folder, { recursive: true, force: true })
  }
}
