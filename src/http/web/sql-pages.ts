import { type Call, hubRoute, type Route } from '../route.js'
import { sendPage } from '../site.js'

/** Pages about the hub's own ways to ask: the SQL console and the API. */
export const sqlPages = (): Route[] => [
  page('/sql', 'SQL', 'Ask questions across data sets in SQL.'),
  page('/api-docs', 'API', 'Every address of this hub, to read and to try.'),
]

const page = (path: string, title: string, description: string): Route => ({
  ...hubRoute('GET', path, 'hub:read', ({ http, reply, urls }: Call) =>
    http.site
      ? sendPage(reply, http.site, { title: `${title} · Databelt`, description })
      : reply.code(302).header('location', urls.base).send(),
  ),
  page: true,
})
