import { createWriteStream } from 'node:fs'
import { lstat, rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { HubClient } from '../hub-client.js'
import { etagOf } from './hash-file.js'

/** A file that is to be in a folder, and where the hub has it. */
export interface WantedFile {
  path: string
  /** Its SHA-256, or git's hash of it. */
  etag: string
  url: string
}

/** What the hub's list does not know, such as the hash of a film, stands in the headers of the file. */
export async function etagAt(client: HubClient, url: string): Promise<string> {
  const { headers } = await client.fetch(url, { method: 'HEAD' })
  const etag = (headers.get('x-linked-etag') ?? headers.get('etag') ?? '').replaceAll('"', '')
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(etag)) throw new Error(`The hub does not say the hash of ${url}.`)
  return etag
}

/** True for a plain file with exactly these bytes; what a link leads to is not ours. */
export async function isThere({ path, etag }: WantedFile): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined)
  return found?.isFile() === true && (await etagOf(path, etag)) === etag
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
  const found = await etagOf(part, file.etag)
  if (found !== file.etag) {
    await rm(part, { force: true })
    throw new Error(`What came for ${file.path} has the hash ${found}, not ${file.etag}. Try again.`)
  }
  await rename(part, file.path)
}
