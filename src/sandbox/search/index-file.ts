import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { BLOCK_ROWS, type Block, decodeIndex, type IndexBytes } from '../../codecs/search/search-index.js'

/** Larger ones are read where they lie, a byte at a time: a query asks for few. */
const MOST_IN_MEMORY = 16 * 1024 * 1024

export interface IndexFile {
  blocks: Block[]
  close(): void
}

export function openIndex(path: string): IndexFile {
  const length = statSync(path).size
  if (length <= MOST_IN_MEMORY) return { blocks: decodeIndex(inMemory(readFileSync(path))), close: () => {} }
  const file = openSync(path, 'r')
  return { blocks: decodeIndex(onDisk(file, length)), close: () => closeSync(file) }
}

const inMemory = (bytes: Buffer): IndexBytes => ({
  length: bytes.length,
  read: (offset, length) => bytes.subarray(offset, offset + length),
})
const onDisk = (file: number, length: number): IndexBytes => ({
  length,
  read: (offset, length) => {
    const bytes = Buffer.alloc(length)
    readSync(file, bytes, 0, length, offset)
    return bytes
  },
})

/** For a file without index: every block may have everything. */
export function blocksWithoutIndex(numRows: number): IndexFile {
  const blocks = Array.from({ length: Math.ceil(numRows / BLOCK_ROWS) }, (_, i): Block => {
    const firstRow = i * BLOCK_ROWS
    const rows = Math.min(BLOCK_ROWS, numRows - firstRow)
    return { firstRow, rows, mayHave: () => true, odd: () => 'all' }
  })
  return { blocks, close: () => {} }
}
