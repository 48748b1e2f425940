import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { apiPath, type RepoRef, type RepoType } from '../codecs/repo-address.js'
import { ask, askJson, HubRefused, nextOf } from './ask.js'

export interface ListedRepo {
  id: string
  lastModified: string
  downloads: number
  likes: number
  private: boolean
  gated: false | 'auto' | 'manual'
  opening?: string
  cardData?: Record<string, unknown>
}
export const LISTS = ['lastModified', 'downloads', 'likes', 'createdAt'] as const
export type ListSort = (typeof LISTS)[number]

const PAGE = 20

/** What somebody publishes, of what the caller may see; more pages on demand. */
export const useReposOf = (type: RepoType, author: string, sort: ListSort) =>
  useInfiniteQuery({
    queryKey: ['repos-of', type, author, sort],
    queryFn: async ({ pageParam, signal }) => {
      const answer = await ask(pageParam, signal)
      return { repos: (await answer.json()) as ListedRepo[], next: nextOf(answer) }
    },
    initialPageParam: `/api/${type}s?author=${encodeURIComponent(author)}&sort=${sort}&limit=${PAGE}`,
    getNextPageParam: (last) => last.next,
  })

/** The text of README.md, which is open wherever the page is; null when there is none. */
export const useReadme = (repo: RepoRef, enabled = true) =>
  useQuery({
    queryKey: ['readme', repo.type, repo.id],
    enabled,
    queryFn: async ({ signal }) => {
      try {
        return await (await ask(`${apiPath(repo)}/card`, signal)).text()
      } catch (error) {
        if (error instanceof HubRefused && error.code === 'EntryNotFound') return null
        throw error
      }
    },
  })

export interface RepoTerms {
  version: number | null
  terms: Record<string, unknown> | null
  summary: string[]
}
export const useTerms = ({ type, id }: RepoRef) =>
  useQuery({
    queryKey: ['terms', type, id],
    queryFn: ({ signal }) => askJson<RepoTerms>(`/api/${type}s/${id}/terms`, signal),
  })

/** The line by which the caller is to name the data; null: the terms ask for none. */
export const useAttribution = ({ type, id }: RepoRef) =>
  useQuery({
    queryKey: ['attribution', type, id],
    queryFn: async ({ signal }) =>
      (await askJson<{ text: string | null }>(`/api/${type}s/${id}/attribution`, signal)).text,
  })
