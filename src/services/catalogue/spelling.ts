import { type QueryWord, spelling, stemOf } from '../../codecs/search-text.js'
import type { CatalogueFilter, CatalogueReader } from '../../stores/metadata/catalogue.js'
import type { Viewer } from '../../stores/metadata/visible.js'
import { wordQuery } from './match.js'

/** Words of one query that are looked up. */
const MOST_WORDS = 4
const MOST_NEIGHBOURS = 20
const MOST_KEPT = 4

/**
 * Words near to those of a query that the reader could find something by, the nearest first. What only others'
 * private repos hold is not among them: a suggestion must not tell of it.
 */
export async function nearWords(
  catalogue: CatalogueReader,
  words: QueryWord[],
  filter: CatalogueFilter,
  viewer: Viewer,
): Promise<Map<QueryWord, string[]>> {
  const near = new Map<QueryWord, string[]>()
  const asked = words.filter((word) => word.isCorrectable).slice(0, MOST_WORDS)
  for (const word of asked) {
    const found = await neighbours(catalogue, word)
    const seen = await catalogue.seen(found.map(wordQuery), { ...filter, facets: [] }, viewer)
    const kept = found.filter((_, i) => seen.includes(i)).slice(0, MOST_KEPT)
    if (kept.length > 0) near.set(word, kept)
  }
  return near
}

async function neighbours(catalogue: CatalogueReader, { text }: QueryWord): Promise<string[]> {
  const own = spelling(stemOf(text))
  const known = await catalogue.wordsNear(own, slips(own), MOST_NEIGHBOURS)
  const most = own.length <= 5 ? 1 : own.length <= 10 ? 2 : 3
  const far = new Map(known.map((word) => [word, distance(own, spelling(word), most)]))
  return known
    .filter((word) => word !== stemOf(text) && (far.get(word) ?? most + 1) <= most)
    .sort((a, b) => (far.get(a) ?? 0) - (far.get(b) ?? 0))
    .slice(0, 2 * MOST_KEPT)
}

/** What a short word shares no three letters with: two letters changed places, or one is too many. */
function slips(letters: string): string[] {
  const made: string[] = []
  for (let i = 0; i < letters.length && letters.length <= 12; i++) {
    made.push(letters.slice(0, i) + letters.slice(i + 1))
    if (i > 0) made.push(letters.slice(0, i - 1) + letters[i] + letters[i - 1] + letters.slice(i + 1))
  }
  return made.map((each) => each.normalize('NFC'))
}

/** How many letters were typed wrong, left out, added or swapped; more than `most` is not told apart. */
export function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const at = (line: number[], k: number) => line[k] ?? most + 1
      let cost = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
      )
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, at(before, j - 2) + 1)
      row.push(cost)
    }
    before = last
    last = row
  }
  return last[b.length] ?? most + 1
}
