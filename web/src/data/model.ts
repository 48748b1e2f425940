import { queryOptions, useQueries, useQuery } from '@tanstack/react-query'
import { encodePath } from '../codecs/repo-address.js'
import { askJson, askRange, HubRefused } from './ask.js'
import { readHeader } from './tensor-header.js'

export interface ModelInfo {
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
  pipeline_tag?: string
  library_name?: string
  cardData?: Record<string, unknown>
  siblings: { rfilename: string }[]
}
const EXPAND =
  `author sha createdAt lastModified private gated downloads likes tags pipeline_tag library_name cardData
  siblings`.split(/\s+/)

export const modelQuery = (id: string) =>
  queryOptions({
    queryKey: ['model', id],
    queryFn: ({ signal }) =>
      askJson<ModelInfo>(`/api/models/${id}?${EXPAND.map((key) => `expand=${key}`).join('&')}`, signal),
  })
export const useModel = (id: string) => useQuery(modelQuery(id))

const MOST_CONFIG = 1024 ** 2

/** config.json as its library wrote it; null when there is none that can be read. */
export const useConfig = (id: string, isThere: boolean) =>
  useQuery({
    queryKey: ['model-config', id],
    enabled: isThere,
    queryFn: async ({ signal }): Promise<Record<string, unknown> | null> => {
      try {
        const bytes = await askRange(`/${id}/resolve/main/config.json`, 0, MOST_CONFIG, signal)
        const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
        return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
      } catch (error) {
        if (error instanceof SyntaxError) return null
        if (error instanceof HubRefused && error.status < 500) return null
        throw error
      }
    },
  })

export const isTensorFile = (path: string): boolean => /\.(safetensors|gguf)$/i.test(path)

/** Headers of these files, each by itself. */
export const useTensorHeaders = (id: string, sha: string | null, paths: string[]) =>
  useQueries({
    queries: paths.map((path) => ({
      queryKey: ['tensors', id, sha, path],
      staleTime: Number.POSITIVE_INFINITY,
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        readHeader(`/${id}/resolve/main/${encodePath(path)}`, signal),
    })),
  })
