import { isUtf8 } from 'node:buffer'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { decoderOf, encodingOf } from '../../codecs/text/decoders.js'
import { EncodingScores } from '../../codecs/text/guess.js'
import type { ReaderOptions } from '../../core/layout/types.js'
import { Unreadable } from '../readers/unreadable.js'
import type { Workspace } from './workspace.js'

const CHUNK_BYTES = 1024 * 1024
const BOM = '\uFEFF'

export interface Utf8File {
  path: string
  /** Absent: it was UTF-8. */
  encoding?: string
}

/** The path of the content as UTF-8 without a mark: of the file itself, or of a copy. */
export async function asUtf8(
  work: Workspace,
  path: string,
  { name, options }: { name: string; options: ReaderOptions },
): Promise<Utf8File> {
  const told = options.encoding === undefined ? undefined : toldEncoding(options.encoding)
  const mark = await markOf(path)
  // Python reads these as UTF-8 unless told otherwise, so what is UTF-8 is taken for it
  if ((told === undefined || told === 'utf-8') && (await isUtf8File(path, mark === 'utf-8' ? 3 : 0)))
    return mark === 'utf-8' ? { path: await withoutMark(work, path) } : { path }
  const encoding = told ?? mark ?? (await guessEncoding(path, name))
  const to = work.path()
  await transcode(path, to, { encoding, name, isTold: told !== undefined })
  return { path: to, encoding }
}

function toldEncoding(name: string): string {
  const encoding = encodingOf(name)
  if (encoding) return encoding
  throw new Unreadable(
    'UnsupportedOption',
    `The encoding ${name} is not known here. Save the file as UTF-8, or name one such as cp949, shift_jis or utf-16.`,
  )
}

async function markOf(path: string): Promise<string | undefined> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(3), 0, 3, 0)
    const start = buffer.subarray(0, bytesRead).toString('hex')
    if (start === 'efbbbf') return 'utf-8'
    return start.startsWith('fffe') || start.startsWith('feff') ? 'utf-16' : undefined
  } finally {
    await file.close()
  }
}

/** Cuts of chunks may fall into a character: what follows its first byte is looked at with the next chunk. */
async function isUtf8File(path: string, start: number): Promise<boolean> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of createReadStream(path, { start, highWaterMark: CHUNK_BYTES })) {
    const bytes = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer])
    const whole = wholeCharacters(bytes)
    if (!isUtf8(bytes.subarray(0, whole))) return false
    rest = Buffer.from(bytes.subarray(whole))
  }
  return rest.length === 0
}

/** Bytes up to the start of a character that may go on after the end. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) {
      const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return needs > back ? bytes.length - back : bytes.length
    }
  }
  return bytes.length
}

async function withoutMark(work: Workspace, path: string): Promise<string> {
  const to = work.path()
  const out = createWriteStream(to)
  for await (const chunk of createReadStream(path, { start: 3, highWaterMark: CHUNK_BYTES }))
    if (!out.write(chunk)) await once(out, 'drain')
  out.end()
  await finished(out)
  return to
}

async function guessEncoding(path: string, name: string): Promise<string> {
  const scores = new EncodingScores()
  let hasNul = false
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    hasNul ||= (chunk as Buffer).includes(0)
    scores.take(chunk as Buffer)
  }
  if (hasNul)
    throw new Unreadable(
      'NotText',
      `${name} is not text: it holds zero bytes, and is not UTF-8. Publish it as UTF-8.`,
    )
  for (const encoding of scores.candidates()) if (await decodes(path, encoding)) return encoding
  return 'windows-1252'
}

async function decodes(path: string, encoding: string): Promise<boolean> {
  const decoder = decoderOf(encoding)
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }))
      decoder.decode(chunk as Buffer, { stream: true })
    decoder.decode(new Uint8Array(), { stream: false })
    return true
  } catch {
    return false
  }
}

async function transcode(
  path: string,
  to: string,
  { encoding, name, isTold }: { encoding: string; name: string; isTold: boolean },
): Promise<void> {
  const decoder = decoderOf(encoding)
  const out = createWriteStream(to, { highWaterMark: 4 * CHUNK_BYTES })
  let isFirst = true
  const put = async (text: string) => {
    const plain = isFirst && text.startsWith(BOM) ? text.slice(1) : text
    if (text !== '') isFirst = false
    if (!out.write(plain)) await once(out, 'drain')
  }
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }))
      await put(decoder.decode(chunk as Buffer, { stream: true }))
    await put(decoder.decode(new Uint8Array(), { stream: false }))
    out.end()
    await finished(out)
  } catch (error) {
    out.destroy()
    if (!(error instanceof TypeError)) throw error
    const why = isTold ? 'as the card says' : 'though it begins like it'
    throw new Unreadable('BadEncoding', `${name} is not ${encoding} ${why}. Save it as UTF-8.`)
  }
}
