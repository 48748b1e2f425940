import type { CsvGuess } from './csv-sniff.js'

export interface ReadTable {
  path: string
  guess: CsvGuess
}
/** An entry of `configs` in a card (https://huggingface.co/docs/hub/datasets-manual-configuration). */
export type CardConfig = Record<string, unknown> & { config_name: string }

/** Files beside tables that are no data. */
const DOCUMENT = /(^|\/)(readme|licen[cs]e|copying|notice)[^/]*$|\.(md|pdf|ya?ml|html?|bib|cff|docx?|hwpx?)$/i
const IS_TABLE = /\.(csv|tsv)$/i
const SPLITS: [string, RegExp][] = [
  ['train', /(^|[^a-z])train(ing)?($|[^a-z])/i],
  ['validation', /(^|[^a-z])(dev|val(id(ation)?)?)($|[^a-z])/i],
  ['test', /(^|[^a-z])(test(ing)?|eval(uation)?)($|[^a-z])/i],
]
/** Names of Python where they are others than ours. */
const ENCODINGS: Record<string, string> = { 'utf-16le': 'utf-16', 'utf-16be': 'utf-16' }

/** What `datasets`, and the hub, must be told to read a table as it was shown; empty where it is as they expect. */
export function optionsOf({ path, guess }: ReadTable): Record<string, unknown> {
  const usual = /\.tsv$/i.test(path) ? '\t' : ','
  return {
    ...(guess.delimiter !== usual && guess.columns.length > 1 && { sep: guess.delimiter }),
    ...(guess.skip > 0 && { skiprows: guess.skip }),
    ...(!guess.hasHeader && { names: guess.columns.map(({ name }) => name) }),
    ...(guess.decimal === ',' && { decimal: ',' }),
    ...(guess.thousands !== '' && { thousands: guess.thousands }),
    ...(guess.encoding !== 'utf-8' && { encoding: ENCODINGS[guess.encoding] ?? guess.encoding }),
  }
}

/**
 * The `configs` that the card of these files needs: undefined where they are read rightly without. Tables that are read in
 * another way, or have other columns, are a config of their own; with recordings or pictures among the files, tables
 * are their metadata, and the library's rules stay.
 */
export function configsOf(tables: ReadTable[], paths: string[]): CardConfig[] | undefined {
  if (tables.length === 0 || paths.some((path) => !IS_TABLE.test(path) && !DOCUMENT.test(path)))
    return undefined
  const groups = groupsOf(tables)
  const [first] = tables
  if (groups.length === 1 && first) {
    const options = optionsOf(first)
    return Object.keys(options).length === 0 ? undefined : [{ config_name: 'default', ...options }]
  }
  // the others of a great many files are not known, and a pattern would not name these alone
  const areAll = tables.length === paths.filter((path) => IS_TABLE.test(path)).length
  if (!areAll || paths.some((path) => /[*?[\]{}]/.test(path))) return undefined
  const names = groups.map(nameOf)
  return groups.map((group, i) => ({
    config_name: unique(names, i),
    ...(i === 0 && { default: true }),
    data_files: splitsOf(group),
    ...optionsOf(group[0] as ReadTable),
  }))
}

/** The same of tables that have the same columns and are read in the same way. */
export const wayOf = (table: ReadTable): string =>
  JSON.stringify([table.guess.columns.map(({ name }) => name), optionsOf(table)])

function groupsOf(tables: ReadTable[]): ReadTable[][] {
  const groups = new Map<string, ReadTable[]>()
  for (const table of tables) {
    const key = wayOf(table)
    groups.set(key, [...(groups.get(key) ?? []), table])
  }
  return [...groups.values()]
}

/** By the folder, else by the first file. */
function nameOf([first, ...others]: ReadTable[]): string {
  const parts = (first?.path ?? '').split('/')
  const file = (parts.pop() ?? '').replace(IS_TABLE, '')
  const folder = parts.join('-')
  const isFolder = folder !== '' && others.every(({ path }) => path.startsWith(`${parts.join('/')}/`))
  return (isFolder ? folder : file).replace(/[<>:/\\|?*]/g, '-').slice(0, 200) || 'table'
}

function unique(names: string[], i: number): string {
  const before = names.slice(0, i).filter((name) => name === names[i]).length
  return before === 0 ? (names[i] ?? '') : `${names[i]}-${before + 1}`
}

function splitsOf(group: ReadTable[]): { split: string; path: string[] }[] {
  const splitOf = (path: string) => SPLITS.find(([, pattern]) => pattern.test(path))?.[0] ?? 'train'
  return SPLITS.map(([split]) => ({
    split,
    path: group.map(({ path }) => path).filter((path) => splitOf(path) === split),
  })).filter(({ path }) => path.length > 0)
}
