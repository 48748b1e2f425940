import { asWritten, exactJson, jsonText, Written } from '../data/exact-json.js'

/** Rows of the beginning of a JSON Lines file, the names of the columns first. Lines that are broken are kept as text. */
export function jsonlRows(text: string, { isCut, most }: { isCut: boolean; most: number }): string[][] {
  const lines = text.split('\n')
  if (isCut) lines.pop()
  const values = lines
    .filter((line) => line.trim() !== '')
    .slice(0, most - 1)
    .map(parsed)
  const columns = [...new Set(values.flatMap((value) => Object.keys(value)))]
  return [columns, ...values.map((value) => columns.map((column) => shown(value[column])))]
}

const WHOLE = 'line'

function parsed(line: string): Record<string, unknown> {
  try {
    const value: unknown = exactJson(line, asWritten)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch {
    // it is shown as it stands
  }
  return { [WHOLE]: line.trimEnd() }
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (value instanceof Written) return value.digits
  return typeof value === 'object' ? jsonText(value) : String(value)
}
