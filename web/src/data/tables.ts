import { useQuery } from '@tanstack/react-query'
import { askJson } from './ask.js'

export interface Split {
  config: string
  split: string
}
export interface Column {
  feature_idx: number
  name: string
  type: Record<string, unknown>
}
export interface RowsPage {
  features: Column[]
  rows: { row_idx: number; row: Record<string, unknown>; truncated_cells: string[] }[]
  num_rows_total: number
  partial?: boolean
}
/** Which rows of a split: all, those with some words, or those that meet a condition. */
export interface Wanted extends Split {
  dataset: string
  words: string
  where: string
}

export const PAGE_ROWS = 100

export const useSplits = (dataset: string) =>
  useQuery({
    queryKey: ['splits', dataset],
    queryFn: ({ signal }) =>
      askJson<{ splits: Split[]; pending: Split[]; failed: (Split & { error?: { error: string } })[] }>(
        `/splits?dataset=${encodeURIComponent(dataset)}`,
        signal,
      ),
  })

export function rowsPath({ dataset, config, split, words, where }: Wanted, offset: number): string {
  const query = new URLSearchParams({
    dataset,
    config,
    split,
    offset: String(offset),
    length: String(PAGE_ROWS),
  })
  if (words !== '') return `/search?${query}&query=${encodeURIComponent(words)}`
  if (where !== '') return `/filter?${query}&where=${encodeURIComponent(where)}`
  return `/rows?${query}`
}

export const useFirstPage = (wanted: Wanted) =>
  useQuery({
    queryKey: ['rows', wanted],
    queryFn: ({ signal }) => askJson<RowsPage>(rowsPath(wanted, 0), signal),
  })
