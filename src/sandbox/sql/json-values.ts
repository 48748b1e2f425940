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
  DuckDBUnionValue,
  type DuckDBValue,
} from '@duckdb/node-api'

/**
 * A value as JSON text. Whole numbers and decimals are exact numbers of any length; what is no number of JSON (NaN,
 * infinities) is null; times are ISO 8601; bytes are base64; a map is a list of its pairs.
 */
export function jsonText(value: DuckDBValue): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
      return Number.isFinite(value) ? floatText(value) : 'null'
    case 'bigint':
    case 'boolean':
      return String(value)
    default:
      return value === null || value === undefined ? 'null' : objectText(value as object)
  }
}

/** -0 is a number of JSON too. */
const floatText = (value: number): string => (Object.is(value, -0) ? '-0.0' : String(value))

function objectText(value: object): string {
  if (value instanceof DuckDBDecimalValue) return value.toString()
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue)
    return `[${value.items.map(jsonText).join(',')}]`
  if (value instanceof DuckDBStructValue) return recordText(value.entries)
  if (value instanceof DuckDBMapValue)
    return `[${value.entries.map(({ key, value }) => recordText({ key, value })).join(',')}]`
  if (value instanceof DuckDBUnionValue) return jsonText(value.value)
  return JSON.stringify(plainText(value))
}

const recordText = (record: Readonly<Record<string, DuckDBValue>>): string =>
  `{${Object.entries(record)
    .map(([name, value]) => `${JSON.stringify(name)}:${jsonText(value)}`)
    .join(',')}}`

const TIMESTAMPS = [
  DuckDBTimestampValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
]

/** What has no form of its own in JSON and CSV. */
export function plainText(value: object): string {
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('base64')
  if (value instanceof DuckDBTimestampTZValue) return `${isoText(new DuckDBTimestampValue(value.micros))}Z`
  if (TIMESTAMPS.some((kind) => value instanceof kind) || value instanceof DuckDBDateValue)
    return isoText(value)
  return String(value)
}

const isoText = (value: object): string => String(value).replace(' ', 'T')
