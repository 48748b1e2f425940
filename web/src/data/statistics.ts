import { useQuery } from '@tanstack/react-query'
import { askJson, HubRefused } from './ask.js'
import type { Split } from './tables.js'

/** What `/statistics` tells of a column (docs/tables.md). */
export interface ColumnFigures {
  column_name: string
  column_type: string
  column_statistics: Figures
  extra?: Record<string, unknown> & { n_unique?: number; height?: Figures; bytes?: Figures }
}
export interface Figures {
  nan_count?: number
  nan_proportion?: number
  no_label_count?: number
  n_unique?: number
  min?: number | string | null
  max?: number | string | null
  mean?: number | string | null
  median?: number | string | null
  std?: number | string | null
  histogram?: { hist: number[]; bin_edges: (number | string)[] } | null
  frequencies?: Record<string, number>
}
export interface Statistics {
  num_examples: number
  statistics: ColumnFigures[]
  partial?: boolean
}

const LOOK_AGAIN_MS = 4000
export const areComing = (error: unknown): boolean =>
  error instanceof HubRefused && error.code === 'ResponseNotReady'

/** Figures of every column; asks again while they are being made. */
export const useStatistics = (dataset: string, { config, split }: Split, enabled = true) =>
  useQuery({
    queryKey: ['statistics', dataset, config, split],
    queryFn: ({ signal }) =>
      askJson<Statistics>(`/statistics?${new URLSearchParams({ dataset, config, split })}`, signal),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state }) => (areComing(state.error) ? LOOK_AGAIN_MS : false),
  })

/** A bar of a plot: a value, or all values from one to another. */
export interface Bar {
  from: number | string
  /** Of whole numbers the last one in it, else where the next bar begins. */
  to: number | string
  count: number
}
export interface Bars {
  kind: 'bins' | 'classes'
  bars: Bar[]
}

/** What can be drawn of a column; undefined where there is nothing. */
export function barsOf({
  column_statistics,
  column_type,
}: Pick<ColumnFigures, 'column_statistics' | 'column_type'>): Bars | undefined {
  const { frequencies, histogram } = column_statistics
  if (frequencies) {
    const bars = Object.entries(frequencies).map(([from, count]) => ({ from, to: from, count }))
    return bars.length === 0 ? undefined : { kind: 'classes', bars }
  }
  if (!histogram || histogram.hist.length === 0) return undefined
  const isWhole = ['int', 'list', 'string_text', 'image'].includes(column_type)
  return { kind: 'bins', bars: binsOf(histogram, isWhole) }
}

/** The last bin holds the largest value too. */
export function binsOf(
  { hist, bin_edges }: { hist: number[]; bin_edges: (number | string)[] },
  isWhole: boolean,
): Bar[] {
  return hist.map((count, i) => {
    const from = bin_edges[i] ?? 0
    const end = bin_edges[i + 1] ?? from
    const isLast = i === hist.length - 1
    const to =
      isWhole && !isLast && typeof end === 'number' && typeof from === 'number'
        ? Math.max(from, end - 1)
        : end
    return { from, to, count }
  })
}
