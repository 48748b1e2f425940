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
const WORDS = KEYWORDS.flatMap(([, words]) => words)
const FORMS = 4
const NONE: readonly number[] = []
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
  byFolder,
  byFileName,
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

/** Each keyword has four forms, tried one after another; `slotsOf` says which of them all a name has. */
function byKeyword(paths: readonly string[], slotsOf: (path: string) => readonly number[]): FoundSplit[] {
  const found = WORDS.flatMap((): string[][] => [[], [], [], []])
  for (const path of paths) for (const slot of slotsOf(path)) found[slot]?.push(path)
  let first = 0
  return KEYWORDS.flatMap(([split, words]) => {
    const slots = found.slice(first, first + words.length * FORMS)
    first += slots.length
    return filled(split, slots.flat())
  })
}

/** `train/`, `train-1/`, `my-train/`, `my-train-1/`; most paths are in the folder of the path before. */
function byFolder(paths: readonly string[]): FoundSplit[] {
  let lastFolder = ''
  let slots: readonly number[] = []
  return byKeyword(paths, (path) => {
    const folder = path.slice(0, path.lastIndexOf('/') + 1)
    if (folder !== lastFolder) slots = slotsOfNames(folder.split('/').slice(0, -1))
    lastFolder = folder
    return slots
  })
}

/** `train.csv`, `my-train.csv`: something always follows, so the forms of whole names do not come up. */
function byFileName(paths: readonly string[]): FoundSplit[] {
  return byKeyword(paths, (path) => {
    const slots = slotsOfNames([basename(path)])
    return slots.filter((slot) => slot % 2 === 1)
  })
}

function slotsOfNames(names: readonly string[]): readonly number[] {
  const likely = names.filter((name) => ANY_KEYWORD.test(name))
  if (likely.length === 0) return NONE
  const slots = WORDS.flatMap((word, at) =>
    likely.flatMap((name) => formsOf(name, word).map((form) => at * FORMS + form)),
  )
  return [...new Set(slots)]
}

/** 0: the name is the word; 1: begins with it; 2: ends with it; 3: has it inside; always between separators. */
function formsOf(name: string, word: string): number[] {
  const forms: number[] = []
  for (let at = name.indexOf(word); at >= 0; at = name.indexOf(word, at + 1)) {
    const end = at + word.length
    const first = at === 0
    const last = end === name.length
    if ((first || SEPARATOR.test(name.charAt(at - 1))) && (last || SEPARATOR.test(name.charAt(end))))
      forms.push((first ? 0 : 2) + (last ? 0 : 1))
  }
  return forms
}
