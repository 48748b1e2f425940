import { byCodePoint, type FileList } from './file-list.js'
import { basename, isDataFile } from './formats.js'
import { isSplitName } from './names.js'
import { LayoutTrouble, shown } from './trouble.js'
import { isVisible } from './visible.js'
import type { Work } from './work.js'

/**
 * Splits of a folder for which the card names no files. The first rule that finds any file decides, even when no
 * file it finds is a data file: shards in data/, folder names, file names, and last everything as `train`.
 */
export interface FoundSplit {
  name: string
  files: string[]
}

const KEYWORDS: readonly [string, readonly string[]][] = [
  ['train', ['train', 'training']],
  ['validation', ['validation', 'valid', 'dev', 'val']],
  ['test', ['test', 'testing', 'eval', 'evaluation']],
]
const ANY_KEYWORD = /train|val|dev|test/
const SEPARATOR = /[-._ 0-9]/
/** data/train-00000-of-00005.parquet; the end may be longer. */
const SHARD = /-[0-9]{5}-of-[0-9]{5}.*\./
/** The library reads the split out of the name with an expression that takes the last place that looks like it. */
const SHARD_SPLIT = /^(.+)-[0-9]{5}-of-[0-9]{4}/

/** The rules look at a path many times. */
const STEPS_A_PATH = 100

export function autoSplits(list: FileList, folder: string, work: Work): FoundSplit[] {
  const root = folder === '' ? '' : `${folder}/`
  const under = list.under(root)
  work.spend(under.length * STEPS_A_PATH)
  const paths = under.map((path) => path.slice(root.length)).filter(isVisible)
  const splits = RULES.map((rule) => rule(paths)).find((found) => found.length > 0) ?? []
  return splits.map(({ name, files }) => ({
    name,
    files: files.filter(isDataFile).map((path) => root + path),
  }))
}

type Rule = (paths: readonly string[]) => FoundSplit[]

const RULES: readonly Rule[] = [
  shards,
  (paths) =>
    filled(
      'logs',
      paths.filter((path) => path.endsWith('.eval')),
    ),
  harbor,
  (paths) => byKeyword(paths, folderForms),
  (paths) => byKeyword(paths, fileForms),
  (paths) => filled('train', [...paths]),
]

const filled = (name: string, files: string[]): FoundSplit[] => (files.length > 0 ? [{ name, files }] : [])

function shards(paths: readonly string[]): FoundSplit[] {
  const splits = new Map<string, string[]>()
  for (const path of paths) {
    const name = path.slice('data/'.length)
    if (!path.startsWith('data/') || name.includes('/') || !SHARD.test(name)) continue
    const split = SHARD_SPLIT.exec(name)?.[1] ?? ''
    const files = splits.get(split)
    if (files) files.push(path)
    else splits.set(split, [path])
  }
  for (const split of splits.keys()) if (!isSplitName(split)) throw badSplit(split)
  return [...splits]
    .map(([name, files]) => ({ name, files }))
    .sort((a, b) => place(a.name) - place(b.name) || byCodePoint(a.name, b.name))
}

export const badSplit = (split: string): LayoutTrouble =>
  new LayoutTrouble(
    'BadSplitName',
    `"${shown(split)}" cannot be the name of a split; use letters, digits and _ (and dots between them).`,
  )

/** train, validation and test come first, then the alphabet. */
function place(split: string): number {
  const at = KEYWORDS.findIndex(([name]) => name === split)
  return at < 0 ? KEYWORDS.length : at
}

function harbor(paths: readonly string[]): FoundSplit[] {
  const named = (wanted: string): string[] => paths.filter((path) => basename(path) === wanted)
  return filled('test', [...named('task.toml'), ...named('instruction.md')])
}

/** Each keyword has a few forms, tried one after another; `formsOf` says which of them a path has. */
function byKeyword(
  paths: readonly string[],
  formsOf: (path: string, word: string) => number[],
): FoundSplit[] {
  const likely = paths.filter((path) => ANY_KEYWORD.test(path))
  return KEYWORDS.flatMap(([split, words]) =>
    filled(
      split,
      words.flatMap((word) => filesOfWord(likely, word, formsOf)),
    ),
  )
}

function filesOfWord(
  paths: readonly string[],
  word: string,
  formsOf: (path: string, word: string) => number[],
): string[] {
  const found: string[][] = [[], [], [], []]
  for (const path of paths) {
    if (path.includes(word)) for (const form of new Set(formsOf(path, word))) found[form]?.push(path)
  }
  return found.flat()
}

/** `train/`, `train-1/`, `my-train/`, `my-train-1/` */
function folderForms(path: string, word: string): number[] {
  const folders = path.split('/').slice(0, -1)
  return folders.flatMap((folder) =>
    placesOf(folder, word).map(({ first, last }) => (first ? (last ? 0 : 1) : last ? 2 : 3)),
  )
}

/** `train.csv`, `my-train.csv`: something always follows. */
function fileForms(path: string, word: string): number[] {
  return placesOf(basename(path), word).flatMap(({ first, last }) => (last ? [] : first ? [0] : [1]))
}

/** Where `word` stands between separators, and whether it is at the beginning or the end of the name. */
function placesOf(name: string, word: string): { first: boolean; last: boolean }[] {
  const places: { first: boolean; last: boolean }[] = []
  for (let at = name.indexOf(word); at >= 0; at = name.indexOf(word, at + 1)) {
    const end = at + word.length
    const first = at === 0
    const last = end === name.length
    if ((first || SEPARATOR.test(name.charAt(at - 1))) && (last || SEPARATOR.test(name.charAt(end))))
      places.push({ first, last })
  }
  return places
}
