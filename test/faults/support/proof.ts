import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openApp } from '../../../src/app.js'
import { parseConfig } from '../../../src/config/config.js'
import { readSettings } from '../../../src/config/env.js'
import { fsck, type HubPlace } from './child-hub.js'

/** What `fsck` finds, run in this process: a process for each of hundreds of kills would take an hour. */
export async function faultsOf(place: HubPlace): Promise<string[]> {
  const env: NodeJS.ProcessEnv = { ...place.env }
  delete env.UV_THREADPOOL_SIZE
  const app = await openApp(parseConfig(readSettings({}, env)), { alone: false, log: () => {} })
  try {
    const { faults } = await app.services.integrity.fsck({ fast: false })
    return faults.map((fault) => `${fault.what} ${fault.where}`)
  } finally {
    await app.close()
  }
}

/** The command itself, once at the end of a file: exit code 0 and no faults. */
export async function expectWhole(place: HubPlace): Promise<void> {
  const { code, faults } = await fsck(place)
  if (code !== 0 || faults.length > 0) throw new Error(`fsck ended with ${code}: ${JSON.stringify(faults)}`)
}

/** Names of the files that uploads have open or left. */
export const leftovers = (place: HubPlace): Promise<string[]> => readdir(join(place.folder, 'uploads'))

/** SHA-256 of every published file. */
export async function publishedBlobs(place: HubPlace): Promise<string[]> {
  const shards = await readdir(join(place.folder, 'blobs'))
  const names = await Promise.all(shards.map((shard) => readdir(join(place.folder, 'blobs', shard))))
  return names.flat().sort()
}

/** Whether what the machine lacks makes the run fail instead of being skipped. */
export function skipReason(reason: string | undefined): string | undefined {
  if (reason === undefined) return undefined
  if (process.env.DATABELT_REQUIRE_ALL === '1') throw new Error(reason)
  console.log(`skipped: ${reason}`)
  return reason
}
