import { createHash } from 'node:crypto'
import { crc32 } from '@node-rs/crc32'
import { encodeTreeEntries, sortKey, type TreeEntry } from './git-object.js'

/**
 * A git tree cut into pages, so that a folder of a million files costs a page per look-up and per change.
 * The pages joined are the tree object's bytes. A page ends after an entry whose name's CRC-32 divides by
 * PAGE_DIVISOR (about 256 entries), so an insertion moves one cut at most; MAX_ENTRIES bounds a page.
 */
export interface Page {
  /** Sort key of the first entry. */
  firstKey: Buffer
  /** SHA-1 of the page's bytes, 40 hex digits. */
  hash: string
  sizeBytes: number
  entryCount: number
}
export type NewPage = Page & { content: Buffer }

const PAGE_DIVISOR = 256
const MAX_ENTRIES = 1024

export const endsPage = (entry: TreeEntry): boolean => crc32(entry.name) % PAGE_DIVISOR === 0

/** Cuts sorted entries into pages. */
export function cutPages(entries: TreeEntry[]): NewPage[] {
  const pages: NewPage[] = []
  let start = 0
  for (let i = 0; i < entries.length; i++) {
    const full = i - start + 1 >= MAX_ENTRIES
    if (full || i === entries.length - 1 || endsPage(entries[i] as TreeEntry)) {
      pages.push(newPage(entries.slice(start, i + 1)))
      start = i + 1
    }
  }
  return pages
}

function newPage(entries: TreeEntry[]): NewPage {
  const content = encodeTreeEntries(entries)
  return {
    firstKey: sortKey(entries[0] as TreeEntry),
    hash: createHash('sha1').update(content).digest('hex'),
    sizeBytes: content.length,
    entryCount: entries.length,
    content,
  }
}

/** Each page: u16 key length, key, 20 bytes hash, u32 bytes, u32 entries; big-endian. */
export function encodePageIndex(pages: Page[]): Buffer {
  return Buffer.concat(
    pages.map((page) => {
      const head = Buffer.alloc(2 + page.firstKey.length + 28)
      head.writeUInt16BE(page.firstKey.length, 0)
      page.firstKey.copy(head, 2)
      head.write(page.hash, 2 + page.firstKey.length, 'hex')
      head.writeUInt32BE(page.sizeBytes, head.length - 8)
      head.writeUInt32BE(page.entryCount, head.length - 4)
      return head
    }),
  )
}

export function decodePageIndex(bytes: Buffer): Page[] {
  const pages: Page[] = []
  for (let at = 0; at < bytes.length; ) {
    const keyEnd = at + 2 + bytes.readUInt16BE(at)
    pages.push({
      firstKey: bytes.subarray(at + 2, keyEnd),
      hash: bytes.toString('hex', keyEnd, keyEnd + 20),
      sizeBytes: bytes.readUInt32BE(keyEnd + 20),
      entryCount: bytes.readUInt32BE(keyEnd + 24),
    })
    at = keyEnd + 28
  }
  return pages
}

/** Number of the page that would hold `key`: the last whose first key is not after it. -1 when before all. */
export function pageOf(pages: Page[], key: Buffer): number {
  let low = 0
  let high = pages.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (Buffer.compare((pages[middle] as Page).firstKey, key) <= 0) low = middle + 1
    else high = middle
  }
  return low - 1
}
