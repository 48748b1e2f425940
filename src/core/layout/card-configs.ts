import { badSplit } from './auto-splits.js'
import { isConfigName, isSplitName } from './names.js'
import { LayoutTrouble, problem, shown } from './trouble.js'
import type { LayoutProblem } from './types.js'

/** One of `configs` in the card. */
export interface CardConfig {
  name: string
  isDefault: boolean
  /** Absent: the files are found by the names of folders and files. */
  patterns?: { split: string; paths: string[] }[]
  /** The folder, without slashes at the ends; '' is the root. */
  dataDir: string
  features?: unknown
  /** Every other key. */
  options: Record<string, unknown>
}

const MAX_CONFIGS = 3000
type Fields = Record<string, unknown>

/** The configs of a card that can be understood, or undefined if it has none. */
export function cardConfigs(card: Fields | undefined, problems: LayoutProblem[]): CardConfig[] | undefined {
  const list = card?.configs
  // what Python takes for false is no list of configs
  if (!list || (Array.isArray(list) && list.length === 0)) return undefined
  if (!Array.isArray(list)) {
    problems.push(problem('BadConfig', '"configs" in README.md must be a list; begin each config with "- ".'))
    return []
  }
  if (list.length > MAX_CONFIGS) {
    const message = `README.md has ${list.length} configs and ${MAX_CONFIGS} is the most; make several repos of them.`
    problems.push(problem('TooManyConfigs', message))
    return []
  }
  return withDefault(readAll(list, problems), problems)
}

/** Of two configs of one name the later counts, in the place of the first. */
function readAll(list: readonly unknown[], problems: LayoutProblem[]): CardConfig[] {
  const configs = new Map<string, CardConfig>()
  for (const value of list) {
    const name = isFields(value) && typeof value.config_name === 'string' ? value.config_name : undefined
    try {
      const config = readConfig(value)
      if (configs.has(config.name)) problems.push(duplicate(config.name))
      configs.set(config.name, config)
    } catch (error) {
      if (!(error instanceof LayoutTrouble)) throw error
      problems.push(problem(error.code, error.message, name))
    }
  }
  return [...configs.values()]
}

const duplicate = (name: string): LayoutProblem =>
  problem('DuplicateConfig', `README.md has this config twice and the last one counts; rename one.`, name)

/** A single config is the default; of several, the one called default or marked so. */
function withDefault(configs: CardConfig[], problems: LayoutProblem[]): CardConfig[] {
  const marked = configs.filter((each) => configs.length === 1 || each.name === 'default' || each.isDefault)
  if (marked.length > 1) {
    const names = marked.map((each) => shown(each.name)).join(', ')
    problems.push(
      problem('SeveralDefaults', `Several configs are the default (${names}); keep "default: true" on one.`),
    )
  }
  return configs.map((each) => ({ ...each, isDefault: each === marked[0] }))
}

function readConfig(value: unknown): CardConfig {
  if (!isFields(value) || typeof value.config_name !== 'string')
    throw bad(`Each of "configs" needs a config_name that is text, and this has none: ${shown(value)}.`)
  const { config_name: name, data_files, data_dir, default: marked, features, ...options } = value
  if (!isConfigName(name as string))
    throw bad(
      `"${shown(name)}" cannot be the name of a config; use 1 to 255 characters and none of <>:/\\|?*`,
    )
  const patterns = readPatterns(data_files)
  return {
    name: name as string,
    isDefault: Boolean(marked),
    ...(patterns && { patterns }),
    dataDir: readFolder(data_dir),
    ...(features !== undefined && features !== null && { features }),
    options,
  }
}

function readFolder(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') throw bad('data_dir must be the path of a folder in the repo.')
  return value
    .split('/')
    .filter((name) => name !== '' && name !== '.')
    .join('/')
}

/** A path, a list of paths, or a list of {split, path}. */
function readPatterns(value: unknown): CardConfig['patterns'] {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return [{ split: 'train', paths: [value] }]
  if (!Array.isArray(value)) throw badDataFiles(value)
  if (value.some(isFields)) return readSplits(value)
  return [{ split: 'train', paths: readPaths(value) }]
}

function readSplits(list: readonly unknown[]): CardConfig['patterns'] {
  const splits = list.map(readSplit)
  const names = new Set(splits.map(({ split }) => split))
  if (names.size < splits.length)
    throw bad('data_files names a split twice; give one entry the paths of both, as a list.')
  return splits
}

function readSplit(value: unknown): { split: string; paths: string[] } {
  if (!isFields(value) || Object.keys(value).length !== 2) throw badDataFiles(value)
  if (typeof value.split !== 'string') throw badDataFiles(value)
  if (!isSplitName(value.split)) throw badSplit(value.split)
  return { split: value.split, paths: readPaths(Array.isArray(value.path) ? value.path : [value.path]) }
}

function readPaths(list: readonly unknown[]): string[] {
  return list.map((path) => {
    if (typeof path !== 'string') throw badDataFiles(path)
    return path
  })
}

/** The part of `dataset_info` (one, or a list of them) that is about a config. */
export function datasetInfos(card: Fields | undefined): Map<string, Fields> {
  const value = card?.dataset_info
  const infos = (Array.isArray(value) ? value : [value]).filter(isFields)
  return new Map(
    infos.map((info) => [typeof info.config_name === 'string' ? info.config_name : 'default', info]),
  )
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const bad = (message: string): LayoutTrouble => new LayoutTrouble('BadConfig', message)
const badDataFiles = (value: unknown): LayoutTrouble =>
  bad(
    'data_files must be a path, a list of paths, or a list of entries with exactly split and path; ' +
      `this is not: ${shown(value)}.`,
  )
