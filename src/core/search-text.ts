/**
 * How texts and queries are made comparable: compatibility forms (full width, half width, ligatures) become the usual
 * ones, accents go, capitals become small, Hangul is in syllables. Signs that carry meaning in their script stay:
 * Thai tones, Japanese voicing, Arabic vowels. Substrings of the result are what a search finds, since Korean
 * particles, Chinese, Japanese and Thai have no spaces to cut at.
 */

/**
 * Characters of which only A to Z change. Single Hangul letters (ㅋㅋ) are among them, since their compatibility form
 * would join with what follows.
 */
const PLAIN =
  '\\x00-\\x7f\\u0e01-\\u0e5b\\u3001\\u3002\\u3005-\\u3011\\u3041-\\u3096\\u30a1-\\u30fe\\u3131-\\u318e\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3'
const ODD = new RegExp(`[^${PLAIN}]`)
/** With the kana before them, since a voicing mark may follow that is to join it. */
const ODD_RUNS = new RegExp(`[\\u3041-\\u30fe]?[^${PLAIN}]+`, 'g')

/** Whether more is to do than to write A to Z small. */
export const isOdd = (text: string): boolean => ODD.test(text)

export function foldText(text: string): string {
  return (isOdd(text) ? text.replace(ODD_RUNS, foldRun) : text).toLowerCase()
}

/** Accents of Latin, Greek and Cyrillic; what cannot be seen. */
const DROPPED = /[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]/g
/** Letters that no decomposition makes plain. */
const LETTERS: Record<string, string> = {
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  ø: 'o',
  ŧ: 't',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ς: 'σ',
  '’': "'",
  '‘': "'",
}
const SPECIAL = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g')

const foldRun = (run: string): string =>
  run
    .normalize('NFKD')
    .replace(DROPPED, '')
    .toLowerCase()
    .replace(SPECIAL, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFC')

/** More words are no better search, and cost. */
const MOST_WORDS = 16

/** The words of a query, made comparable; what stands in "quotes" is one. A row matches when it has them all. */
export function wordsOf(query: string): string[] {
  const words = [...query.matchAll(/["“”]([^"“”]+)["“”]|[^\s"“”]+/g)].map(([all, phrase]) =>
    foldText(phrase ?? all)
      .trim()
      .replace(/\s+/g, ' '),
  )
  return [...new Set(words)].filter((word) => word !== '').slice(0, MOST_WORDS)
}
