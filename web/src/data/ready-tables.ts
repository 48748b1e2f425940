import { useQuery } from '@tanstack/react-query'
import { askJson, HubRefused } from './ask.js'
import type { FileFacts } from './repo-files.js'

/** A table of the Parquet twin that can be fetched, with how many files it has. */
export interface ReadyTable {
  config: string
  split: string
  parts: number
}

/** Every table that is ready; none for those who may not have the contents. */
export const useReadyTables = (id: string, enabled = true) =>
  useQuery({
    queryKey: ['ready-tables', id],
    enabled,
    queryFn: async ({ signal }): Promise<ReadyTable[]> => {
      const path = `/api/datasets/${id}/parquet`
      const tree = await unlessRefused(askJson<Record<string, Record<string, string[]>>>(path, signal), {})
      return Object.entries(tree).flatMap(([config, splits]) =>
        Object.entries(splits).map(([split, files]) => ({ config, split, parts: files.length })),
      )
    },
  })

/** A file to show how one is fetched: of the first ones the first that holds data, else whatever is there. */
export const useExampleFile = (id: string) =>
  useQuery({
    queryKey: ['example-file', id],
    queryFn: async ({ signal }) => {
      const path = `/api/datasets/${id}/tree/main?recursive=true&limit=100`
      const all = await unlessRefused(askJson<FileFacts[]>(path, signal), [])
      const files = all.filter(({ type }) => type === 'file').map((file) => file.path)
      return files.find((file) => !/(^|\/)(README\.md|LICENSE[^/]*|\.[^/]*)$/i.test(file)) ?? files[0] ?? null
    },
  })

async function unlessRefused<T>(asked: Promise<T>, fallback: T): Promise<T> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof HubRefused && (error.status < 500 || error.code === 'ResponseNotReady'))
      return fallback
    throw error
  }
}
