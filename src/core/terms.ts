import { isCountry } from './countries.js'

/** What people may want data for. */
export const PURPOSES = [
  'research',
  'education',
  'evaluation',
  'public-service',
  'medical-research',
  'non-commercial-training',
  'commercial-training',
] as const
export type Purpose = (typeof PURPOSES)[number]

/** The terms of use of a repo, as a machine reads them; see docs/terms.md. null: no such condition. */
export interface Terms {
  /** hidden: who has no part in it gets the answer of a repo that does not exist. */
  metadata: 'visible' | 'hidden'
  /** public: the first rows are for all who see the page. */
  sample: 'public' | 'none'
  who: 'everyone' | 'members' | 'approved'
  /** Countries of the person. */
  residents: string[] | null
  purposes: Purpose[] | null
  /** Countries where bytes may be kept. */
  storage: string[] | null
  /** With the placeholders of ATTRIBUTION_VALUES. */
  attribution: string | null
  /** Whether who has it may pass it on. */
  onward: boolean
  /** Days after the approval by which a report of use is due. */
  report: number | null
  /** A date, or days after the approval, when access ends. */
  deleteBy: string | number | null
}
/** null: there are none. Terms that cannot be read deny. */
export type TermsInForce = Terms | 'unreadable' | null

/** The version of the form of a document. */
export const TERMS_VERSION = 1
export const ATTRIBUTION_VALUES = ['title', 'version', 'url', 'date'] as const
const LONGEST_ATTRIBUTION = 500
const MOST_DAYS = 36_500

/** What each key may be; a value that may not be is not taken for another. */
const FIELDS: Record<keyof Terms, { is(value: unknown): boolean; must: string; fallback?: unknown }> = {
  metadata: { ...oneOf('visible', 'hidden'), fallback: 'visible' },
  sample: { ...oneOf('public', 'none'), fallback: 'none' },
  who: oneOf('everyone', 'members', 'approved'),
  residents: {
    is: listOf(isCountry),
    must: 'a list of countries by their two letters, such as ["KR"], or null',
    fallback: null,
  },
  purposes: { is: listOf(isPurpose), must: `a list of ${PURPOSES.join(', ')}, or null`, fallback: null },
  storage: {
    is: listOf(isCountry),
    must: 'a list of countries by their two letters, such as ["KR"], or null',
    fallback: null,
  },
  attribution: {
    is: (value) => value === null || isTemplate(value),
    must: `a line of at most ${LONGEST_ATTRIBUTION} characters, with ${ATTRIBUTION_VALUES.map((name) => `{${name}}`).join(', ')} or none of them, or null`,
    fallback: null,
  },
  onward: { is: (value) => typeof value === 'boolean', must: 'true or false', fallback: false },
  report: {
    is: (value) => value === null || isDays(value),
    must: `days, 1 to ${MOST_DAYS}, or null`,
    fallback: null,
  },
  deleteBy: {
    is: (value) => value === null || isDays(value) || isDate(value),
    must: `a date such as "2027-03-31", or days, 1 to ${MOST_DAYS}, or null`,
    fallback: null,
  },
}
const KEYS = Object.keys(FIELDS) as (keyof Terms)[]

/** What is wrong with a document. */
export interface TermsProblem {
  key: string
  why: string
}

/** Reads a document strictly: whatever is unknown in it makes all of it unreadable. */
export function parseTerms(document: unknown): { terms: Terms } | { problem: TermsProblem } {
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    return problem('version', 'terms are an object')
  const values = new Map(Object.entries(document))
  if (values.get('version') !== TERMS_VERSION) return problem('version', `it must be ${TERMS_VERSION}`)
  for (const key of values.keys())
    if (key !== 'version' && !KEYS.includes(key as keyof Terms))
      return problem(key.slice(0, 60), `it is unknown; known are version, ${KEYS.join(', ')}`)
  for (const key of KEYS) {
    const { is, must, fallback } = FIELDS[key]
    if (!values.has(key) && fallback !== undefined) values.set(key, fallback)
    if (!is(values.get(key))) return problem(key, `it must be ${must}`)
  }
  values.delete('version')
  const terms = Object.fromEntries(values) as unknown as Terms
  const odd = contradiction(terms)
  return odd ? { problem: odd } : { terms }
}

/** undefined: it cannot be read, which denies. */
export function readTerms(document: unknown): Terms | undefined {
  const read = parseTerms(document)
  return 'terms' in read ? read.terms : undefined
}

/** Conditions that hang on an approval need one, and what is open to everyone is no secret. */
function contradiction({ who, metadata, purposes, report, deleteBy }: Terms): TermsProblem | undefined {
  const needs = 'it needs who: "approved"'
  if (metadata === 'hidden' && who === 'everyone')
    return {
      key: 'metadata',
      why: 'what is for everyone cannot be hidden; who must be "members" or "approved"',
    }
  if (who === 'approved') return undefined
  if (purposes !== null) return { key: 'purposes', why: needs }
  if (report !== null) return { key: 'report', why: needs }
  return typeof deleteBy === 'number'
    ? { key: 'deleteBy', why: `days count from an approval: ${needs}` }
    : undefined
}

/** Whether bytes may be kept in a country; null: a place that nobody named. */
export const mayStoreIn = (terms: TermsInForce, country: string | null): boolean => {
  if (terms === null) return true
  if (terms === 'unreadable') return false
  return terms.storage === null || (country !== null && terms.storage.includes(country))
}

const problem = (key: string, why: string) => ({ problem: { key, why } })

function oneOf(...values: string[]) {
  return { is: (value: unknown) => values.includes(value as string), must: `one of ${values.join(', ')}` }
}
function listOf(isMember: (value: unknown) => boolean) {
  return (value: unknown): boolean =>
    value === null ||
    (Array.isArray(value) &&
      value.length > 0 &&
      new Set(value).size === value.length &&
      value.every(isMember))
}
function isPurpose(value: unknown): boolean {
  return PURPOSES.includes(value as Purpose)
}
const isDays = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_DAYS

function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const date = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value)
}

function isTemplate(value: unknown): boolean {
  if (typeof value !== 'string' || value.trim() === '' || value.length > LONGEST_ATTRIBUTION) return false
  const names = [...value.matchAll(/\{([^}]*)\}?/g)].map(([, name]) => name)
  return !/\p{Cc}/u.test(value) && names.every((name) => ATTRIBUTION_VALUES.includes(name as 'title'))
}
