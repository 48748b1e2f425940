import { LayoutTrouble, shown } from './trouble.js'
import type { Work } from './work.js'

/**
 * Patterns of file names, as fsspec matches them: `*` and `?` stay in a folder, `**` is a whole folder name
 * and stands for any number of folders, `[a-z]` and `[!a]` are one character. Braces are plain characters.
 * No step goes back further than to the last star, so the time is at most the product of both lengths.
 */
export interface Glob {
  /** The folder all matches are in, with its /, or ''. */
  root: string
  matches(path: string, work: Work): boolean
}

const STAR = '*'
const ANY = '?'
interface CharClass {
  not: boolean
  ranges: readonly (readonly [number, number])[]
}
/** A number is the code point of a plain character. */
type Token = typeof STAR | typeof ANY | number | CharClass
type Part = '**' | string | readonly Token[]
const MAX_PATTERN = 4096

export const hasMagic = (pattern: string): boolean => /[*?[]/.test(pattern)

export function compileGlob(pattern: string): Glob {
  if (pattern.length > MAX_PATTERN)
    throw new LayoutTrouble('BadPattern', `A pattern is longer than ${MAX_PATTERN} characters; shorten it.`)
  const parts = pattern.split('/').map((part) => compilePart(part, pattern))
  // at the end ** stands for at least a file name
  if (parts.at(-1) === '**') parts.push([STAR])
  return {
    root: rootOf(pattern),
    matches: (path, work) => {
      work.spend(path.length)
      return matchParts(parts, path.split('/'), work)
    },
  }
}

function rootOf(pattern: string): string {
  const magic = pattern.search(/[*?[]/)
  const plain = magic < 0 ? pattern : pattern.slice(0, magic)
  return plain.slice(0, plain.lastIndexOf('/') + 1)
}

function compilePart(part: string, pattern: string): Part {
  if (part === '**') return part
  if (part.includes('**'))
    throw new LayoutTrouble(
      'BadPattern',
      `The pattern "${shown(pattern)}" has ** next to other characters; ** must stand alone between slashes, as in data/**/*.csv.`,
    )
  return hasMagic(part) ? tokensOf(part) : part
}

function tokensOf(part: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < part.length) {
    const char = part.charAt(at)
    const end = char === '[' ? classEnd(part, at) : -1
    if (end > 0) {
      tokens.push(classOf(part.slice(at + 1, end)))
      at = end + 1
    } else {
      const point = part.codePointAt(at) ?? 0
      tokens.push(char === STAR || char === ANY ? char : point)
      at += widthOf(point)
    }
  }
  return tokens
}

/** Where the ] is that closes the [ at `open`, or -1: then the [ is a plain character. */
function classEnd(part: string, open: number): number {
  let at = open + 1
  if (part[at] === '!') at++
  // a ] that comes first is one of the characters
  return part.indexOf(']', part[at] === ']' ? at + 1 : at)
}

function classOf(inside: string): CharClass {
  const not = inside.startsWith('!')
  const points = Array.from(not ? inside.slice(1) : inside, (char) => char.codePointAt(0) ?? 0)
  const ranges: [number, number][] = []
  for (let at = 0; at < points.length; at++) {
    const first = points[at] ?? 0
    const last = points[at + 1] === 0x2d ? points[at + 2] : undefined
    ranges.push([first, last ?? first])
    if (last !== undefined) at += 2
  }
  return { not, ranges }
}

/** As one star is enough to go back to in a name, one ** is enough in a path. */
function matchParts(parts: readonly Part[], names: readonly string[], work: Work): boolean {
  let part = 0
  let name = 0
  let afterStars = -1
  let resume = 0
  while (name < names.length) {
    if (parts[part] === '**') {
      afterStars = ++part
      resume = name
    } else if (matchPart(parts[part], names[name] ?? '', work)) {
      part++
      name++
    } else {
      if (afterStars < 0) return false
      part = afterStars
      name = ++resume
    }
  }
  while (parts[part] === '**') part++
  return part === parts.length
}

function matchPart(part: Part | undefined, name: string, work: Work): boolean {
  if (typeof part === 'object') return matchName(part, name, work)
  work.spend(1)
  return part === name
}

function matchName(tokens: readonly Token[], name: string, work: Work): boolean {
  let token = 0
  let at = 0
  let afterStar = -1
  let resume = 0
  let steps = 1
  while (at < name.length) {
    steps++
    const wanted = tokens[token]
    const point = name.codePointAt(at) ?? 0
    if (wanted === STAR) {
      afterStar = ++token
      resume = at
    } else if (wanted !== undefined && accepts(wanted, point)) {
      token++
      at += widthOf(point)
    } else {
      if (afterStar < 0) break
      token = afterStar
      resume += widthOf(name.codePointAt(resume) ?? 0)
      at = resume
    }
  }
  work.spend(steps)
  while (tokens[token] === STAR) token++
  return at >= name.length && token === tokens.length
}

function accepts(token: Exclude<Token, typeof STAR>, point: number): boolean {
  if (typeof token === 'number') return token === point
  if (token === ANY) return true
  return token.ranges.some(([first, last]) => first <= point && point <= last) !== token.not
}

/** In UTF-16 units, which is how strings count. */
const widthOf = (point: number): number => (point > 0xffff ? 2 : 1)
