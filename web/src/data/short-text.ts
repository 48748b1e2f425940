const MOST = 300
const ITEMS = 24

/** A value in one line, for a cell: lists and structs readable, long ones cut. */
export function shortText(value: unknown): string {
  if (typeof value === 'string') return cut(value.replaceAll(/\s+/g, ' '))
  return cut(inLine(value))
}
const cut = (text: string): string => (text.length > MOST ? `${text.slice(0, MOST)}…` : text)

function inLine(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  // only small ones are cut: of a large one digits before the point would go
  if (typeof value === 'number')
    return Number.isInteger(value) || Math.abs(value) >= 1e5
      ? String(value)
      : String(Number(value.toPrecision(6)))
  if (Array.isArray(value)) {
    const shown = value.slice(0, ITEMS).map(quoted)
    return `[${shown.join(', ')}${value.length > ITEMS ? ', …' : ''}]`
  }
  if (typeof value !== 'object') return String(value)
  const fields = Object.entries(value).slice(0, ITEMS)
  return `{${fields.map(([name, of]) => `${name}: ${quoted(of)}`).join(', ')}}`
}
const quoted = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value) : inLine(value))
