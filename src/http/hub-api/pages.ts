import { fullName } from '../../core/repo-id.js'
import { type RepoCall, type Route, webRoute } from '../route.js'
import { type Head, sendPage, wantsPage } from '../site.js'
import { renderCommit, renderRepo } from './render.js'

const MOST_FILES = 100

/** The addresses that clients print for people: the web app in a browser, else facts as JSON. */
export const pages = (): Route[] => [
  { ...webRoute('GET', '', 'repo:read', repoPage), page: true },
  { ...webRoute('GET', '/commit/*', 'repo:read', commitPage), page: true },
]

function repoPage(call: RepoCall<'repo:read'>) {
  const { http, grant, request, reply, urls } = call
  if (http.site && wantsPage(request)) return sendPage(reply, http.site, headOf(call))
  reply.header('vary', 'Accept, Authorization, Cookie')
  return {
    ...renderRepo(grant.repo),
    files: `${urls.api(grant.repo)}/tree/main`,
    history: `${urls.api(grant.repo)}/commits/main`,
  }
}

/** What the app asks first of a data set, to the letter (web/src/data/dataset.ts, me.ts, about.ts, repo.ts). */
const EXPANDED = 'author sha createdAt lastModified private gated downloads likes tags cardData mainSize'
const firstAsked = (id: string): string[] => [
  '/api/whoami-v2',
  `/api/datasets/${id}?${EXPANDED.split(' ')
    .map((key) => `expand=${key}`)
    .join('&')}`,
  `/api/datasets/${id}/opening`,
  `/api/datasets/${id}/card`,
]

/** What search engines read of a repo, and browsers before they have the app. */
function headOf({ grant: { repo }, urls }: RepoCall<'repo:read'>): Head {
  const { pretty_name: title, license } = repo.card ?? {}
  const name = typeof title === 'string' ? title : repo.name
  const linkedData = {
    '@context': 'https://schema.org',
    '@type': 'Dataset',
    name,
    identifier: fullName(repo),
    url: urls.repo(repo),
    dateModified: repo.modifiedAt.toISOString(),
    keywords: repo.tags.slice(0, 50),
    creator: { '@type': 'Organization', name: repo.namespace },
    ...(typeof license === 'string' && { license }),
    sameAs: `${urls.api(repo)}/croissant`,
  }
  return {
    title: `${name} · Databelt`,
    description: `${fullName(repo)}: ${repo.tags.slice(0, 12).join(', ')}`,
    ...(repo.type === 'dataset' && { linkedData, asked: firstAsked(fullName(repo)) }),
  }
}

async function commitPage({ http, services, grant, tail, request, reply }: RepoCall<'repo:read'>) {
  if (http.site && wantsPage(request))
    return sendPage(reply, http.site, { title: `${fullName(grant.repo)} · Databelt` })
  reply.header('vary', 'Accept, Authorization, Cookie')
  const { commit } = await services.revisions.resolve(grant, tail.join('/'))
  const files = await services.history.changes(grant, commit, MOST_FILES)
  return { ...renderCommit(commit, false), parents: commit.parents, files }
}
