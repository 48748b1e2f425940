/**
 * JSON with one way to write each value: keys in order of their UTF-16 code units, no spaces, texts in NFC, whole numbers
 * below 2^53 only. What else is given is a mistake of the caller and throws.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value === 0 ? 0 : value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (isPlain(value)) return `{${members(value).join(',')}}`
  throw new TypeError(`A ${typeof value} has no canonical JSON: ${String(value).slice(0, 40)}`)
}

function members(object: Record<string, unknown>): string[] {
  const entries = Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key.normalize('NFC'), value] as const)
  const keys = new Set(entries.map(([key]) => key))
  if (keys.size < entries.length) throw new TypeError('Two keys are the same in Unicode NFC')
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.map(([key, value]) => `${quoted(key)}:${canonicalJson(value)}`)
}

function quoted(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('A text with half a character has no canonical JSON')
  return JSON.stringify(text.normalize('NFC'))
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

/** The same value with what canonical JSON does not know written as text, for values that others made. */
export function canonicalizable(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : String(value)
  if (typeof value === 'string') return value.toWellFormed()
  if (Array.isArray(value)) return value.map((each) => canonicalizable(each ?? null))
  if (typeof value === 'object' && value !== null) return Object.fromEntries(mapped(value))
  return value
}

const mapped = (value: object): Map<string, unknown> =>
  new Map(
    Object.entries(value).map(([key, each]) => [key.toWellFormed().normalize('NFC'), canonicalizable(each)]),
  )
