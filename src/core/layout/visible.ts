import { basename } from './formats.js'

/** Files that describe a repo. A pattern that ends with their very name finds them all the same. */
const DESCRIPTIONS = new Set([
  'README.md',
  'config.json',
  'dataset_info.json',
  'dataset_infos.json',
  'dummy_data.zip',
  'dataset_dict.json',
])

/** Descriptions, hidden files and folders with two underscores count only if the pattern names as many of them. */
export function isMeant(path: string, pattern: string): boolean {
  const name = basename(path)
  if (DESCRIPTIONS.has(name) && name !== basename(pattern)) return false
  return hiddenIn(path) === hiddenIn(pattern) && specialIn(path) === specialIn(pattern)
}

/** What a pattern without hidden names, such as **, sees of the paths. */
export const isVisible = (path: string): boolean =>
  !DESCRIPTIONS.has(basename(path)) && hiddenIn(path) === 0 && specialIn(path) === 0

function hiddenIn(path: string): number {
  if (!path.startsWith('.') && !path.includes('/.')) return 0
  return path.split('/').filter((name) => name.startsWith('.') && !/^\.+$/.test(name)).length
}

function specialIn(path: string): number {
  if (!path.startsWith('__') && !path.includes('/__')) return 0
  return path
    .split('/')
    .slice(0, -1)
    .filter((name) => name.startsWith('__')).length
}
