import { useInfiniteQuery } from '@tanstack/react-query'
import { apiPath } from '../codecs/repo-address.js'
import { askJson } from './ask.js'
import type { FileAt } from './repo-files.js'

export interface RowChange {
  kind: 'added' | 'removed' | 'changed'
  /** Row numbers from 0. */
  before: { row: number; cells: (string | null)[] } | null
  after: { row: number; cells: (string | null)[] } | null
  /** Which columns differ, by their index. */
  changed: number[]
}
export interface RowChanges {
  /** What rows are told apart by; null: their place. */
  key: string | null
  columns: string[]
  moreColumns: number
  newColumns: string[]
  goneColumns: string[]
  counts: { added: number; removed: number; changed: number; same: number }
  changes: RowChange[]
  total: number
}
const PAGE = 100

/** Rows that differ between two versions of a table. The hub compares them. */
export const useRowChanges = ([before, after]: [FileAt, FileAt]) =>
  useInfiniteQuery({
    queryKey: ['row-changes', before, after],
    queryFn: ({ pageParam, signal }) => {
      const span = `${encodeURIComponent(before.revision)}..${encodeURIComponent(after.revision)}`
      const query = new URLSearchParams({ path: after.path, offset: String(pageParam), limit: String(PAGE) })
      if (before.path !== after.path) query.set('old_path', before.path)
      return askJson<RowChanges>(`${apiPath(after.repo)}/row-changes/${span}?${query}`, signal)
    },
    initialPageParam: 0,
    getNextPageParam: ({ total, changes }, _all, offset) =>
      changes.length > 0 && offset + changes.length < total ? offset + changes.length : undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
