import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api'
import { type Feature, kindOf, type StructFeature } from '../core/features.js'

/**
 * A cell as JSON, as the dataset viewer shows it: times in ISO 8601, bytes in base64, whole numbers exact whatever their
 * size, NaN and infinity null. Media cells hold what is known of the picture or sound; the hub adds the address.
 */
export function cellText(value: DuckDBValue, feature: Feature | undefined): string {
  if (value === null || value === undefined) return 'null'
  const kind = feature && kindOf(feature)
  if (kind === 'Image' || kind === 'Audio' || kind === 'Video' || kind === 'Pdf') return '{}'
  if (typeof value === 'string' && kind === 'Json') return jsonText(value)
  if (typeof value === 'string') return JSON.stringify(value.toWellFormed())
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? numberText(value) : 'null'
  return nestedText(value, feature) ?? JSON.stringify(timeText(value) ?? plainText(value))
}

/** A value that is kept as text, as the library shows it: what was written, with every digit, on one line. */
function jsonText(text: string): string {
  try {
    JSON.parse(text)
    return text.replaceAll(/[\r\n]/g, ' ')
  } catch {
    return JSON.stringify(text.toWellFormed())
  }
}

const numberText = (value: number): string => JSON.stringify(Object.is(value, -0) ? 0 : value)

function nestedText(value: DuckDBValue, feature: Feature | undefined): string | undefined {
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) {
    const inner = (feature as { feature?: Feature } | undefined)?.feature
    return `[${value.items.map((item) => cellText(item, inner)).join(',')}]`
  }
  if (value instanceof DuckDBStructValue) {
    const types = feature && kindOf(feature) === undefined ? (feature as StructFeature) : {}
    const fields = Object.entries(value.entries)
    return `{${fields.map(([name, item]) => `${JSON.stringify(name)}:${cellText(item, types[name])}`).join(',')}}`
  }
  if (value instanceof DuckDBMapValue) {
    const pairs = value.entries.map(
      ({ key, value: item }) => `{"key":${cellText(key, undefined)},"value":${cellText(item, undefined)}}`,
    )
    return `[${pairs.join(',')}]`
  }
  if (value instanceof DuckDBDecimalValue) return JSON.stringify(value.toString())
  return undefined
}

/** `2026-11-22T07:00:00`, with the offset for times that have one. */
function timeText(value: DuckDBValue): string | undefined {
  if (value instanceof DuckDBDateValue) return `${value}T00:00:00`
  if (
    value instanceof DuckDBTimestampValue ||
    value instanceof DuckDBTimestampSecondsValue ||
    value instanceof DuckDBTimestampMillisecondsValue ||
    value instanceof DuckDBTimestampNanosecondsValue
  )
    return String(value).replace(' ', 'T')
  if (value instanceof DuckDBTimestampTZValue)
    return String(value).replace(' ', 'T').replace(/\+00$/, '+00:00')
  return undefined
}

const plainText = (value: DuckDBValue): string =>
  value instanceof DuckDBBlobValue ? Buffer.from(value.bytes).toString('base64') : String(value)
