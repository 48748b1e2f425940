import { createWriteStream } from 'node:fs'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { HubClient } from '../hub-client.js'
import { bytes, progress, progressBar, progressEnd } from '../output.js'
import { sha256Of } from './hash-file.js'

/**
 * Fetches a file that the hub gives in ranges and under its SHA-256. What came before a break is in FILE.part; only the
 * rest is asked for. Returns the SHA-256, which the file on the disk has.
 */
export async function fetchFile(client: HubClient, address: string, output: string): Promise<string> {
  const part = `${output}.part`
  progress('The hub is looking for the rows.')
  const answer = await ask(client, address, part).finally(progressEnd)
  const sha256 = (answer.headers.get('etag') ?? '').replaceAll('"', '')
  await writeFile(`${part}.sha256`, sha256)
  await append(answer, part)
  const found = await sha256Of(part)
  if (found !== sha256) {
    await rm(part, { force: true })
    throw new Error(`What came has the SHA-256 ${found}, not ${sha256}. It was removed; try again.`)
  }
  await rename(part, output)
  await rm(`${part}.sha256`, { force: true })
  return sha256
}

/** Asks for what is missing of a file that was begun; for all of it when the hub's is another by now. */
async function ask(client: HubClient, address: string, part: string): Promise<Response> {
  const have = await stat(part).then(
    ({ size }) => size,
    () => 0,
  )
  const sha256 = have > 0 ? await readFile(`${part}.sha256`, 'utf8').catch(() => '') : ''
  const resume = sha256 === '' ? {} : { range: `bytes=${have}-`, 'if-range': `"${sha256}"` }
  return client.fetch(address, { headers: resume }).catch((error: Error) => {
    // all of it is here already
    if (!/range is outside/.test(error.message)) throw error
    return client.fetch(address, { method: 'HEAD' })
  })
}

async function append(answer: Response, part: string): Promise<void> {
  if (!answer.body) return
  const goesOn = answer.status === 206
  const all = Number(
    /\/(\d+)$/.exec(answer.headers.get('content-range') ?? '')?.[1] ?? answer.headers.get('content-length'),
  )
  let come = goesOn ? (await stat(part)).size : 0
  const counted = async function* (pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      come += piece.length
      progressBar(come / all, `${bytes(come)} of ${bytes(all)}`)
      yield piece
    }
  }
  const file = createWriteStream(part, { flags: goesOn ? 'a' : 'w' })
  await pipeline(Readable.fromWeb(answer.body as never), counted, file)
    .catch(() => {
      throw new Error('The connection broke. Run the same command again: it goes on where it stopped.')
    })
    .finally(progressEnd)
}
