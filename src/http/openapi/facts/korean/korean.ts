import { ACCESS } from './access.js'
import { ACCOUNTS } from './accounts.js'
import { ADMINISTRATION } from './administration.js'
import { DISCUSSIONS } from './discussions.js'
import { DOCUMENT } from './document.js'
import { ORGANISATIONS } from './organisations.js'
import { PAGES } from './pages.js'
import { PROTOCOLS } from './protocols.js'
import { REPOS } from './repos.js'
import { ROWS } from './rows.js'
import { SHARED } from './shared.js'
import { WRITING } from './writing.js'

/** Texts of the document in Korean, by the English ones. A text that two parts have stands in the first of them. */
export const KOREAN_TEXTS: Record<string, string> = {
  ...DOCUMENT,
  ...SHARED,
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
