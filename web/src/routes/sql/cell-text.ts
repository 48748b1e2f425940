const LONGEST = 400

/** A value of a result as a cell shows it: exact, and never longer than anybody reads. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value, plain) : String(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

const plain = (_key: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return String(value)
  return typeof value === 'string' && value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value
}
