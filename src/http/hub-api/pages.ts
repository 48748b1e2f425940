import { type RepoCall, type Route, webRoute } from '../route.js'
import { renderCommit, renderRepo } from './render.js'

const MOST_FILES = 100

/** The addresses that clients print for people: facts as JSON, until the web app shows them. */
export const pages = (): Route[] => [
  webRoute('GET', '', 'repo:read', ({ grant, urls }) => ({
    ...renderRepo(grant.repo),
    files: `${urls.api(grant.repo)}/tree/main`,
    history: `${urls.api(grant.repo)}/commits/main`,
  })),
  webRoute('GET', '/commit/*', 'repo:read', commitPage),
]

async function commitPage({ services, grant, tail }: RepoCall<'repo:read'>) {
  const { commit } = await services.revisions.resolve(grant, tail.join('/'))
  const files = await services.history.changes(grant, commit, MOST_FILES)
  return { ...renderCommit(commit, false), parents: commit.parents, files }
}
