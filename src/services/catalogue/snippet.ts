import { normalise, type QueryWord, stemOf } from '../../codecs/search-text.js'

const LENGTH = 220
const BEFORE = 60
/** A match further on is not shown. */
const MOST_LETTERS = 5000

/** A piece of `text` around the first of `words`, or its beginning. Plain text, cut between words where there are spaces. */
export function snippet(text: string, words: QueryWord[]): string {
  const at = firstMatch(text.slice(0, MOST_LETTERS), words)
  const from = at <= BEFORE ? 0 : afterSpace(text, at - BEFORE, at)
  const to = from + LENGTH >= text.length ? text.length : beforeSpace(text, from + LENGTH)
  const piece = text.slice(from, to).toWellFormed().trim()
  return `${from > 0 ? '… ' : ''}${piece}${to < text.length ? ' …' : ''}`
}

function firstMatch(text: string, words: QueryWord[]): number {
  const wanted = words.flatMap((word) => [word.text, stemOf(word.text)])
  const lower = text.toLowerCase()
  // most texts have the words as they were asked for; letter by letter takes longer
  const plain = lower.length === text.length ? firstOf(lower, wanted) : undefined
  if (plain !== undefined || words.length === 0) return plain ?? 0
  const { folded, places } = fold(text)
  return places[firstOf(folded, wanted) ?? 0] ?? 0
}

function firstOf(text: string, words: string[]): number | undefined {
  const found = words.map((word) => text.indexOf(word)).filter((index) => index >= 0)
  return found.length === 0 ? undefined : Math.min(...found)
}

const known = new Map<string, string>()
const MOST_KNOWN = 20_000

/** The text as words are compared, and where each letter of it was. */
function fold(text: string): { folded: string; places: number[] } {
  let folded = ''
  const places: number[] = []
  let at = 0
  for (const letter of text) {
    const plain = foldLetter(letter)
    for (let i = 0; i < plain.length; i++) places.push(at)
    folded += plain
    at += letter.length
  }
  return { folded, places }
}

function foldLetter(letter: string): string {
  const code = letter.charCodeAt(0)
  if (code < 0x80) return code >= 0x41 && code <= 0x5a ? letter.toLowerCase() : letter
  const found = known.get(letter)
  if (found !== undefined) return found
  if (known.size > MOST_KNOWN) known.clear()
  const plain = normalise(letter)
  known.set(letter, plain)
  return plain
}

function afterSpace(text: string, from: number, most: number): number {
  const space = text.indexOf(' ', from)
  return space >= 0 && space < most ? space + 1 : from
}
function beforeSpace(text: string, to: number): number {
  const space = text.lastIndexOf(' ', to)
  return space > to - BEFORE ? space : to
}
