import { HubError } from '../../core/errors.js'
import type { RepoType } from '../../core/repo-id.js'
import { DEFAULT_BRANCH } from '../../core/revision.js'
import type { Grant } from '../../services/access.js'
import type { Revision } from '../../services/revisions.js'
import type { Services } from '../../services/services.js'
import { apiRoute, type Query, type RepoCall, type Route } from '../route.js'
import { renderRepo, renderSibling } from './render.js'

/** One more than clients take as complete: from there they list the tree instead. */
const MOST_SIBLINGS = 50_001

const COMMON = [
  ...[
    'author',
    'cardData',
    'createdAt',
    'disabled',
    'downloads',
    'downloadsAllTime',
    'gated',
    'lastModified',
    'likes',
  ],
  ...['private', 'resourceGroup', 'sha', 'siblings', 'tags', 'trendingScore', 'usedStorage', 'xetEnabled'],
]
const EXPANDABLE: Record<RepoType, Set<string>> = {
  dataset: new Set([...COMMON, 'citation', 'description', 'mainSize', 'paperswithcode_id']),
  model: new Set([
    ...[
      ...COMMON,
      'baseModels',
      'childrenModelCount',
      'config',
      'evalResults',
      'gguf',
      'inference',
      'inferenceProviderMapping',
    ],
    ...[
      'library_name',
      'mask_token',
      'model-index',
      'pipeline_tag',
      'safetensors',
      'spaces',
      'transformersInfo',
      'widgetData',
    ],
  ]),
}

/** The `expand` keys of a query. Throws BadRequest for one that does not exist. */
export function expandOf(query: Query, type: RepoType): string[] | undefined {
  const keys = query.all('expand')
  const unknown = keys.find((key) => !EXPANDABLE[type].has(key))
  if (unknown === undefined) return keys.length > 0 ? keys : undefined
  throw new HubError('BadRequest', {
    why: `"${unknown.slice(0, 60)}" cannot be expanded. Choose from: ${[...EXPANDABLE[type]].sort().join(', ')}.`,
  })
}

/** GET /api/datasets/:ns/:name, and /revision/REV for another revision than the default. */
export const repoInfo = (): Route[] => [
  apiRoute('GET', '', 'repo:read', (call) => render(call, DEFAULT_BRANCH)),
  apiRoute('GET', '/revision/*', 'repo:read', (call) => render(call, call.tail.join('/'))),
]

async function render({ services, grant, query }: RepoCall<'repo:read'>, named: string) {
  const revision = await services.revisions.resolve(grant, named)
  const expand = expandOf(query, grant.repo.type)
  const fields: Record<string, unknown> = { ...renderRepo(grant.repo), sha: revision.commit.oid }
  if (expand) return pick(fields, expand, await expensive(services, grant, revision, expand))
  return {
    ...fields,
    siblings: await siblings(services, grant, revision, query.flag('blobs'), MOST_SIBLINGS),
  }
}

function pick(
  fields: Record<string, unknown>,
  expand: string[],
  extra: Record<string, unknown>,
): Record<string, unknown> {
  const all = { ...fields, ...extra }
  const chosen = expand.flatMap((key) => (all[key] === undefined ? [] : [[key, all[key]]]))
  return { _id: fields._id, id: fields.id, ...Object.fromEntries(chosen) }
}

/** Fields that cost a walk or a sum, only when asked for. */
async function expensive(
  services: Services,
  grant: Grant<'repo:read'>,
  revision: Revision,
  expand: string[],
) {
  const extra: Record<string, unknown> = { xetEnabled: true }
  if (expand.includes('siblings'))
    extra.siblings = await siblings(services, grant, revision, false, MOST_SIBLINGS)
  if (expand.includes('usedStorage')) extra.usedStorage = await services.browse.storedBytes(grant)
  if (expand.includes('mainSize')) extra.mainSize = await services.browse.totalBytes(grant, revision)
  return extra
}

export async function siblings(
  services: Services,
  grant: Grant<'repo:read'>,
  revision: Revision,
  withBlobs: boolean,
  most: number,
) {
  const rows: Record<string, unknown>[] = []
  for await (const batch of services.browse.files(grant, revision, most)) {
    for (const entry of batch) rows.push(renderSibling(entry, withBlobs))
  }
  return rows
}
