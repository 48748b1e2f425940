import type { GitObjectType } from './git-object.js'

/**
 * The frames of a stream of whole objects, as `git index-pack` and `git unpack-objects` read it:
 * https://git-scm.com/docs/gitformat-pack. Header, then for each object a header and its content by zlib, then the
 * SHA-1 of all of it. Deltas and indexes are git's business.
 */
const TYPE: Record<GitObjectType, number> = { commit: 1, tree: 2, blob: 3, tag: 4 }
const VERSION = 2

export function encodePackHeader(objectCount: number): Buffer {
  const header = Buffer.from('PACK........')
  header.writeUInt32BE(VERSION, 4)
  header.writeUInt32BE(objectCount, 8)
  return header
}

/** Type in three bits, size in four and then seven at a time, lowest first; the top bit says that more follow. */
export function encodePackObjectHeader(type: GitObjectType, size: number): Buffer {
  const bytes = [(TYPE[type] << 4) | (size % 16)]
  for (let left = Math.floor(size / 16); left > 0; left = Math.floor(left / 128)) {
    bytes.push(left % 128)
  }
  return Buffer.from(bytes.map((byte, i) => (i < bytes.length - 1 ? byte | 0x80 : byte)))
}
