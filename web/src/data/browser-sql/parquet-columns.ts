import type { ColumnChunkMetaData, ParquetFile } from 'parquet-wasm/esm'

export interface Size {
  rows: number
  packed: number
  unpacked: number
}

/** How much these columns hold; without any there is nothing to read. */
export function sizeOf(files: ParquetFile[], columns: string[]): Size {
  const size = { rows: 0, packed: 0, unpacked: 0 }
  if (columns.length === 0) return size
  for (const group of groupsOf(files)) {
    size.rows += group.numRows()
    for (const chunk of group.columns().filter((each) => columns.includes(rootOf(each)))) {
      size.packed += chunk.compressedSize()
      size.unpacked += chunk.uncompressedSize()
    }
  }
  return size
}

export const rowsOf = (files: ParquetFile[]): number =>
  groupsOf(files).reduce((all, group) => all + group.numRows(), 0)

/**
 * The leaves of some columns, as the reader wants them. Undefined: all must be read, because the reader stops at a name
 * of other letters than ASCII that begins another one.
 */
export function leavesOf(files: ParquetFile[], columns: string[]): string[] | undefined {
  const [first] = groupsOf(files)
  const paths =
    first?.columns().map((chunk) => ({ root: rootOf(chunk), path: chunk.columnPath().join('.') })) ?? []
  const leaves = paths.filter(({ root }) => columns.includes(root)).map(({ path }) => path)
  const isUnclear = leaves.some(
    (leaf) => /\P{ASCII}/u.test(leaf) && paths.some(({ path }) => path !== leaf && path.startsWith(leaf)),
  )
  return isUnclear ? undefined : leaves
}

const groupsOf = (files: ParquetFile[]) => files.flatMap((file) => file.metadata().rowGroups())
const rootOf = (chunk: ColumnChunkMetaData): string => chunk.columnPath()[0] ?? ''
