import { useQuery } from '@tanstack/react-query'
import type { RepoRef } from '../codecs/repo-address.js'
import { askJson, HubRefused } from './ask.js'
import type { CataloguePageData, Found } from './catalogue.js'
import type { Split } from './tables.js'

export interface Opening {
  state: 'draft' | 'beta' | 'final' | 'withdrawn'
  embargoUntil: string | null
  isEmbargoed: boolean
  reason: string | null
}
export const useOpening = ({ type, id }: RepoRef) =>
  useQuery({
    queryKey: ['opening', type, id],
    queryFn: ({ signal }) => askJson<Opening>(`/api/${type}s/${id}/opening`, signal),
  })

interface TableProblem {
  config?: string
  split?: string
  path?: string
  code: string
  message: string
}
interface Job {
  state: string
  tables: (Split & { state: string; numRows: number })[]
  problems: TableProblem[]
}

/** What was found when tables were made of the files; null for those who may not have the contents, or when there is none. */
export const useQuality = (id: string) =>
  useQuery({
    queryKey: ['quality', id],
    queryFn: async ({ signal }) => orNull(askJson<Job>(`/api/datasets/${id}/jobs`, signal)),
    refetchInterval: ({ state: { data } }) =>
      data?.state === 'pending' || data?.state === 'running' ? 3000 : false,
  })

export const readyOf = ({ tables }: Pick<Job, 'tables'>) => tables.filter(({ state }) => state === 'ready')

interface ColumnFigures {
  column_name: string
  column_statistics: { nan_count?: number; nan_proportion?: number }
}
/** Figures of the columns of one split; null when they are not there. */
export const useFigures = (id: string, of: Split | undefined) =>
  useQuery({
    queryKey: ['figures', id, of],
    enabled: of !== undefined,
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ dataset: id, config: of?.config ?? '', split: of?.split ?? '' })
      return orNull(
        askJson<{ num_examples: number; statistics: ColumnFigures[] }>(`/statistics?${query}`, signal),
      )
    },
  })

/** Nothing can be said to those who are refused; what is broken is told. */
async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof HubRefused && error.status < 500) return null
    if (error instanceof HubRefused && error.code === 'ResponseNotReady') return null
    throw error
  }
}

export type Because = 'taskAndLanguage' | 'task' | 'language' | 'publisher'
export interface Related {
  found: Found
  because: Because
}
const MOST_RELATED = 5

/** Other data sets that share a task, a language or the publisher: what the catalogue finds by the facets of this one. */
export const useRelated = (id: string) =>
  useQuery({
    queryKey: ['related', id],
    queryFn: async ({ signal }): Promise<Related[]> => {
      const [namespace = '', name = ''] = id.split('/')
      const search = async (facets: Record<string, string[]>) => {
        const query = new URLSearchParams({
          type: 'dataset',
          limit: String(MOST_RELATED + 1),
          sort: 'downloads',
        })
        for (const [facet, values] of Object.entries(facets))
          for (const value of values.slice(0, 5)) query.append(facet, value)
        return (await askJson<CataloguePageData>(`/api/catalogue?${query}`, signal)).results
      }
      const mine = (await namedLike(name, namespace, signal)).find((each) => each.id === id)
      const { task = [], language = [], modality = [] } = mine?.facets ?? {}
      const rules: [Because, Record<string, string[]>][] = [
        ...(task.length && language.length ? [['taskAndLanguage', { task, language }] as const] : []),
        ...(task.length ? [['task', { task }] as const] : []),
        ...(language.length ? [['language', { language, modality }] as const] : []),
        ['publisher', { organisation: [namespace] }],
      ].map(([because, facets]) => [because, facets] as [Because, Record<string, string[]>])
      const related = new Map<string, Related>()
      for (const [because, facets] of rules) {
        if (related.size >= MOST_RELATED) break
        for (const found of await search(facets))
          if (found.id !== id && !related.has(found.id)) related.set(found.id, { found, because })
      }
      return [...related.values()].slice(0, MOST_RELATED)
    },
  })

async function namedLike(name: string, organisation: string, signal: AbortSignal): Promise<Found[]> {
  const query = new URLSearchParams({ type: 'dataset', q: name, organisation, limit: '20' })
  return (await askJson<CataloguePageData>(`/api/catalogue?${query}`, signal)).results
}
