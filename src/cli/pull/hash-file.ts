import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'

/** Of the bytes that are on the disk, whoever wrote them. */
export const sha256Of = (path: string): Promise<string> => digest(path, createHash('sha256'))

/** The hash that an ETag of the hub is: SHA-256, or git's of a small file of a repo. */
export async function etagOf(path: string, etag: string): Promise<string> {
  if (!/^[0-9a-f]{40}$/.test(etag)) return sha256Of(path)
  return digest(path, createHash('sha1').update(`blob ${(await stat(path)).size}\0`))
}

async function digest(path: string, hash: Hash): Promise<string> {
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  return hash.digest('hex')
}
