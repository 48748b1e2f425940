/** Where the words of a search stand in a text. The hub compares without case, width and accents; so does this. */

/** Accents of Latin, Greek and Cyrillic; what cannot be seen. As the hub drops them (src/core/search-text.ts). */
const DROPPED = /[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]/g
const PLAIN = /^[\u0e01-\u0e5b\u3001-\u30fe\u3131-\u318e\u3400-\u9fff\uac00-\ud7a3]$/
const MOST_WORDS = 16

const fold = (text: string): string =>
  text.normalize('NFKD').replace(DROPPED, '').toLowerCase().normalize('NFC')
const foldOne = (letter: string): string => (PLAIN.test(letter) ? letter : fold(letter))

/** The words of a query; what stands in "quotes" is one. */
export function wordsOf(query: string): string[] {
  const words = [...query.matchAll(/["“”]([^"“”]+)["“”]|[^\s"“”]+/g)].map(([all, phrase]) =>
    foldAll(phrase ?? all).folded.trim(),
  )
  return [...new Set(words)].filter((word) => word !== '').slice(0, MOST_WORDS)
}

/** The folded text, and for each of its characters where it came from. */
function foldAll(text: string): { folded: string; from: number[] } {
  let folded = ''
  const from: number[] = []
  let at = 0
  for (const letter of text) {
    const plain = foldOne(letter)
    folded += plain
    for (let i = 0; i < plain.length; i++) from.push(at)
    at += letter.length
  }
  from.push(at)
  return { folded, from }
}

export interface Piece {
  text: string
  isHit: boolean
  at: number
}

/** The text in pieces, hits apart. */
export function piecesOf(text: string, words: string[]): Piece[] {
  if (words.length === 0) return [{ text, isHit: false, at: 0 }]
  const { folded, from } = foldAll(text)
  const hits: [number, number][] = []
  for (const word of words)
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length))
      hits.push([from[at] ?? 0, endOf(from, at + word.length)])
  return cut(
    text,
    hits.sort(([a], [b]) => a - b),
  )
}

/** The end of the letter that the last folded character came from. */
function endOf(from: number[], end: number): number {
  const last = from[end - 1]
  while (end < from.length - 1 && from[end] === last) end++
  return from[end] ?? 0
}

function cut(text: string, hits: [number, number][]): Piece[] {
  const pieces: Piece[] = []
  let done = 0
  const add = (end: number, isHit: boolean) => {
    if (end > done) pieces.push({ text: text.slice(done, end), isHit, at: done })
    done = Math.max(done, end)
  }
  for (const [start, end] of hits) {
    add(start, false)
    add(end, true)
  }
  add(text.length, false)
  return pieces
}
