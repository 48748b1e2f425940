/** What the page and the worker of SQL in the browser tell each other. */
export interface Asked {
  sql: string
  format: BrowserFormat
  /** Rows at most; all without it. */
  limit?: number
}
export type BrowserFormat = 'json' | 'jsonl' | 'csv'

export type Said =
  | { progress: BrowserProgress }
  | { answer: Blob }
  /** `isOver`: the worker is of no more use. */
  | { failed: BrowserFailure; isOver: boolean }
export interface BrowserProgress {
  stage: 'engine' | 'reading' | 'running'
  bytes: number
  total: number
}
export type BrowserFailure =
  | { kind: 'refused'; status: number; code: string; message: string }
  | { kind: 'large'; rows: number; bytes: number }
  | { kind: 'config'; dataset: string }
  | { kind: 'largeAnswer' | 'oldBrowser' | 'notSelect' }
  | { kind: 'sql'; message: string }

/** What a query may read, and answer, here. A tab has at most 4 GiB, and a phone much less. */
export const MOST_ROWS = 5_000_000
export const MOST_BYTES = 256 * 1024 * 1024

/** A failure within the worker, on its way to the page. */
export class Failed extends Error {
  override name = 'Failed'
  constructor(readonly failure: BrowserFailure) {
    super(failure.kind)
  }
}
