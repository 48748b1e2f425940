import {
  firstHeading,
  plainText,
  proseOf,
  runsOf,
  spelling,
  stemOf,
  tokensOf,
} from '../../codecs/search-text.js'
import { type Facet, facetValue, modalityOf, sizeOf } from '../../core/facets.js'
import type { CatalogueEntry } from '../../stores/metadata/catalogue.js'
import type { Repo } from '../../stores/metadata/repos.js'

/** Counts up when a change here, or of search-text.ts, asks for all rows to be made again. */
export const RULES = 3
const MOST_VALUES = 50
/** PostgreSQL keeps at most a megabyte of words of a document. */
const MOST_TOKENS = 20_000
/** Words of a card that near spellings are looked for in; the first ones say what it is about. */
const MOST_KNOWN_WORDS = 300
const LONGEST_TITLE = 300

/** The catalogue's row of a repo: what search needs to know, and nothing that changes with each download. */
export function entryOf(
  repo: Repo,
  readme: string | undefined,
  { formats, rows }: { formats: string[]; rows: number | null },
): CatalogueEntry {
  const title = titleOf(repo, readme)
  const text = plainText(readme ?? '')
  const names = `${repo.namespace} ${repo.name}`
  const tags = repo.tags.map((tag) => tag.replace(/^[a-z_]+:/, '')).join(' ')
  const fields: [string, Weight][] = [
    [names, 'A'],
    [title, 'B'],
    [tags, 'C'],
  ]
  return {
    repoId: repo.id,
    rules: RULES,
    slot: slotOf(repo.id),
    title,
    facets: [...facetsOf(repo, formats), ...sizeFacets(repo, rows)],
    formats,
    rows,
    heading: vectorOf(fields),
    document: vectorOf([...fields, [text, 'D']]),
    body: proseOf(readme ?? ''),
    words: knownWords([`${names} ${title} ${tags}`, text]),
  }
}

/** Spreads ids evenly, whatever rhythm they have: the golden ratio of 2^32, of which the first 6 bits are left. */
const slotOf = (id: number): number => Math.imul(id, 2_654_435_761) >>> 26

function titleOf(repo: Repo, readme: string | undefined): string {
  const pretty = repo.card?.pretty_name
  const found = typeof pretty === 'string' && pretty.trim() !== '' ? pretty : readme && firstHeading(readme)
  return (found || repo.name).replaceAll('\0', '').trim().slice(0, LONGEST_TITLE).toWellFormed()
}

type Weight = 'A' | 'B' | 'C' | 'D'
const POSITIONS_A_WEIGHT = 3

/** A tsvector as text, made from our tokens: PostgreSQL's parser would cut them again, and knows no Korean. */
function vectorOf(fields: [string, Weight][]): string {
  const marks = new Map<string, string[]>()
  let position = 0
  for (const [text, weight] of fields) {
    for (const token of tokensOf(text)) {
      const known = marks.get(token)
      if (!known && marks.size >= MOST_TOKENS) continue
      // how often, up to a few times, is all that ranking reads of a position
      if (known && known.filter((mark) => mark.endsWith(weight)).length >= POSITIONS_A_WEIGHT) continue
      position = Math.min(position + 1, 16_383)
      if (known) known.push(`${position}${weight}`)
      else marks.set(token, [`${position}${weight}`])
    }
  }
  return [...marks].map(([token, places]) => `'${token}':${places.join(',')}`).join(' ')
}

/** Words that a misspelt one may have meant. */
function knownWords(texts: string[]): { word: string; spelling: string }[] {
  const words = new Set<string>()
  for (const text of texts) {
    for (const run of runsOf(text)) {
      if (words.size >= MOST_KNOWN_WORDS) break
      const word = run.kind === 'hangul' ? stemOf(run.text) : run.text
      if (isKnowable(word, run.kind)) words.add(word)
    }
  }
  // in one order, so that two commits never wait for each other
  return [...words].sort().map((word) => ({ word, spelling: spelling(word) }))
}
const isKnowable = (word: string, kind: string): boolean =>
  kind === 'hangul'
    ? word.length >= 2 && word.length <= 10
    : kind === 'spaced' && word.length >= 3 && word.length <= 30 && !/^\d/.test(word)

/** Tags of a kind, as the card's codec writes them. */
const TAG_KINDS: [Facet, string[]][] = [
  ['task', ['task_categories:', 'task_ids:']],
  ['language', ['language:']],
  ['license', ['license:']],
  ['modality', ['modality:', 'modalities:']],
  ['format', ['format:', 'formats:']],
]

function facetsOf(repo: Repo, formats: string[]): string[] {
  const values = new Map<Facet, Set<string>>()
  const add = (facet: Facet, text: string) => {
    const value = facetValue(facet, text)
    const known = values.get(facet) ?? new Set()
    values.set(facet, known)
    if (value !== undefined && known.size < MOST_VALUES) known.add(value)
  }
  for (const [facet, prefixes] of TAG_KINDS)
    for (const tag of repo.tags)
      for (const prefix of prefixes) if (tag.startsWith(prefix)) add(facet, tag.slice(prefix.length))
  for (const text of listOf(repo.card?.modality ?? repo.card?.modalities)) add('modality', text)
  for (const text of listOf(repo.card?.format ?? repo.card?.formats)) add('format', text)
  if (repo.type === 'model') for (const text of listOf(repo.card?.pipeline_tag)) add('task', text)
  // the files tell what the card does not
  if (!values.get('format')?.size) for (const format of formats) add('format', format)
  if (!values.get('modality')?.size) for (const format of formats) add('modality', modalityOf(format) ?? '')
  add('organisation', repo.namespace)
  return [...values].flatMap(([facet, set]) => [...set].map((value) => `${facet}:${value}`))
}

const SIZE_TAG = 'size_categories:'
/** What was counted holds, rather than what the card says. `rows`: null where nothing is known of them. */
export function sizeFacets({ tags }: Repo, rows: number | null): string[] {
  const stated = tags.flatMap((tag) =>
    tag.startsWith(SIZE_TAG) ? (facetValue('size', tag.slice(SIZE_TAG.length)) ?? []) : [],
  )
  const known = rows === null ? stated : [sizeOf(rows)]
  return [...new Set(known.length > 0 ? known : ['unknown'])].map((value) => `size:${value}`)
}
const listOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string')
