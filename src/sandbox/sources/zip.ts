import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { createInflateRaw } from 'node:zlib'
import { crc32 } from '@node-rs/crc32'
import {
  dataOffset,
  findDirectory,
  isSafeName,
  LOCAL_HEADER_BYTES,
  parseDirectory,
  TAIL_BYTES,
  type ZipEntry,
  ZipError,
} from '../../codecs/archive/zip-directory.js'
import { Unreadable } from '../readers/unreadable.js'
import type { Budget } from './budget.js'

export interface Zip {
  /** Files with names that can be used, in the order of the directory; of one name the last, as when they are unpacked. */
  entries: ZipEntry[]
  /** Names that lead elsewhere. */
  refused: string[]
  /** The content of a file in it, checked. */
  read(name: string, budget: Budget): Readable
  close(): Promise<void>
}

const STORED = 0
const DEFLATED = 8

/** A list of files is one line to the hub, so it ends after so many, or after so many characters. */
export const MOST_LISTED = 200_000
export const MOST_LISTED_CHARS = 32_000_000

/** The files of an archive that the hub is told of. */
export function listed(entries: ZipEntry[]): ZipEntry[] {
  let chars = 0
  const end = entries.findIndex(({ name }, i) => {
    chars += name.length
    return i >= MOST_LISTED || chars > MOST_LISTED_CHARS
  })
  return end < 0 ? entries : entries.slice(0, end)
}
export const isListedWhole = (entries: ZipEntry[]): boolean => listed(entries).length === entries.length

/** Why a file in a zip cannot be unpacked here, after "it is". */
export function obstacleOf({ isEncrypted, method }: ZipEntry): { code: string; words: string } | undefined {
  if (isEncrypted) return { code: 'Encrypted', words: 'encrypted. Publish it without a password' }
  if (method !== STORED && method !== DEFLATED)
    return {
      code: 'UnknownPacking',
      words: 'packed by a method that is not read here. Pack it anew with deflate',
    }
  return undefined
}

export async function openZip(path: string, label: string): Promise<Zip> {
  const file = await open(path)
  try {
    const all = await readEntries(file)
    const files = all.filter(({ name }) => !name.endsWith('/'))
    const refused = files.map(({ name }) => name).filter((name) => !isSafeName(name))
    const byName = new Map(files.filter(({ name }) => isSafeName(name)).map((entry) => [entry.name, entry]))
    const read = (name: string, budget: Budget) => {
      const entry = byName.get(name)
      if (!entry) throw new Unreadable('Damaged', `${label} holds no file ${name}.`)
      return Readable.from(readEntry(file, path, { entry, budget, label }))
    }
    return { entries: [...byName.values()], refused, read, close: () => file.close() }
  } catch (error) {
    await file.close()
    throw asUnreadable(error, label)
  }
}

async function readEntries(file: FileHandle): Promise<ZipEntry[]> {
  const { size } = await file.stat()
  const tailOffset = Math.max(0, size - TAIL_BYTES)
  const directory = findDirectory(await readAt(file, tailOffset, size - tailOffset), tailOffset)
  return parseDirectory(await readAt(file, directory.offset, directory.size), directory)
}

async function readAt(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset)
  return buffer.subarray(0, bytesRead)
}

async function* readEntry(
  file: FileHandle,
  path: string,
  { entry, budget, label }: { entry: ZipEntry; budget: Budget; label: string },
): AsyncGenerator<Buffer> {
  const { name, packedSize, size, method } = entry
  const obstacle = obstacleOf(entry)
  if (obstacle) throw new Unreadable(obstacle.code, `${name} in ${label} is ${obstacle.words}.`)
  budget.addPacked(packedSize)
  try {
    const start = dataOffset(await readAt(file, entry.offset, LOCAL_HEADER_BYTES), entry)
    const raw =
      packedSize === 0 ? Readable.from([]) : createReadStream(path, { start, end: start + packedSize - 1 })
    const inflate = createInflateRaw()
    raw.on('error', (error: Error) => inflate.destroy(error))
    let sum = 0
    let bytes = 0
    for await (const chunk of method === DEFLATED ? raw.pipe(inflate) : raw) {
      bytes += (chunk as Buffer).length
      budget.addUnpacked((chunk as Buffer).length)
      if (bytes > size) throw new ZipError(`${name} is longer than it says`)
      sum = crc32(chunk as Buffer, sum)
      yield chunk as Buffer
    }
    if (bytes !== size || sum !== entry.crc32) throw new ZipError(`${name} is damaged`)
  } catch (error) {
    throw asUnreadable(error, label)
  }
}

function asUnreadable(error: unknown, label: string): Error {
  if (error instanceof Unreadable) return error
  if (error instanceof ZipError || (error as { code?: string }).code?.startsWith('Z_'))
    return new Unreadable('Damaged', `${label} is no sound zip file: ${(error as Error).message}.`)
  return error as Error
}
