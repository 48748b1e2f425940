import { fullName } from '../../core/repo-id.js'
import { type RepoCall, type Route, repoRoute } from '../route.js'
import { sendPage } from '../site.js'

/** Addresses that only the web app has: the tabs of a data set. */
export const webPages = (): Route[] =>
  ['/viewer', '/sql', '/files', '/files/*'].map((rest) => ({
    ...repoRoute('GET', [`/datasets/:ns/:name${rest}`], 'repo:read', tab),
    page: true,
  }))

/** The page of a tab of a data set. */
export function tab({ http, grant, request, reply, urls }: RepoCall<'repo:read'>) {
  if (!http.site) return reply.code(302).header('location', urls.repo(grant.repo)).send()
  const name = request.routeOptions.url?.split('/')[4]
  return sendPage(reply, http.site, {
    title: `${fullName(grant.repo)} · Databelt`,
    parts: [`src/routes/dataset/${name}.tsx`],
  })
}
