import { fullName } from '../../core/repo-id.js'
import { type RepoCall, type Route, webRoute } from '../route.js'
import { sendPage } from '../site.js'

/** Files and history of a repo, as the Hub's clients print their addresses. `commit` is JSON too, so it is elsewhere. */
export const filePages = (): Route[] =>
  ['/tree/*', '/blob/*', '/commits', '/commits/*', '/compare/*'].map((rest) => ({
    ...webRoute('GET', rest, 'repo:read', page),
    page: true,
  }))

function page({ http, grant, reply, urls }: RepoCall<'repo:read'>) {
  if (!http.site) return reply.code(302).header('location', urls.repo(grant.repo)).send()
  return sendPage(reply, http.site, { title: `${fullName(grant.repo)} · Databelt` })
}
