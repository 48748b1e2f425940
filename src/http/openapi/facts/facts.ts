import type { Route } from '../../route.js'
import { ACCESS } from './access.js'
import { ACCOUNTS } from './accounts.js'
import { ADMINISTRATION } from './administration.js'
import { DISCUSSIONS } from './discussions.js'
import { ORGANISATIONS } from './organisations.js'
import { PAGES } from './pages.js'
import { PROTOCOLS } from './protocols.js'
import { REPOS } from './repos.js'
import { ROWS } from './rows.js'
import type { Facts, FactsTable } from './shared.js'
import { WRITING } from './writing.js'

/** By method and address. Tests hold it to the table of routes: an entry for each, and none of another. */
export const FACTS: FactsTable = {
  ...REPOS,
  ...WRITING,
  ...ROWS,
  ...ACCESS,
  ...DISCUSSIONS,
  ...ACCOUNTS,
  ...ORGANISATIONS,
  ...ADMINISTRATION,
  ...PROTOCOLS,
  ...PAGES,
}

/** What is told of a route, under any of its addresses. */
export function factsOf({ method, paths }: Pick<Route, 'method' | 'paths'>): Facts | undefined {
  const found = paths.map((path) => FACTS[`${method} ${path}`]).find((facts) => facts !== undefined)
  return typeof found === 'string' ? { summary: found } : found
}
