import { featuresObject } from '../../core/features.js'
import type { ViewSplit } from '../../services/tables/tables.js'
import type { Route } from '../route.js'
import { splitsOf, unfinished, type ViewerCall, viewerRoute } from './viewer-route.js'

/** GET /info: `dataset_info` of each config, as the `datasets` library keeps it. */
export const info = (): Route =>
  viewerRoute(
    '/info',
    async (call) => {
      const all = await splitsOf(call)
      const config = call.query.get('config')
      const infos = Object.fromEntries(
        byConfig(all).map(([name, splits]) => [name, infoOf(call, name, splits)]),
      )
      return {
        dataset_info: config === undefined ? infos : infos[config],
        ...unfinished(call, all),
        partial: false,
      }
    },
    'repo:sample',
  )

/** GET /size: rows and bytes. */
export const size = (): Route =>
  viewerRoute(
    '/size',
    async (call) => {
      const { dataset } = call
      const all = await splitsOf(call)
      const configs = byConfig(all).map(([config, splits]) => ({
        dataset,
        config,
        ...total(splits),
        num_columns: splits[0]?.features?.length ?? 0,
      }))
      const splits = all.map((split) => ({
        dataset,
        config: split.config,
        split: split.split,
        ...withoutOriginal(total([split])),
        num_columns: split.features?.length ?? 0,
      }))
      const size =
        call.query.get('config') === undefined
          ? { dataset: { dataset, ...total(all) }, configs, splits }
          : { config: configs[0], splits }
      return { size, ...unfinished(call, all), partial: false }
    },
    'repo:sample',
  )

const byConfig = (all: ViewSplit[]): [string, ViewSplit[]][] => {
  const configs = new Map<string, ViewSplit[]>()
  for (const split of all) configs.set(split.config, [...(configs.get(split.config) ?? []), split])
  return [...configs]
}
const sum = (splits: ViewSplit[], of: (split: ViewSplit) => number): number =>
  splits.reduce((all, split) => all + of(split), 0)
const total = (splits: ViewSplit[]) => ({
  num_bytes_original_files: sum(splits, (split) => split.originalBytes),
  num_bytes_parquet_files: sum(splits, (split) => split.parquetBytes),
  num_bytes_memory: sum(splits, (split) => split.memoryBytes),
  num_rows: sum(splits, (split) => split.numRows),
  estimated_num_rows: null,
})
const withoutOriginal = ({ num_bytes_original_files: _, ...rest }: ReturnType<typeof total>) => rest

function infoOf({ grant, dataset }: ViewerCall, config: string, splits: ViewSplit[]) {
  const { name, card } = grant.repo
  const features = splits.find((split) => split.features)?.features ?? []
  const ready = splits.filter(({ state }) => state === 'ready')
  return {
    description: '',
    citation: '',
    homepage: '',
    license: typeof card?.license === 'string' ? card.license : '',
    features: featuresObject(features),
    builder_name: 'parquet',
    dataset_name: name,
    config_name: config,
    version: { version_str: '0.0.0', major: 0, minor: 0, patch: 0 },
    splits: Object.fromEntries(
      ready.map(({ split, memoryBytes, numRows }) => [
        split,
        { name: split, num_bytes: memoryBytes, num_examples: numRows, dataset_name: dataset.split('/')[1] },
      ]),
    ),
    download_size: sum(splits, (split) => split.parquetBytes),
    dataset_size: sum(splits, (split) => split.memoryBytes),
  }
}
