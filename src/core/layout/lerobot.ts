import type { FileList } from './file-list.js'
import { problem } from './trouble.js'
import type { ConfigLayout, Layout, Reader } from './types.js'
import { isVisible } from './visible.js'

/**
 * A robot dataset: meta/info.json says how it is kept. Version 3 has its tables in Parquet, version 2 in JSON lines.
 * The library knows nothing of it and would read the videos; the cards that LeRobot writes name data/ as `default`.
 */
export const isLeRobot = (info: unknown): boolean =>
  typeof info === 'object' &&
  info !== null &&
  'codebase_version' in info &&
  typeof info.codebase_version === 'string'

export function understandLeRobot(list: FileList): Layout {
  const frames = parquetUnder(list, 'data/')
  if (frames.length === 0) {
    const message = 'meta/info.json is that of a LeRobot dataset, but data/ has no .parquet files; add them.'
    return { configs: [], problems: [problem('NoDataFiles', message)] }
  }
  const tables = [episodes(list), tasks(list)].filter((each) => each !== undefined)
  return { configs: [table('default', 'parquet', frames), ...tables], problems: [] }
}

function episodes(list: FileList): ConfigLayout | undefined {
  const parquet = parquetUnder(list, 'meta/episodes/')
  if (parquet.length > 0) return table('episodes', 'parquet', parquet)
  return lines(list, 'episodes')
}

function tasks(list: FileList): ConfigLayout | undefined {
  const path = 'meta/tasks.parquet'
  return list.has(path) ? table('tasks', 'parquet', [path]) : lines(list, 'tasks')
}

function lines(list: FileList, name: string): ConfigLayout | undefined {
  const path = `meta/${name}.jsonl`
  return list.has(path) ? table(name, 'json', [path]) : undefined
}

const parquetUnder = (list: FileList, folder: string): string[] =>
  list.under(folder).filter((path) => path.endsWith('.parquet') && isVisible(path))

const table = (name: string, reader: Reader, files: string[]): ConfigLayout => ({
  name,
  isDefault: name === 'default',
  reader,
  options: {},
  splits: [{ name: 'train', files }],
})
