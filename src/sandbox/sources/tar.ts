import { type FileHandle, open } from 'node:fs/promises'
import { parsePax, parseTarHeader, TAR_BLOCK, TarError, type TarHeader } from '../../codecs/archive/tar.js'
import { Unreadable } from '../readers/unreadable.js'

export interface TarEntry {
  name: string
  size: number
  offset: number
}
const MOST_NAME_BYTES = 64 * 1024

/** The files of a tar, in order; only headers are read. */
export async function* tarEntries(path: string, label: string): AsyncGenerator<TarEntry> {
  const file = await open(path)
  try {
    yield* walk(file, (await file.stat()).size)
  } catch (error) {
    if (!(error instanceof TarError)) throw error
    throw new Unreadable('Damaged', `${label} is no sound tar file: ${error.message}.`)
  } finally {
    await file.close()
  }
}

async function* walk(file: FileHandle, end: number): AsyncGenerator<TarEntry> {
  let at = 0
  let next: { path?: string; size?: number } = {}
  while (at + TAR_BLOCK <= end) {
    const header = parseTarHeader(await readAt(file, at, TAR_BLOCK))
    if (!header) return
    const size = isFile(header) ? (next.size ?? header.size) : header.size
    const offset = at + TAR_BLOCK
    if (offset + size > end) throw new TarError(`it ends within ${header.name.slice(0, 100)}`)
    if (header.type === 'L') next.path = trimmed(await shortContent(file, offset, size))
    else if (header.type === 'x') next = { ...next, ...parsePax(await shortContent(file, offset, size)) }
    else {
      if (isFile(header)) yield { name: next.path ?? header.name, size, offset }
      if (header.type !== 'g' && header.type !== 'K') next = {}
    }
    at = offset + Math.ceil(size / TAR_BLOCK) * TAR_BLOCK
  }
  if (at < end && at === 0) throw new TarError('it is too short')
}

const isFile = ({ type }: TarHeader): boolean => type === '0' || type === '7'
const trimmed = (bytes: Buffer): string => bytes.toString('utf8').replace(/\0.*$/s, '')

async function shortContent(file: FileHandle, offset: number, size: number): Promise<Buffer> {
  if (size > MOST_NAME_BYTES) throw new TarError('a name in it is too long')
  return readAt(file, offset, size)
}

async function readAt(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset)
  if (bytesRead < length) throw new TarError('it is cut off')
  return buffer
}
