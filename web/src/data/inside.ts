import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { apiPath, encodePath } from '../codecs/repo-address.js'
import { ask, askJson, nextOf } from './ask.js'
import type { FileAt } from './repo-files.js'

export interface ArchivePage {
  kind: 'zip' | 'tar'
  entries: { name: string; size: number; isClosed?: true }[]
  refused: number
  isCut: boolean
  total: number
}
export interface ParquetFacts {
  rows: number
  createdBy: string
  version: string
  columns: ParquetColumn[]
  columnCount: number
  rowGroups: { rows: number; packed: number; unpacked: number }[]
  rowGroupCount: number
  packed: number
  unpacked: number
}
export interface ParquetColumn {
  name: string
  type: string
  compression: string
  packed: number
  unpacked: number
  nulls: number | null
  min: string | null
  max: string | null
}
const PAGE = 500

const insidePath = ({ repo, revision, path }: FileAt): string =>
  `${apiPath(repo)}/inside/${encodeURIComponent(revision)}/${encodePath(path)}`

/** Files of an archive, a page at a time; the hub lists them where nothing can escape. */
export const useArchive = (file: FileAt) =>
  useInfiniteQuery({
    queryKey: ['inside', file],
    queryFn: async ({ pageParam, signal }) => {
      const answer = await ask(pageParam, signal)
      return { page: (await answer.json()) as ArchivePage, next: nextOf(answer) }
    },
    initialPageParam: `${insidePath(file)}?limit=${PAGE}`,
    getNextPageParam: (last) => last.next,
  })

/** What the footer of a Parquet file says. */
export const useParquetFacts = (file: FileAt) =>
  useQuery({
    queryKey: ['inside', file],
    queryFn: ({ signal }) => askJson<ParquetFacts>(insidePath(file), signal),
  })
