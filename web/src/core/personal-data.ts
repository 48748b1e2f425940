export const PERSONAL_KINDS = ['residentNumber', 'card', 'passport', 'phone', 'email'] as const
export type PersonalKind = (typeof PERSONAL_KINDS)[number]
export interface PersonalPlace {
  kind: PersonalKind
  /** From 1. */
  line: number
  /** What stands there, with most of it hidden: enough to find it, not enough to use it. */
  masked: string
}

interface Pattern {
  kind: PersonalKind
  pattern: RegExp
  isReal?(found: string): boolean
}
const digits = (text: string) => text.replace(/\D/g, '')

/** The first that fits a place says what it is. */
const PATTERNS: Pattern[] = [
  { kind: 'email', pattern: /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}/g },
  { kind: 'residentNumber', pattern: /(?<!\d)\d{6}-?[1-8]\d{6}(?!\d)/g, isReal: isResidentNumber },
  { kind: 'card', pattern: /(?<![\d.])(?:\d{4}[ -]?){3}\d{4}(?![\d.])/g, isReal: isCardNumber },
  // Korea, Japan, Viet Nam, Thailand, France: mobile numbers, national and international
  { kind: 'phone', pattern: /(?<![\d.])(?:\+82[ -]?|0)1[016789][ -]?\d{3,4}[ -]?\d{4}(?![\d.])/g },
  { kind: 'phone', pattern: /(?<![\d.])(?:\+81[ -]?|0)[789]0[ -]?\d{4}[ -]?\d{4}(?![\d.])/g },
  { kind: 'phone', pattern: /(?<![\d.])(?:\+84[ -]?|0)[35789]\d{1,2}[ -]?\d{3}[ -]?\d{3,4}(?![\d.])/g },
  { kind: 'phone', pattern: /(?<![\d.])(?:\+66[ -]?|0)[689]\d[ -]?\d{3}[ -]?\d{4}(?![\d.])/g },
  { kind: 'phone', pattern: /(?<![\d.])(?:\+33[ -]?|0)[67](?:[ .-]?\d{2}){4}(?![\d.])/g },
  { kind: 'passport', pattern: /(?<![A-Za-z0-9])[MSRODG]\d{8}(?![A-Za-z0-9])/g },
  { kind: 'passport', pattern: /(?<![A-Za-z0-9])[A-Z]{2}\d{7}(?![A-Za-z0-9])/g },
]

/** A line this long is data of another kind, such as pictures in text; its beginning is looked at. */
const LONGEST_LINE = 20_000

/** Places in a text that look like personal data; at most `most`. */
export function findPersonalData(text: string, most = 100): PersonalPlace[] {
  const places: PersonalPlace[] = []
  const lines = text.split('\n')
  for (let i = 0; i < lines.length && places.length < most; i++)
    places.push(...inLine((lines[i] ?? '').slice(0, LONGEST_LINE), i + 1))
  return places.slice(0, most)
}

function inLine(text: string, line: number): PersonalPlace[] {
  const taken: [number, number][] = []
  const places: PersonalPlace[] = []
  for (const { kind, pattern, isReal } of PATTERNS) {
    for (const { 0: found, index } of text.matchAll(pattern)) {
      const end = index + found.length
      if (isReal && !isReal(found)) continue
      if (taken.some(([from, to]) => index < to && end > from)) continue
      taken.push([index, end])
      places.push({ kind, line, masked: mask(found) })
    }
  }
  return places
}

/** Two characters at each end, and the signs between. */
export const mask = (text: string): string =>
  [...text].map((char, i, all) => (i < 2 || i >= all.length - 2 || /[ @.-]/.test(char) ? char : '•')).join('')

/** A birthday, and the check digit; numbers of since October 2020 have none, so with a hyphen the birthday is enough. */
function isResidentNumber(text: string): boolean {
  const number = digits(text)
  const month = Number(number.slice(2, 4))
  const day = Number(number.slice(4, 6))
  if (month < 1 || month > 12 || day < 1 || day > 31) return false
  const isNew = text.includes('-') && /^(2[0-9]|3[0-9])/.test(number) && /[3478]/.test(number[6] ?? '')
  const weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]
  const sum = weights.reduce((total, weight, i) => total + weight * Number(number[i]), 0)
  const isForeign = /[5-8]/.test(number[6] ?? '')
  const check = (11 - (sum % 11)) % 10
  return isNew || (isForeign ? (check + 2) % 10 : check) === Number(number[12])
}

/** Luhn, and a first digit that cards have. */
function isCardNumber(text: string): boolean {
  const number = digits(text)
  if (!/^[3-6]/.test(number)) return false
  const sum = [...number].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
