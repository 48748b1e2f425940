import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { askJson } from './ask.js'

export const FACETS = [
  'task',
  'language',
  'modality',
  'size',
  'format',
  'license',
  'organisation',
  'updated',
] as const
export type Facet = (typeof FACETS)[number]

export interface Found {
  id: string
  type: 'dataset' | 'model'
  namespace: string
  name: string
  title: string
  summary: string
  facets: Partial<Record<Facet, string[]>>
  /** Of its tables, where all may know. */
  rows?: number
  updatedAt: string
  createdAt: string
  openedAt?: string
  opening?: 'draft' | 'beta' | 'withdrawn'
  /** Likes and downloads of the last days. */
  trend: number
  downloads: number
  likes: number
  visibility: 'public' | 'private'
}
export interface CataloguePageData {
  results: Found[]
  facets: Record<Facet, { value: string; count: number }[]>
  total: { value: number; isExact: boolean }
  didYouMean?: string
  next?: string
}

/** Repos by the words and facets of an address's query; more pages on demand. */
export function useCatalogue(query: URLSearchParams, type: 'dataset' | 'model' = 'dataset') {
  const text = query.toString()
  return useInfiniteQuery({
    queryKey: ['catalogue', type, text],
    queryFn: ({ pageParam, signal }) => {
      const asked = new URLSearchParams(query)
      asked.set('type', type)
      if (pageParam) asked.set('cursor', pageParam)
      return askJson<CataloguePageData>(`/api/catalogue?${asked}`, signal)
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  })
}

/** The first data sets in an order, for a short list. */
export const useFirst = (sort: 'trending' | 'created' | 'opened', limit: number) =>
  useQuery({
    queryKey: ['catalogue-first', sort, limit],
    queryFn: async ({ signal }) =>
      (await askJson<CataloguePageData>(`/api/catalogue?type=dataset&sort=${sort}&limit=${limit}`, signal))
        .results,
  })
