/** Words of a text for search, alike for what is stored and for what is asked, in any language. Pure. */

const LONGEST_WORD = 40
/** Scripts that write several words, or words with endings, as one run of letters. */
const RUNS =
  /[\p{Script=Hangul}]+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々]+|[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+|[\p{L}\p{M}\p{N}]/gu
const WORD = /[\p{L}\p{M}\p{N}]+/gu
/** Most words of most texts, which need no cutting. */
const SPACED = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]+$/u
const HANGUL = /^\p{Script=Hangul}/u
const UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const HIRAGANA = /^\p{Script=Hiragana}$/u
/** Letters whose mark is no combining character, so that NFD leaves them as they are. */
const PLAIN: Record<string, string> = { đ: 'd', ł: 'l', ø: 'o', ı: 'i', ß: 'ss', œ: 'oe', æ: 'ae' }
const PLAIN_LETTER = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'g')
/** Latin, Greek and Cyrillic accents; the marks of Thai, and those of kana (U+3099), are letters of their own. */
const ACCENTS = /[\u0300-\u036f]/g
/** What Korean hangs on a noun. Longest first. */
const PARTICLES =
  /(?:으로부터|에서부터|에서의|으로의|이라는|에게서|에서는|으로는|에서|에게|으로|부터|까지|처럼|보다|이나|이란|라는|과의|와의|을|를|이|가|은|는|의|에|로|와|과|도|만|나|란)$/u
const segmenter = new Intl.Segmenter('und', { granularity: 'word' })

/** One form for all ways to write the same: width, case, composed or not, with or without accents. */
export function normalise(text: string): string {
  const plain = text.normalize('NFKC').toLowerCase().normalize('NFD').replace(ACCENTS, '').normalize('NFC')
  return plain.replace(PLAIN_LETTER, (letter) => PLAIN[letter] ?? letter)
}

interface Run {
  text: string
  /** spaced: a whole word; hangul: a word with its endings; unspaced: several words. */
  kind: 'spaced' | 'hangul' | 'unspaced'
}

/** Runs of letters and digits of one way of writing. */
export function* runsOf(text: string): Generator<Run> {
  for (const [word] of normalise(text).matchAll(WORD)) {
    if (SPACED.test(word)) {
      yield { text: word.slice(0, LONGEST_WORD), kind: 'spaced' }
      continue
    }
    let spaced = ''
    for (const [part] of word.matchAll(RUNS)) {
      const kind = HANGUL.test(part) ? 'hangul' : UNSPACED.test(part) ? 'unspaced' : 'spaced'
      if (kind === 'spaced') {
        spaced += part
        continue
      }
      if (spaced !== '') yield { text: spaced.slice(0, LONGEST_WORD), kind: 'spaced' }
      spaced = ''
      yield { text: part, kind }
    }
    if (spaced !== '') yield { text: spaced.slice(0, LONGEST_WORD), kind: 'spaced' }
  }
}

/** What a document is found by. Words; for scripts without spaces also pairs of letters, so that no cut is needed to agree. */
export function* tokensOf(text: string): Generator<string> {
  for (const run of runsOf(text)) {
    if (run.kind === 'spaced') {
      yield run.text
      continue
    }
    yield* wordsOf(run)
    yield* pairsOf(run.text)
    // a single letter is asked for as the beginning of a token; the last letter begins no pair
    yield Array.from(run.text).at(-1) as string
  }
}

/** The words of a run, as a person would count them. */
function* wordsOf(run: Run): Generator<string> {
  if (run.kind !== 'unspaced') {
    yield run.text.slice(0, LONGEST_WORD)
    return
  }
  for (const { segment } of segmenter.segment(run.text)) yield segment.slice(0, LONGEST_WORD)
}

function* pairsOf(text: string): Generator<string> {
  const letters = Array.from(text)
  for (let i = 0; i + 1 < letters.length; i++) yield `${letters[i]}${letters[i + 1]}`
}

/** One word of a query. */
export interface QueryWord {
  /** As it was written, normalised. */
  text: string
  /** Tokens of which a document must hold all. */
  needs: string[]
  /** The last need also stands for tokens that begin so. */
  isPrefix: boolean
  /** More tokens that make a document fit better. */
  likes: string[]
  /** Whether a near spelling of it makes sense. */
  isCorrectable: boolean
}

/** Shorter beginnings fit a large part of all words. */
const SHORTEST_PREFIX = 3

/** The words of a query; the last one may be unfinished, as somebody is still typing. */
export function queryWords(query: string): QueryWord[] {
  const runs = [...runsOf(query)]
  const words = runs.flatMap((run) =>
    run.kind === 'spaced'
      ? [spacedWord(run.text)]
      : run.kind === 'hangul'
        ? [hangulWord(run)]
        : unspaced(run),
  )
  const last = words.at(-1)
  if (
    last &&
    runs.at(-1)?.kind === 'spaced' &&
    last.text.length >= SHORTEST_PREFIX &&
    !/[^\p{L}\p{N}]$/u.test(query)
  )
    last.isPrefix = true
  return words
}

const spacedWord = (text: string): QueryWord => ({
  text,
  needs: [text],
  isPrefix: false,
  likes: [],
  isCorrectable: text.length >= 4 && !/^\d+$/.test(text),
})

/** 말뭉치를 finds 말뭉치 and 말뭉치로: what must fit is the noun. */
function hangulWord({ text }: Run): QueryWord {
  const stem = stemOf(text)
  return { text, ...piece(stem), likes: [text, stem], isCorrectable: stem.length >= 2 && stem.length <= 10 }
}

export function stemOf(word: string): string {
  const stem = word.replace(PARTICLES, '')
  return stem.length >= 2 ? stem : word
}

/** Each word of the run must be there, wherever; as they are written here is better. */
function unspaced(run: Run): QueryWord[] {
  const all = [...wordsOf(run)]
  const meaning = all.filter((word) => !HIRAGANA.test(word))
  const pairs = [...pairsOf(run.text)]
  return (meaning.length > 0 ? meaning : all).map((text) => ({
    text,
    ...piece(text),
    likes: [text, ...pairs],
    isCorrectable: false,
  }))
}

function piece(text: string): Pick<QueryWord, 'needs' | 'isPrefix'> {
  const pairs = [...pairsOf(text)]
  return pairs.length > 0 ? { needs: pairs, isPrefix: false } : { needs: [text], isPrefix: true }
}

/** Letters as they are typed: a syllable of Hangul is two or three, so that one wrong letter is a small change. */
export const spelling = (word: string): string => word.normalize('NFD')

const MARKUP: [RegExp, string][] = [
  [/^\uFEFF?---[ \t]*\r?\n[\s\S]*?\n---[ \t]*(?:\r?\n|$)/, ''],
  [/<!--[\s\S]*?-->/g, ' '],
  [/<[^<>]{1,500}>/g, ' '],
  [/!?\[([^[\]]{0,500})\]\([^()\s]{0,2000}(?:\s[^()]{0,200})?\)/g, '$1'],
  // a badge is a picture in a link
  [/!?\[([^[\]]{0,500})\]\([^()\s]{0,2000}(?:\s[^()]{0,200})?\)/g, '$1'],
  [/^[ \t]*(?:```|~~~).*$/gm, ' '],
  [/^[ \t]*(?:#{1,6}|>+|[-*+]|\d+\.)[ \t]+/gm, ''],
  [/^[ \t]*\|?[ \t:|-]{3,}$/gm, ' '],
  [/[*`~]+|(?<=^|\s)_+(?=\S)/gm, ''],
  // a formula; amounts of dollars are none
  [/\$\$?(?!\s)([^$\n]{1,300})(?<!\s)\$\$?(?![\d$])/g, '$1'],
  [/\|/g, ' '],
  [/\s+/g, ' '],
]
const MOST_TEXT = 64 * 1024

/** A README as plain text: without front matter and without most marks of Markdown. At most 64 Ki characters. */
export function plainText(readme: string): string {
  let text = readme.slice(0, 2 * MOST_TEXT)
  for (const [mark, instead] of MARKUP) text = text.replace(mark, instead)
  return text.replaceAll('\0', '').slice(0, MOST_TEXT).toWellFormed().trim()
}

const HEADINGS = /^#{1,6}[ \t].*$|^.{1,300}\r?\n={3,}[ \t]*$|<h[1-6][^<>]{0,300}>[^<>]{0,300}<\/h[1-6]>/gm
const IMAGES = /!\[[^[\]]{0,500}\]\([^()\s]{0,2000}(?:\s[^()]{0,200})?\)/g

/** What a README says in sentences, plain: neither its headings, of which the title is one, nor what stands for pictures. */
export const proseOf = (readme: string): string =>
  plainText(
    readme
      .slice(0, 2 * MOST_TEXT)
      .replace(HEADINGS, '')
      .replace(IMAGES, ''),
  )

/** The first heading of a README, plain. */
export function firstHeading(readme: string): string | undefined {
  const body = readme.replace(MARKUP[0]?.[0] ?? '', '').slice(0, 10_000)
  const line = /^#{1,2}[ \t]+(.{1,300})$/m.exec(body)?.[1]
  return line && plainText(line).replace(/[ #]+$/, '') ? plainText(line).replace(/[ #]+$/, '') : undefined
}
