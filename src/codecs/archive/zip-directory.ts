import { decodeNames } from './zip-names.js'

/**
 * The central directory of a zip file, read with bounds: what it says is compared with the size of the file, so that
 * nothing outside of it is read, no two files share bytes (as in "42.zip"), and no name leads out of a folder.
 * Format: APPNOTE.TXT 6.3.
 */
export interface ZipEntry {
  name: string
  method: number
  isEncrypted: boolean
  crc32: number
  packedSize: number
  size: number
  /** Of its local header. */
  offset: number
}
export class ZipError extends Error {
  override name = 'ZipError'
}

const END = 0x06054b50
const END_BYTES = 22
const END64 = 0x06064b50
const LOCATOR64 = 0x07064b50
const LOCATOR64_BYTES = 20
const END64_BYTES = 56
const ENTRY = 0x02014b50
const ENTRY_BYTES = 46
const LOCAL_BYTES = 30
/** How much at the end of a file may hold the end records: a comment may have 65,535 bytes. */
export const TAIL_BYTES = END_BYTES + 65_535 + LOCATOR64_BYTES + END64_BYTES
const MOST_ENTRIES = 1_000_000
export const MOST_DIRECTORY_BYTES = 256 * 1024 * 1024
const MOST_NAME_BYTES = 1024
const ALL16 = 0xffff
const ALL32 = 0xffffffff

export interface ZipDirectory {
  entries: number
  offset: number
  size: number
}

/** From the end of the file; `tailOffset` is where `tail` begins in it. */
export function findDirectory(tail: Buffer, tailOffset: number): ZipDirectory {
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END || at + END_BYTES + tail.readUInt16LE(at + 20) !== tail.length) continue
    const entries = tail.readUInt16LE(at + 10)
    const size = tail.readUInt32LE(at + 12)
    const offset = tail.readUInt32LE(at + 16)
    const isLarge = entries === ALL16 || size === ALL32 || offset === ALL32
    return checked(isLarge ? large(tail, at, tailOffset) : { entries, size, offset }, tailOffset + at)
  }
  throw new ZipError('it has no end record; it may be cut off')
}

function large(tail: Buffer, end: number, tailOffset: number): ZipDirectory {
  const locator = end - LOCATOR64_BYTES
  if (locator < 0 || tail.readUInt32LE(locator) !== LOCATOR64)
    throw new ZipError('its zip64 locator is missing')
  const at = Number(tail.readBigUInt64LE(locator + 8)) - tailOffset
  if (at < 0 || at + END64_BYTES > tail.length || tail.readUInt32LE(at) !== END64)
    throw new ZipError('its zip64 end record is not where it should be')
  return {
    entries: Number(tail.readBigUInt64LE(at + 32)),
    size: Number(tail.readBigUInt64LE(at + 40)),
    offset: Number(tail.readBigUInt64LE(at + 48)),
  }
}

function checked(directory: ZipDirectory, end: number): ZipDirectory {
  const { entries, size, offset } = directory
  if (entries > MOST_ENTRIES) throw new ZipError(`it says it holds ${entries} files, more than are read`)
  if (size > MOST_DIRECTORY_BYTES) throw new ZipError('its directory is too large')
  if (offset + size > end || size < entries * ENTRY_BYTES)
    throw new ZipError('its directory is not in the file')
  return directory
}

/** The entries of a directory, in its order; throws where two share bytes. */
export function parseDirectory(bytes: Buffer, directory: ZipDirectory): ZipEntry[] {
  const nameless: Omit<ZipEntry, 'name'>[] = []
  const names: Buffer[] = []
  let at = 0
  for (let i = 0; i < directory.entries; i++) {
    const { entry, name, next } = parseEntry(bytes, at)
    nameless.push(entry)
    names.push(name)
    at = next
  }
  const texts = decodeNames(names)
  const entries = nameless.map((entry, i) => ({ ...entry, name: texts[i] as string }))
  checkOverlaps(entries, directory.offset)
  return entries
}

type Parsed = { entry: Omit<ZipEntry, 'name'>; name: Buffer; next: number }
function parseEntry(bytes: Buffer, at: number): Parsed {
  if (at + ENTRY_BYTES > bytes.length || bytes.readUInt32LE(at) !== ENTRY)
    throw new ZipError('its directory is damaged')
  const nameLength = bytes.readUInt16LE(at + 28)
  const extraLength = bytes.readUInt16LE(at + 30)
  const nameEnd = at + ENTRY_BYTES + nameLength
  const next = nameEnd + extraLength + bytes.readUInt16LE(at + 32)
  if (next > bytes.length) throw new ZipError('its directory is damaged')
  if (nameLength > MOST_NAME_BYTES) throw new ZipError('it has a name that is too long')
  const flags = bytes.readUInt16LE(at + 8)
  const entry = {
    method: bytes.readUInt16LE(at + 10),
    isEncrypted: (flags & 1) !== 0,
    crc32: bytes.readUInt32LE(at + 16),
    packedSize: bytes.readUInt32LE(at + 20),
    size: bytes.readUInt32LE(at + 24),
    offset: bytes.readUInt32LE(at + 42),
  }
  widen(entry, bytes.subarray(nameEnd, nameEnd + extraLength))
  return { entry, name: bytes.subarray(at + ENTRY_BYTES, nameEnd), next }
}

/** Numbers that need 64 bits stand in the extra field, those that were all ones, in this order. */
function widen(entry: Parsed['entry'], extra: Buffer): void {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue
    let field = at + 4
    const end = Math.min(extra.length, field + extra.readUInt16LE(at + 2))
    for (const key of ['size', 'packedSize', 'offset'] as const) {
      if (entry[key] !== ALL32) continue
      if (field + 8 > end) throw new ZipError('its zip64 field is damaged')
      entry[key] = Number(extra.readBigUInt64LE(field))
      field += 8
    }
    return
  }
}

function checkOverlaps(entries: ZipEntry[], directoryOffset: number): void {
  const ordered = [...entries].sort((a, b) => a.offset - b.offset)
  ordered.forEach(({ offset, packedSize }, i) => {
    const end = ordered[i + 1]?.offset ?? directoryOffset
    if (offset + LOCAL_BYTES + packedSize > end)
      throw new ZipError('files in it share bytes, or lie outside of it')
  })
}

/** Where the bytes of an entry begin, by its local header. */
export function dataOffset(local: Buffer, entry: ZipEntry): number {
  if (local.length < LOCAL_BYTES || local.readUInt32LE(0) !== 0x04034b50)
    throw new ZipError(`the header of ${entry.name} is damaged`)
  return entry.offset + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28)
}
export const LOCAL_HEADER_BYTES = LOCAL_BYTES

/** It names a file below the folder it would be unpacked to, and can be shown. */
export function isSafeName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what we look for
  if (name === '' || name.startsWith('/') || /[\x00-\x1f\x7f\\]|^[a-z]:/i.test(name)) return false
  return !name.split('/').includes('..')
}
