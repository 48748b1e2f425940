import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
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
  updatedAt: string
  downloads: number
  visibility: 'public' | 'private'
}
export interface CataloguePageData {
  results: Found[]
  facets: Record<Facet, { value: string; count: number }[]>
  total: { value: number; isExact: boolean }
  didYouMean?: string
  next?: string
}

/** Data sets by the words and facets of an address's query; more pages on demand. */
export function useCatalogue(query: URLSearchParams) {
  const text = query.toString()
  return useInfiniteQuery({
    queryKey: ['catalogue', text],
    queryFn: ({ pageParam, signal }) => {
      const asked = new URLSearchParams(query)
      asked.set('type', 'dataset')
      if (pageParam) asked.set('cursor', pageParam)
      return askJson<CataloguePageData>(`/api/catalogue?${asked}`, signal)
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  })
}
