import { queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ask, askJson, HubRefused } from './ask.js'

export interface DatasetInfo {
  id: string
  author: string
  sha: string | null
  createdAt: string
  lastModified: string
  private: boolean
  gated: false | 'auto' | 'manual'
  downloads: number
  likes: number
  tags: string[]
  cardData?: Record<string, unknown>
  mainSize?: number
}
const EXPAND = [
  'author',
  'sha',
  'createdAt',
  'lastModified',
  'private',
  'gated',
  'downloads',
  'likes',
  'tags',
  'cardData',
  'mainSize',
]

/** What is asked of a data set, for those who ask for many at once. */
export const datasetQuery = (id: string) =>
  queryOptions({
    queryKey: ['dataset', id],
    queryFn: ({ signal }) =>
      askJson<DatasetInfo>(`/api/datasets/${id}?${EXPAND.map((key) => `expand=${key}`).join('&')}`, signal),
  })
export const useDataset = (id: string) => useQuery(datasetQuery(id))

/** The text of README.md; undefined when there is none. */
export const useCard = (id: string) =>
  useQuery({
    queryKey: ['card', id],
    queryFn: async ({ signal }) => {
      try {
        return await (await ask(`/datasets/${id}/raw/main/README.md`, signal)).text()
      } catch (error) {
        if (error instanceof HubRefused && error.code === 'EntryNotFound') return null
        throw error
      }
    },
  })

export interface FileEntry {
  type: 'file' | 'directory'
  path: string
  size: number
  oid: string
  lfs?: { size: number }
  lastCommit?: { id: string; title: string; date: string }
}

const NEXT = /<([^>]+)>;\s*rel="next"/

/** Entries of one folder of `main`, with the commit that changed each last. */
export const useFolder = (id: string, folder: string) =>
  useInfiniteQuery({
    queryKey: ['folder', id, folder],
    queryFn: async ({ pageParam, signal }) => {
      const answer = await ask(pageParam, signal)
      const next = NEXT.exec(answer.headers.get('link') ?? '')?.[1]
      return { entries: (await answer.json()) as FileEntry[], next: next && pathOf(next) }
    },
    initialPageParam: `/api/datasets/${id}/tree/main${folder ? `/${encodePath(folder)}` : ''}?expand=true&limit=100`,
    getNextPageParam: (last) => last.next,
  })

export const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

/** The hub may be known to itself by another address than to this browser. */
function pathOf(address: string): string {
  const url = new URL(address, window.location.href)
  return url.pathname + url.search
}
