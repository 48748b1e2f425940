import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Budget, type Limits } from './budget.js'
import { openZip, type Zip } from './zip.js'

/** Temporary files of one task, and how much it may unpack. */
export interface Workspace {
  /** A path nobody has used. */
  path(): string
  budget: Budget
  /** An archive, opened once. */
  zip(path: string, label: string): Promise<Zip>
  close(): Promise<void>
}

export async function openWorkspace(outFolder: string, limits: Limits | undefined): Promise<Workspace> {
  const folder = join(outFolder, 'tmp', randomUUID())
  await mkdir(folder, { recursive: true })
  let files = 0
  const zips = new Map<string, Promise<Zip>>()
  const zip = (path: string, label: string) => {
    const opened = zips.get(path) ?? openZip(path, label)
    zips.set(path, opened)
    return opened
  }
  const close = async () => {
    for (const opened of zips.values()) await opened.then((one) => one.close()).catch(() => {})
    await rm(folder, { recursive: true, force: true })
  }
  return {
    path: () => join(folder, String(files++)),
    budget: new Budget(limits),
    zip,
    close,
  }
}
