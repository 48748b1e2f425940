import { HubError } from '../../core/errors.js'
import type { RepoType } from '../../core/repo-id.js'
import { DEFAULT_BRANCH } from '../../core/revision.js'
import type { Repo, RepoSort } from '../../services/repos.js'
import { decodeCursor, encodeCursor, linkNext } from '../paging.js'
import { type Call, hubRoute, type Query, type Route } from '../route.js'
import { renderRepo } from './render.js'
import { expandOf, siblings } from './repo-info.js'

const MOST_ROWS = 1000
/** Lists with files are for a few repos at a time, and show so many files of each. */
const MOST_ROWS_WITH_FILES = 100
const MOST_FILES = 1000
/** Trends and sizes do not exist here yet: those sort by the time of the last change. */
const SORTS: Record<string, RepoSort> = {
  lastModified: 'modified',
  last_modified: 'modified',
  createdAt: 'created',
  created_at: 'created',
  downloads: 'downloads',
  id: 'id',
  likes: 'likes',
  likes30d: 'modified',
  trendingScore: 'modified',
  trending_score: 'modified',
  mainSize: 'modified',
  'datasetsServerInfo.numRows': 'modified',
}
/** Query keys that are tags of a kind. */
const TAG_KEYS = ['pipeline_tag', 'library']

/** GET /api/datasets and /api/models: what the caller may see, filtered, sorted, in pages. */
export const listRepos = (): Route[] => [
  hubRoute('GET', '/api/datasets', 'hub:read', (call) => list(call, 'dataset')),
  hubRoute('GET', '/api/models', 'hub:read', (call) => list(call, 'model')),
]

async function list(call: Call, type: RepoType) {
  const { services, principal, query, reply, urls } = call
  const sort = sortOf(query)
  const expand = expandOf(query, type)
  const withFiles = expand ? expand.includes('siblings') : query.flag('full')
  const most = withFiles ? MOST_ROWS_WITH_FILES : MOST_ROWS
  const limit = query.int('limit', most, 1, most)
  const cursor = decodeCursor(query.get('cursor'))
  const rows = await services.repos.list(principal, {
    type,
    search: query
      .all('search')
      .flatMap((text) => text.split(/\s+/))
      .filter((word) => word !== ''),
    author: query.get('author'),
    tags: [...query.all('filter'), ...TAG_KEYS.flatMap((key) => query.all(key))],
    gated: query.get('gated') === undefined ? undefined : query.flag('gated'),
    sort,
    ascending: query.get('direction') === '1' || (sort === 'id' && query.get('direction') !== '-1'),
    limit: limit + 1,
    after: cursor && { value: String(cursor[0]), id: Number(cursor[1]) },
  })
  const last = rows[limit - 1]
  if (rows.length > limit && last) {
    linkNext(
      reply,
      urls.page(query.with({ cursor: encodeCursor([sortValue(last, sort), last.id]), limit: String(limit) })),
    )
  }
  const page: Record<string, unknown>[] = []
  for (const repo of rows.slice(0, limit)) {
    page.push(
      shown({ ...renderRepo(repo), ...(withFiles && { siblings: await filesOf(call, repo) }) }, expand),
    )
  }
  return page
}

/** The files of a repo that may have been deleted or hidden since it was listed. */
async function filesOf({ services, principal }: Call, repo: Repo) {
  const grant = await services.access.authorize(principal, 'repo:read', repo).catch(() => undefined)
  if (!grant) return []
  return siblings(services, grant, await services.revisions.resolve(grant, DEFAULT_BRANCH), false, MOST_FILES)
}

function shown(fields: Record<string, unknown>, expand: string[] | undefined): Record<string, unknown> {
  if (!expand) return fields
  return Object.fromEntries(
    ['_id', 'id', ...expand].flatMap((key) => (fields[key] === undefined ? [] : [[key, fields[key]]])),
  )
}

function sortOf(query: Query): RepoSort {
  const name = query.get('sort') ?? 'lastModified'
  const sort = Object.hasOwn(SORTS, name) ? SORTS[name] : undefined
  if (sort) return sort
  throw new HubError('BadRequest', {
    why: `Cannot sort by "${name.slice(0, 60)}". Choose from: ${Object.keys(SORTS).join(', ')}.`,
  })
}

function sortValue(repo: Repo, sort: RepoSort): string {
  if (sort === 'modified') return repo.modifiedAt.toISOString()
  if (sort === 'created') return repo.createdAt.toISOString()
  if (sort === 'downloads') return String(repo.downloads)
  if (sort === 'likes') return String(repo.likes)
  return `${repo.namespace}/${repo.name}`.toLowerCase()
}
