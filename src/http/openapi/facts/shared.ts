/** What the table of routes cannot say of itself: for people, by method and address. Aliases share the entry of one of them. */
export interface Facts {
  summary: string
  query?: Record<string, string>
  /** Those of the query that must be there. */
  needs?: string[]
  answer?: string
}
/** A text alone is the summary. */
export type FactsTable = Record<string, Facts | string>

export const repo = (rest: string): string => `/api/datasets/:ns/:name${rest}`

/** Query values that many lists have. */
export const CURSOR = { cursor: 'From the Link header of the page before' }
export const pages = (most: 100 | 200 | 500 | 1000) => ({ limit: MOST[most], ...CURSOR })
const MOST = {
  100: 'Entries of a page, at most 100',
  200: 'Entries of a page, at most 200',
  500: 'Entries of a page, at most 500',
  1000: 'Entries of a page, at most 1000',
}
export const NEXT = { next: 'A path on this hub to go to afterwards' }
export const DAYS = {
  from: 'The first day, such as 2026-11-22; 30 days until `to` when absent',
  to: 'The last day; today when absent, at most 366 days after `from`',
}
export const USAGE = { ...DAYS, format: 'json or csv; json when absent', ...pages(1000) }
