import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HubPlace } from './child-hub.js'

async function databaseFolder(place: HubPlace): Promise<string> {
  const own = join(place.folder, 'postgres')
  const elsewhere = await readFile(join(own, 'location'), 'utf8').catch(() => '')
  return join(elsewhere.trim() || own, 'data')
}

export interface DatabaseProcesses {
  server: number
  /** All that the server made. */
  children: number[]
  /** Those of them that serve the hub, the newest last. */
  backends: number[]
}

/** The PostgreSQL that a hub runs for itself. */
export async function databaseProcesses(place: HubPlace): Promise<DatabaseProcesses> {
  const text = await readFile(join(await databaseFolder(place), 'postmaster.pid'), 'utf8')
  const server = Number(text.split('\n')[0])
  const list = await readFile(`/proc/${server}/task/${server}/children`, 'utf8')
  const children = list.trim().split(' ').filter(Boolean).map(Number)
  const backends: number[] = []
  for (const child of children) {
    const name = await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '')
    if (/databelt databelt \[local\]/.test(name)) backends.push(child)
  }
  return { server, children, backends }
}

export function signalAll(pids: number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch (error) {
      // it ended by itself after its server did
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }
}
