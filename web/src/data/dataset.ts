import { queryOptions, useQuery } from '@tanstack/react-query'
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
