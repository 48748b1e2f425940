/** Where the error is that a discussion reports; see docs/discussions.md. */
export interface DataReport {
  config?: string | undefined
  split?: string | undefined
  row?: number | undefined
  column?: string | undefined
  path?: string | undefined
  revision?: string | undefined
}
