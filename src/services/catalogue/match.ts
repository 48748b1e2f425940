import { type QueryWord, queryWords } from '../../codecs/search-text.js'

const MOST_WORDS = 16
/** Tokens that only make a row fit better; each costs a look into every row that is ranked. */
const MOST_LIKES = 32

/** A query as PostgreSQL is asked. All texts are tsqueries of our own tokens, which hold letters and digits only. */
export interface Match {
  words: QueryWord[]
  /** Every word must be there. */
  match: string
  /** Any of these makes a row fit better. */
  likes: string
  /** Names that are just what was asked: `nsmc`, `korean-reviews`. */
  names: string[]
}

/** undefined: nothing in it can be searched for. */
export function matchOf(query: string): Match | undefined {
  const words = queryWords(query).slice(0, MOST_WORDS)
  if (words.length === 0) return undefined
  const text = query.trim().toLowerCase()
  const names = [text, ...['-', '_', ''].map((sign) => text.replace(/[\s_-]+/g, sign))]
  return { words, match: words.map(needsOf).join(' & '), likes: likesOf(words), names: [...new Set(names)] }
}

/** As `match`, where a word may also be one of its near spellings. */
export const widened = (words: QueryWord[], near: Map<QueryWord, string[]>): string =>
  words
    .map((word) => [needsOf(word), ...(near.get(word) ?? []).map(wordQuery)].join(' | '))
    .map((either) => `(${either})`)
    .join(' & ')

export function likesOf(words: QueryWord[]): string {
  const tokens = words.flatMap((word) => [
    ...word.needs.map((need, i) => quote(need, word.isPrefix && i === word.needs.length - 1)),
    ...word.likes.map((like) => quote(like, false)),
  ])
  return [...new Set(tokens)].slice(0, MOST_LIKES).join(' | ')
}

/** A known word as it is looked for. */
export const wordQuery = (word: string): string =>
  `(${queryWords(`${word} `)
    .map((each) =>
      needsOf({ ...each, isPrefix: each.isPrefix && each.needs.length === 1 && word.length === 1 }),
    )
    .join(' & ')})`

const needsOf = ({ needs, isPrefix }: QueryWord): string =>
  `(${needs.map((need, i) => quote(need, isPrefix && i === needs.length - 1)).join(' & ')})`
const quote = (token: string, isPrefix: boolean): string => `'${token}'${isPrefix ? ':*' : ''}`
