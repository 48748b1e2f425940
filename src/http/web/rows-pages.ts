import { type Route, repoRoute } from '../route.js'
import { tab } from './pages.js'

/** GET /datasets/NS/NAME/statistics: the tab of figures and plots. */
export const rowsPages = (): Route[] => [
  { ...repoRoute('GET', ['/datasets/:ns/:name/statistics'], 'repo:read', tab), page: true },
]
