import { queryOptions, useQuery } from '@tanstack/react-query'
import { askJson } from './ask.js'

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
