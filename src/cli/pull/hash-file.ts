import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** Of the bytes that are on the disk, whoever wrote them. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  return hash.digest('hex')
}
