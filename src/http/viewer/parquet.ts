import { HubError } from '../../core/errors.js'
import { featuresObject } from '../../core/features.js'
import { partName } from '../../core/parts.js'
import type { ViewSplit } from '../../services/tables/tables.js'
import { apiRoute, type RepoCall, type Route } from '../route.js'
import { splitsOf, unfinished, type ViewerCall, viewerRoute } from './viewer-route.js'

/** GET /parquet: the files of the Parquet twin. */
export const parquet = (): Route =>
  viewerRoute('/parquet', async (call) => {
    const all = await splitsOf(call)
    const files = await Promise.all(all.map((split) => filesOf(call, split)))
    const config = call.query.get('config')
    const features = config === undefined ? undefined : all.find((each) => each.features)?.features
    return {
      parquet_files: files.flat(),
      ...(features && { features: featuresObject(features) }),
      ...unfinished(call, all),
      partial: false,
    }
  })

async function filesOf(call: ViewerCall, split: ViewSplit) {
  const { services, view, dataset, urls } = call
  const found = await services.tables.sources(view, split)
  const base = `${urls.base}/datasets/${dataset}/resolve/refs%2Fconvert%2Fparquet`
  return found
    .filter(({ sha256 }) => sha256 !== null)
    .map(({ size }, i) => ({
      dataset,
      config: split.config,
      split: split.split,
      url: `${base}/${encodeURIComponent(split.config)}/${encodeURIComponent(split.split)}/${partName(i)}`,
      filename: partName(i),
      size,
    }))
}

/** GET /api/datasets/NS/NAME/parquet[/CONFIG[/SPLIT[/N.parquet]]]: the same as addresses that can be queried. */
export const parquetApi = (): Route[] => [
  apiRoute('GET', '/parquet', 'repo:download', (call) => list(call, [])),
  apiRoute('GET', '/parquet/*', 'repo:download', (call) => list(call, call.tail)),
]

async function list(call: RepoCall<'repo:download'>, [config, split, file]: string[]) {
  const { services, grant, urls, reply } = call
  const view = await services.tables.view(grant)
  const all = await services.tables.splits(view)
  const base = `${urls.api(grant.repo)}/parquet`
  const tree: Record<string, Record<string, string[]>> = {}
  for (const each of all.filter(({ state }) => state === 'ready')) {
    const parts = (await services.tables.sources(view, each)).filter(({ sha256 }) => sha256 !== null)
    const at = `${base}/${encodeURIComponent(each.config)}/${encodeURIComponent(each.split)}`
    tree[each.config] = { ...tree[each.config], [each.split]: parts.map((_, i) => `${at}/${i}.parquet`) }
  }
  if (config === undefined) return tree
  const splits = Object.hasOwn(tree, config) ? tree[config] : undefined
  const files = split === undefined || !splits ? undefined : Object.hasOwn(splits, split) && splits[split]
  const number = Number(/^(\d{1,9})\.parquet$/.exec(file ?? '')?.[1] ?? Number.NaN)
  const isThere = splits && (split === undefined || (files && (file === undefined || number < files.length)))
  if (!isThere)
    throw new HubError('EntryNotFound', {
      path: [config, split, file].filter(Boolean).join('/'),
      revision: 'refs/convert/parquet',
      repo: `${grant.repo.namespace}/${grant.repo.name}`,
    })
  if (split === undefined) return splits
  if (file === undefined) return files
  const path = `${encodeURIComponent(config)}/${encodeURIComponent(split)}/${partName(number)}`
  const { namespace, name } = grant.repo
  const target = `${urls.base}/datasets/${namespace}/${name}/resolve/refs%2Fconvert%2Fparquet/${path}`
  return reply.code(302).header('location', target).send()
}
