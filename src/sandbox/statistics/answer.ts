/**
 * What `statistics` answers: the shape of the dataset viewer's `/statistics`, whose definitions it follows
 * (docs/tables.md names the few places where it goes further). `extra` is ours, and ignored by clients.
 */
export interface StatisticsAnswer {
  num_examples: number
  statistics: ColumnStatistics[]
}
export interface ColumnStatistics {
  column_name: string
  column_type: ColumnType
  column_statistics: Numbers | Categories | Flags | Dates
  extra: Record<string, unknown>
}
export type ColumnType =
  | 'float'
  | 'int'
  | 'bool'
  | 'list'
  | 'class_label'
  | 'string_label'
  | 'string_text'
  | 'audio'
  | 'image'
  | 'datetime'

export interface Gaps {
  nan_count: number
  nan_proportion: number
}
export interface Histogram<Edge = number> {
  hist: number[]
  bin_edges: Edge[]
}
export interface Numbers extends Gaps {
  min: number | null
  max: number | null
  mean: number | null
  median: number | null
  std: number | null
  histogram: Histogram | null
}
export interface Dates extends Gaps {
  min: string | null
  max: string | null
  mean: string | null
  median: string | null
  std: string | null
  histogram: Histogram<string> | null
}
export interface Categories extends Gaps {
  no_label_count: number
  no_label_proportion: number
  n_unique: number
  frequencies: Record<string, number>
}
export interface Flags extends Gaps {
  frequencies: Record<string, number>
}
