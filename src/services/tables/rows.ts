import { HubError } from '../../core/errors.js'
import { kindOf } from '../../core/features.js'
import type { Sandbox } from '../../stores/sandbox/sandbox.js'
import type { LocalFiles } from './local-files.js'
import { RowSessions } from './row-sessions.js'
import type { OpenTable } from './tables.js'

export interface RowPage {
  rows: { row_idx: number; cells: string[]; truncated: string[] }[]
  isWhole: boolean
}

/** A part as a task sees it. */
interface PlacedPart {
  path: string
  numRows: number
  index?: string
}

/** Rows of tables, read in processes that work for one repo each. */
export function createRows({ sandbox, localFiles }: { sandbox: Sandbox; localFiles: LocalFiles }) {
  const sessions = new RowSessions(sandbox, localFiles)

  /** Rows [offset, offset + length), or those of `indices`. */
  async function page(
    { repoId, split, parts }: OpenTable,
    query: { offset: number; length: number; indices?: number[]; mostBytes?: number },
  ): Promise<RowPage> {
    const wanted = query.indices ? parts : overlapping(parts, query)
    const first = query.indices ? 0 : firstRow(parts, wanted[0])
    const range = (paths: string[]) => ({
      ...query,
      offset: query.offset - first,
      parts: placed(wanted, paths),
    })
    const input = (paths: string[]) => ({ ...range(paths), features: split.features })
    const found = await sessions.ask<RowPage>(repoId, 'rows', wanted, input, range)
    const rows = found.rows.map((row) => ({ ...row, row_idx: row.row_idx + first }))
    return { ...found, rows: query.indices ? inOrder(rows, query.indices) : rows }
  }

  /** The file of a media cell: its bytes, or the path in the repo of a film. Throws TableNotFound where there is none. */
  async function file(
    { repoId, split, parts }: OpenTable,
    row: number,
    column: number,
  ): Promise<{ bytes: Buffer } | { path: string }> {
    const wanted = overlapping(parts, { offset: row, length: 1 })
    const none = (hint: string) =>
      new HubError('TableNotFound', { repo: split.config, table: `row ${row}`, hint })
    if (wanted.length === 0) throw none(`It has ${split.numRows} rows.`)
    const name = split.features[column]?.name
    const offset = row - firstRow(parts, wanted[0])
    const { base64, path } = await sessions.ask<{ base64: string | null; path: string | null }>(
      repoId,
      'media',
      wanted,
      ([path]) => ({ path, row: offset, column: name }),
      (paths) => ({ parts: placed(wanted, paths), offset, length: 1, ...(name && { column: name }) }),
    )
    if (base64 !== null) return { bytes: Buffer.from(base64, 'base64') }
    const type = split.features[column]?.type
    if (path === null || !type || kindOf(type) !== 'Video' || !isPath(path)) throw none('The cell is empty.')
    return { path }
  }

  /** The bytes of a media cell. Throws TableNotFound where there are none. */
  async function media(table: OpenTable, row: number, column: number): Promise<Buffer> {
    const found = await file(table, row, column)
    if ('bytes' in found) return found.bytes
    const hint = 'The table has only the path of this film.'
    throw new HubError('TableNotFound', { repo: table.split.config, table: `row ${row}`, hint })
  }

  /** Runs a task of ours that looks at all parts of a table, and at what their rows are found by. */
  const ask = <T>(
    { repoId, parts }: OpenTable,
    task: string,
    input: (parts: PlacedPart[]) => object,
  ): Promise<T> => {
    const indexes = parts.flatMap(({ index }) => index ?? [])
    return sessions.ask<T>(repoId, task, [...parts, ...indexes], (paths) => {
      const places = paths.slice(parts.length)
      return input(
        parts.map(({ numRows, index }, i) => ({
          path: paths[i] as string,
          numRows,
          ...(index && { index: places.shift() as string }),
        })),
      )
    })
  }

  return { page, file, media, ask, close: () => sessions.close() }
}

const placed = (parts: { numRows: number }[], paths: string[]) =>
  parts.map(({ numRows }, i) => ({ path: paths[i] as string, numRows }))

function inOrder<R extends { row_idx: number }>(rows: R[], indices: number[]): R[] {
  const byIndex = new Map(rows.map((row) => [row.row_idx, row]))
  return indices.flatMap((index) => byIndex.get(index) ?? [])
}

/** Parts that hold any of the rows. */
function overlapping<P extends { numRows: number }>(
  parts: P[],
  { offset, length }: { offset: number; length: number },
): P[] {
  let first = 0
  return parts.filter(({ numRows }) => {
    const start = first
    first += numRows
    return start < offset + length && first > offset
  })
}

function firstRow<P extends { numRows: number }>(parts: P[], part: P | undefined): number {
  const before = part ? parts.slice(0, parts.indexOf(part)) : []
  return before.reduce((sum, { numRows }) => sum + numRows, 0)
}

/** The sandbox is not believed: no path of a file in a repo leads out of it. */
const isPath = (path: string): boolean =>
  path !== '' && !path.split(/[/\\]/).some((part) => part === '' || part === '.' || part === '..')
