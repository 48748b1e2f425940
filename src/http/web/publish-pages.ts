import { fullName } from '../../core/repo-id.js'
import { hubRoute, type RepoCall, type Route, repoRoute } from '../route.js'
import { sendPage } from '../site.js'

const NEW = 'New data set · Databelt'

/** Pages where data sets are made, written and set up. */
export const publishPages = (): Route[] => [
  {
    ...hubRoute('GET', '/new', 'hub:read', ({ http, reply, urls }) =>
      http.site
        ? sendPage(reply, http.site, { title: NEW })
        : reply.code(302).header('location', `${urls.base}/`).send(),
    ),
    page: true,
  },
  { ...repoRoute('GET', ['/datasets/:ns/:name/edit'], 'repo:write', tab), page: true },
  { ...repoRoute('GET', ['/datasets/:ns/:name/upload'], 'repo:write', tab), page: true },
  { ...repoRoute('GET', ['/datasets/:ns/:name/settings'], 'repo:write', tab), page: true },
]

function tab({ http, grant, reply, urls }: RepoCall<'repo:write'>) {
  if (!http.site) return reply.code(302).header('location', urls.repo(grant.repo)).send()
  return sendPage(reply, http.site, { title: `${fullName(grant.repo)} · Databelt` })
}
