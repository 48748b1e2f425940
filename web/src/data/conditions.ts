import { type Feature, type Group, groupOf, type Place } from './features.js'

/** Comparisons that the builder offers, by what is compared. */
export const COMPARISONS: Record<Group, readonly Comparison[]> = {
  number: ['is', 'isNot', 'atLeast', 'atMost', 'above', 'below', 'empty', 'filled'],
  text: ['contains', 'is', 'isNot', 'begins', 'longerThan', 'empty', 'filled'],
  class: ['is', 'isNot', 'empty', 'filled'],
  flag: ['yes', 'no', 'empty', 'filled'],
  time: ['from', 'before', 'empty', 'filled'],
  list: ['longerThan', 'shorterThan', 'empty', 'filled'],
  other: [],
}
export type Comparison =
  | 'is'
  | 'isNot'
  | 'atLeast'
  | 'atMost'
  | 'above'
  | 'below'
  | 'contains'
  | 'begins'
  | 'longerThan'
  | 'shorterThan'
  | 'yes'
  | 'no'
  | 'from'
  | 'before'
  | 'empty'
  | 'filled'

const SIGNS: Partial<Record<Comparison, string>> = {
  is: '=',
  isNot: '!=',
  atLeast: '>=',
  atMost: '<=',
  above: '>',
  below: '<',
  from: '>=',
  before: '<',
}
const ALONE: Partial<Record<Comparison, string>> = {
  yes: '= true',
  no: '= false',
  empty: 'IS NULL',
  filled: 'IS NOT NULL',
}

export const needsValue = (comparison: Comparison): boolean => ALONE[comparison] === undefined

/** What kind of field the value is written in. */
export function inputOf(group: Group, comparison: Comparison): 'number' | 'date' | 'text' {
  if (group === 'number' || comparison === 'longerThan' || comparison === 'shorterThan') return 'number'
  return group === 'time' ? 'date' : 'text'
}

export const quoteName = (path: string[]): string =>
  path.map((name) => `"${name.replaceAll('"', '""')}"`).join('.')
const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** One condition as the hub reads it; undefined while its value is missing or is none of its kind. */
export function conditionText(
  { path, feature }: Place,
  comparison: Comparison,
  value: string,
): string | undefined {
  const name = quoteName(path)
  const group = groupOf(feature)
  const alone = ALONE[comparison]
  if (alone) return `${name} ${alone}`
  if (value === '') return undefined
  if (comparison === 'contains' || comparison === 'begins') return likeText(name, comparison, value)
  const isNumber = inputOf(group, comparison) === 'number' || group === 'class'
  if (isNumber && !Number.isFinite(Number(value))) return undefined
  if (comparison === 'longerThan' || comparison === 'shorterThan')
    return `${name}.len() ${comparison === 'longerThan' ? '>' : '<'} ${Number(value)}`
  // as it was written: a whole number of 64 bits is more than a number of this language holds
  return `${name} ${SIGNS[comparison]} ${isNumber ? value.trim() : quoteText(value)}`
}

/** ILIKE knows no way to write its own signs, so texts with them are looked for by GLOB, which minds capitals. */
function likeText(name: string, comparison: 'contains' | 'begins', value: string): string {
  const before = comparison === 'contains'
  if (!/[%_]/.test(value)) return `${name} ILIKE ${quoteText(`${before ? '%' : ''}${value}%`)}`
  const literal = value.replaceAll(/[*?[]/g, '[$&]')
  return `${name} GLOB ${quoteText(`${before ? '*' : ''}${literal}*`)}`
}

const WORD = /"(?:[^"]|"")*"|'(?:[^']|'')*'|[\p{L}_][\p{L}\p{M}\p{N}_]*|[()]|[\s\S]/gu

/** The parts that AND joins; all of it as one part where they are not that simple. */
export function partsOf(where: string): string[] {
  const parts = ['']
  let depth = 0
  for (const [token] of where.matchAll(WORD)) {
    const word = token.toUpperCase()
    if (depth === 0 && (word === 'OR' || word === 'BETWEEN')) return [where.trim()]
    if (token === '(') depth++
    if (token === ')') depth--
    if (depth === 0 && word === 'AND') parts.push('')
    else parts[parts.length - 1] += token
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

/** Both must hold. */
export function joined(parts: string[]): string {
  if (parts.length < 2) return parts[0] ?? ''
  return parts
    .map((part) => (partsOf(part).length === 1 && isSimple(part) ? part : `(${part})`))
    .join(' AND ')
}
const isSimple = (part: string): boolean =>
  !/\b(OR|BETWEEN)\b/i.test(part.replaceAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'|\([^()]*\)/g, ''))

const EXAMPLES: Record<Group, string> = {
  number: '> 5',
  class: '= 1',
  flag: '= true',
  time: ">= '2020-01-01'",
  text: "LIKE '%a%'",
  list: '.len() > 1',
  other: 'IS NOT NULL',
}
const PLAIN = /^(?!not$)[\p{L}_][\p{L}\p{M}\p{N}_]*$/iu

/** A condition about a column that is there, of those that are told shortest. */
export function exampleOf(columns: { name: string; type: Feature }[]): string {
  const groups = Object.keys(EXAMPLES) as Group[]
  const rank = ({ type }: { type: Feature }) => groups.indexOf(groupOf(type))
  const [first] = [...columns].sort((a, b) => rank(a) - rank(b))
  if (!first) return ''
  const name = PLAIN.test(first.name) ? first.name : quoteName([first.name])
  const test = EXAMPLES[groupOf(first.type)]
  return test.startsWith('.') ? `${name}${test}` : `${name} ${test}`
}
