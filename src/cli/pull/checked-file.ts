import { createWriteStream } from 'node:fs'
import { lstat, rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { HubClient } from '../hub-client.js'
import { sha256Of } from './hash-file.js'

/** A file that is to be in a folder, and where the hub has it. */
export interface WantedFile {
  path: string
  size: number
  sha256: string
  url: string
}

/** True for a plain file with exactly these bytes; what a link leads to is not ours. */
export async function isThere({ path, size, sha256 }: WantedFile): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined)
  return found?.isFile() === true && found.size === size && (await sha256Of(path)) === sha256
}

/** Writes it aside as `part`, reads it again, and gives it its name when the bytes are right. */
export async function fetchChecked(client: HubClient, file: WantedFile, part: string): Promise<void> {
  const { body } = await client.fetch(file.url)
  await pipeline(body ? Readable.fromWeb(body as never) : Readable.from([]), createWriteStream(part)).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.syscall === 'open' || error.syscall === 'write')
        throw new Error(`${file.path} cannot be written: ${error.code}.`)
      throw new Error('The connection broke. Run the same command again: it goes on where it stopped.')
    },
  )
  const found = await sha256Of(part)
  if (found !== file.sha256) {
    await rm(part, { force: true })
    throw new Error(`What came for ${file.path} has the SHA-256 ${found}, not ${file.sha256}. Try again.`)
  }
  await rename(part, file.path)
}
