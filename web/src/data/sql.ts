import { useQueries, useQuery } from '@tanstack/react-query'
import { askJson, send } from './ask.js'
import { exactJson } from './exact-json.js'

export type SqlFormat = 'csv' | 'jsonl' | 'parquet' | 'arrow'
export interface ResultColumn {
  name: string
  /** As DuckDB calls it. */
  type: string
  feature: Record<string, unknown>
}
export interface SqlResult {
  columns: ResultColumn[]
  rows: unknown[][]
  /** The hub stopped at a limit of its own. */
  truncated: boolean
}
export interface SqlProgress {
  rows: number
  percent: number | null
}
/** A table that SQL can name, and its columns. */
export interface SqlTable {
  dataset: string
  config: string
  split: string
  rows: number
  columns: { name: string; type: Record<string, unknown> }[]
}
/** A query that runs: it is known to the hub by `id` before the first byte comes. */
interface Run {
  id: string
  signal: AbortSignal
}

/** Up to `limit` rows of an answer. Whole numbers of any length stay exact. */
export async function runSql(sql: string, limit: number, { id, signal }: Run): Promise<SqlResult> {
  const answer = await send('POST', '/api/sql', { sql, format: 'json', limit }, known(id, signal))
  return exactJson(await answer.text()) as SqlResult
}

/** The whole answer as a file. */
export async function downloadSql(sql: string, format: SqlFormat, { id, signal }: Run): Promise<Blob> {
  return (await send('POST', '/api/sql', { sql, format }, known(id, signal))).blob()
}

const known = (id: string, signal: AbortSignal) => ({ signal, headers: { 'x-query-id': id } })

export const progressOf = (id: string): Promise<SqlProgress> => askJson<SqlProgress>(`/api/sql/${id}`)

/** Ends a query on the hub. */
export const cancelSql = (id: string): Promise<Response> => send('DELETE', `/api/sql/${id}`)

interface Info {
  dataset_info: Record<
    string,
    { features: Record<string, Record<string, unknown>>; splits: Record<string, { num_examples: number }> }
  >
}

/** The tables of some data sets, with their columns. */
export const useSqlTables = (datasets: string[]) =>
  useQueries({
    queries: datasets.map((dataset) => ({
      queryKey: ['sql-tables', dataset],
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        tablesOf(dataset, await askJson<Info>(`/info?dataset=${encodeURIComponent(dataset)}`, signal)),
    })),
  })

function tablesOf(dataset: string, { dataset_info }: Info): SqlTable[] {
  return Object.entries(dataset_info).flatMap(([config, { features, splits }]) =>
    Object.entries(splits).map(([split, { num_examples }]) => ({
      dataset,
      config,
      split,
      rows: num_examples,
      columns: Object.entries(features).map(([name, type]) => ({ name, type })),
    })),
  )
}

/** A few data sets that fit the words, to ask about. */
export const useDatasetsLike = (words: string) =>
  useQuery({
    queryKey: ['datasets-like', words],
    enabled: words.trim() !== '',
    queryFn: ({ signal }) =>
      askJson<{ results: { id: string; title: string }[] }>(
        `/api/catalogue?type=dataset&limit=8&q=${encodeURIComponent(words.slice(0, 500))}`,
        signal,
      ),
  })
