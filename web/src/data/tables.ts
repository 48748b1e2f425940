import { useQuery } from '@tanstack/react-query'
import { askExact, askJson, HubRefused } from './ask.js'
import type { Feature } from './features.js'
import { Told } from './told.js'

export interface Split {
  config: string
  split: string
}
export interface Column {
  feature_idx: number
  name: string
  type: Feature
}
export interface Row {
  row_idx: number
  row: Record<string, unknown>
  truncated_cells: string[]
}
export interface RowsPage {
  features: Column[]
  rows: Row[]
  num_rows_total: number
  partial?: boolean
  /** Only the first rows, which are open to people who may not have the rest. */
  isSample?: boolean
}
/** Which rows of a split: all, those with some words, or those that meet a condition, and in which order. */
export interface Wanted extends Split {
  dataset: string
  words: string
  where: string
  /** As the hub reads it: `"column" DESC`. */
  order: string
}
interface Splits {
  splits: Split[]
  pending: Split[]
  failed: (Split & { error?: { error: string } })[]
}

/** Where one says what is wrong with a row. */
export const reportPath = ({ dataset, config, split }: Wanted, row: number): string =>
  `/datasets/${dataset}/discussions/new?${new URLSearchParams({ config, split, row: String(row) })}`

export const PAGE_ROWS = 100
const LOOK_AGAIN_MS = 2000

const isNotReady = (error: unknown): boolean =>
  error instanceof HubRefused && error.code === 'ResponseNotReady'

/** Configs and splits; asks again while tables are being made. */
export const useSplits = (dataset: string) =>
  useQuery({
    queryKey: ['splits', dataset],
    queryFn: ({ signal }) => askSplits(dataset, signal),
    refetchInterval: ({ state }) => (state.data && isUnderway(state.data) ? LOOK_AGAIN_MS : false),
  })

/** Nothing can be shown yet, and something may come. */
export const isUnderway = ({ splits, pending }: Splits): boolean => splits.length === 0 && pending.length > 0

/** A hub that has not looked at the files yet says so, or names no split: both mean that some may come. */
async function askSplits(dataset: string, signal: AbortSignal): Promise<Splits> {
  const soon: Splits = { splits: [], pending: [{ config: '', split: '' }], failed: [] }
  try {
    const found = await askJson<Splits>(`/splits?dataset=${encodeURIComponent(dataset)}`, signal)
    if (found.splits.length + found.pending.length + found.failed.length > 0) return found
    const { state } = await askJson<{ state: string }>(`/api/datasets/${dataset}/jobs`, signal)
    return state === 'ready' || state === 'failed' ? found : soon
  } catch (error) {
    if (isNotReady(error)) return soon
    throw error
  }
}

/** Rows are found by words or by a condition: whichever is set now, the other goes. */
export function oneOf(before: URLSearchParams, values: Record<string, string>): Record<string, string> {
  const isSet = (key: string) => (values[key] ?? '') !== '' && values[key] !== before.get(key)
  if (isSet('words') || (!isSet('where') && values['words'])) return { ...values, where: '' }
  return isSet('where') ? { ...values, words: '' } : values
}

/** The address of a page of rows. */
export function rowsPath(
  { dataset, config, split, words, where, order }: Wanted,
  offset: number,
  length = PAGE_ROWS,
): string {
  const query = new URLSearchParams({
    dataset,
    config,
    split,
    offset: String(offset),
    length: String(length),
  })
  if (words !== '') return `/search?${query}&query=${encodeURIComponent(words)}`
  if (where === '' && order === '') return `/rows?${query}`
  if (where !== '') query.set('where', where)
  if (order !== '') query.set('orderby', order)
  return `/filter?${query}`
}

export const useFirstPage = (wanted: Wanted) =>
  useQuery({
    queryKey: ['rows', wanted],
    queryFn: ({ signal }) => firstPage(wanted, signal),
  })

/** A few rows, to show what there is. */
export const useFirstRows = (dataset: string, { config, split }: Split, count: number) =>
  useQuery({
    queryKey: ['first-rows', dataset, config, split, count],
    queryFn: ({ signal }) => {
      const all: Wanted = { dataset, config, split, words: '', where: '', order: '' }
      return askExact<RowsPage>(rowsPath(all, 0, count), signal)
    },
  })

/** Where the rows are closed, their first ones may be open. */
async function firstPage(wanted: Wanted, signal: AbortSignal): Promise<RowsPage> {
  try {
    return await askExact<RowsPage>(rowsPath(wanted, 0), signal)
  } catch (error) {
    const isClosed = error instanceof HubRefused && [401, 403, 404].includes(error.status)
    if (!isClosed || wanted.words + wanted.where + wanted.order !== '') throw error
    const query = new URLSearchParams({
      dataset: wanted.dataset,
      config: wanted.config,
      split: wanted.split,
    })
    const sample = await askExact<RowsPage>(`/first-rows?${query}`, signal).catch(() => {
      throw error
    })
    return { ...sample, num_rows_total: sample.rows.length, isSample: true }
  }
}

/** One row by its number in the split; `known` saves the question. */
export const useRow = (split: Pick<Wanted, 'dataset' | 'config' | 'split'>, row: number, known?: Row) =>
  useQuery({
    queryKey: ['row', split.dataset, split.config, split.split, row],
    queryFn: async ({ signal }) => {
      const all: Wanted = { ...split, words: '', where: '', order: '' }
      const { rows, num_rows_total } = await askExact<RowsPage>(rowsPath(all, row, 1), signal)
      if (!rows[0])
        throw new Told('There is no such row.', ({ rowsView }) => rowsView.noSuchRow(row + 1, num_rows_total))
      return rows[0]
    },
    ...(known && { initialData: known }),
  })

/** The address of what is shown, as one file. */
export function subsetPath(
  { dataset, config, split, where }: Wanted,
  format: string,
  media?: 'none',
): string {
  const query = new URLSearchParams({ config, split, format })
  if (where !== '') query.set('where', where)
  if (media) query.set('media', media)
  return `/api/datasets/${dataset}/subset?${query}`
}

/** The columns in their order. */
export const useFirstFeatures = (dataset: string, { config, split }: Split) =>
  useQuery({
    queryKey: ['features', dataset, config, split],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ dataset, config })
      const info = await askJson<{ dataset_info: { features: Record<string, Feature> } }>(
        `/info?${query}`,
        signal,
      )
      return Object.entries(info.dataset_info.features).map(([name, type]) => ({ name, type }))
    },
  })
