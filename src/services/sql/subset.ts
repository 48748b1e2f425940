/** A part of a table. */
export interface Subset {
  config: string | undefined
  split: string
  /** All when empty. */
  columns: string[]
  /** An expression over the columns. */
  where: string | undefined
  limit: number | undefined
  format: 'parquet' | 'csv' | 'jsonl'
  /** As cells with their bytes; by name only; or not the rows, but a list of their files. */
  media: 'cells' | 'none' | 'files'
}
