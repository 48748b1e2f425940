import { useQueries, useQuery } from '@tanstack/react-query'
import { HeaderFault, readTensorHeader, type TensorHeader } from '../codecs/tensor-headers.js'
import { askJson, askRange, HubRefused } from './ask.js'
import { encodePath } from './dataset.js'

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

export const useModel = (id: string) =>
  useQuery({
    queryKey: ['model', id],
    queryFn: ({ signal }) =>
      askJson<ModelInfo>(`/api/models/${id}?${EXPAND.map((key) => `expand=${key}`).join('&')}`, signal),
  })

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

/** Most headers are smaller. */
const FIRST_BYTES = 128 * 1024

/** The header of a file, of which no more is read than it takes. Throws HeaderFault. */
async function headerOf(id: string, path: string, signal: AbortSignal): Promise<TensorHeader> {
  const address = `/${id}/resolve/main/${encodePath(path)}`
  let bytes = await askRange(address, 0, FIRST_BYTES, signal)
  for (;;) {
    const read = readTensorHeader(path, bytes)
    if ('header' in read) return read.header
    const more = await askRange(address, bytes.length, Math.max(read.needs, bytes.length + 1), signal).catch(
      endOf,
    )
    if (more.length === 0) throw new HeaderFault('short')
    const joined = new Uint8Array(bytes.length + more.length)
    joined.set(bytes)
    joined.set(more, bytes.length)
    bytes = joined
  }
}

/** Nothing is left to read: 416 says so. */
function endOf(error: unknown): Uint8Array {
  if (error instanceof HubRefused && error.status === 416) return new Uint8Array()
  throw error
}

/** Headers of these files, each by itself. */
export const useTensorHeaders = (id: string, sha: string | null, paths: string[]) =>
  useQueries({
    queries: paths.map((path) => ({
      queryKey: ['tensors', id, sha, path],
      staleTime: Number.POSITIVE_INFINITY,
      queryFn: ({ signal }: { signal: AbortSignal }) => headerOf(id, path, signal),
    })),
  })
