import { open } from 'node:fs/promises'
import type { SandboxSession } from '../../stores/sandbox/sandbox.js'
import type { LinkedFile } from './local-files.js'

/** Rows [offset, offset + length) of parts, or those of `indices`; of one column, or of all. */
export interface RowRange {
  parts: { path: string; numRows: number }[]
  offset: number
  length: number
  indices?: number[]
  column?: string
}

/** Holds the whole footer of most files. */
const TAIL_BYTES = 64 * 1024

/**
 * Checks the bytes that a reader of these rows reads: the footer of each file, then the column chunks that it speaks of.
 * Thus a page costs the same in a small and in a large file. What the process says of a file is only believed for that file.
 */
export async function checkRows(
  session: SandboxSession,
  files: LinkedFile[],
  range: RowRange,
  deadlineMs: number,
): Promise<void> {
  const whole = await Promise.all(files.map((file) => file.isWhole()))
  if (whole.every(Boolean)) return
  for (const file of files) await checkFooter(file)
  const { ranges } = await session.ask<{ ranges: { part: number; start: number; end: number }[] }>(
    { name: 'row-ranges', input: range },
    { deadlineMs },
  )
  for (const { part, start, end } of ranges) await files[part]?.check(start, end)
}

/** The last 8 bytes are the length of the footer and PAR1: https://parquet.apache.org/docs/file-format/ */
export async function checkFooter(file: LinkedFile): Promise<void> {
  await file.check(file.size - TAIL_BYTES, file.size)
  const handle = await open(file.path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, Math.max(0, file.size - 8))
    if (bytesRead === 4) await file.check(file.size - 8 - buffer.readUInt32LE(0), file.size)
  } finally {
    await handle.close()
  }
}
