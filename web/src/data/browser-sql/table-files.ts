import { apiPath, bytesPath, encodePath } from '../../codecs/repo-address.js'
import { askJson } from '../ask.js'
import type { NamedTable } from './named-tables.js'
import { Failed } from './said.js'

/** The Parquet files of a table, of one commit. */
export interface TableFiles {
  /** Another one when the files are others. */
  key: string
  files: { path: string; size: number }[]
}
interface Place {
  config: string
  split: string
}
type Ready = Record<string, Record<string, string[]>>

const TWIN = 'refs/convert/parquet'

/**
 * Where the files of a table are; undefined for a name that is none. The hub is asked each time, as whoever is signed in:
 * rights are the policy's, and the files the newest.
 */
export async function filesOf({ dataset, name }: NamedTable): Promise<TableFiles | undefined> {
  const repo = { type: 'dataset', id: dataset } as const
  const api = apiPath(repo)
  const place = placeOf(await askJson<Ready>(`${api}/parquet`), dataset, name)
  if (!place) return undefined
  const { sha } = await askJson<{ sha: string }>(`${api}/revision/${encodeURIComponent(TWIN)}`)
  const folder = `${place.config}/${place.split}`
  const found = await askJson<{ type: string; path: string; size: number }[]>(
    `${api}/tree/${sha}/${encodePath(folder)}`,
  )
  const parts = found.filter(({ type, path }) => type === 'file' && path.endsWith('.parquet'))
  const files = parts.map(({ path, size }) => ({ path: bytesPath(repo, sha, path), size }))
  return { key: `${dataset} ${sha} ${folder}`, files }
}

/** As the hub reads names: `config/split`, `split` of the default config, or '' where there is one table only. */
function placeOf(ready: Ready, dataset: string, name: string): Place | undefined {
  const all = Object.entries(ready).flatMap(([config, splits]) =>
    Object.keys(splits).map((split) => ({ config, split })),
  )
  const isNamed = (text: string) => text.toLowerCase() === name.toLowerCase()
  if (name.includes('/')) return all.find(({ config, split }) => isNamed(`${config}/${split}`))
  const fits = name === '' ? all : all.filter(({ split }) => isNamed(split))
  const configs = Object.keys(ready)
  // which config a card calls the default one, these addresses do not tell
  if (fits.length > 0 && configs.length > 1 && !configs.includes('default'))
    throw new Failed({ kind: 'config', dataset })
  const mine = configs.length > 1 ? fits.filter(({ config }) => config === 'default') : fits
  return mine.length === 1 ? mine[0] : undefined
}
