import {
  DuckDBBlobValue,
  DuckDBDecimalValue,
  DuckDBMapValue,
  DuckDBStructValue,
  type DuckDBValue,
} from '@duckdb/node-api'
import * as arrow from 'apache-arrow'
import { jsonText, plainText } from './json-values.js'

/** Values of a column in the memory layout of Arrow. */
export function arrowData(type: arrow.DataType, values: readonly DuckDBValue[]): arrow.Data {
  const common = { length: values.length, ...validity(values) }
  if (arrow.DataType.isUtf8(type)) return bytesData(type, common, values, textBytes)
  if (arrow.DataType.isBinary(type)) return bytesData(type, common, values, blobBytes)
  if (arrow.DataType.isList(type)) return listData(type, common, values)
  if (arrow.DataType.isStruct(type)) return structData(type, common, values)
  if (arrow.DataType.isBool(type)) return arrow.makeData({ type, ...common, data: bits(values, Boolean) })
  return arrow.makeData({ type, ...common, data: fixed(type, values) } as never)
}

type Common = { length: number; nullCount: number; nullBitmap: Uint8Array }

function validity(values: readonly DuckDBValue[]): { nullCount: number; nullBitmap: Uint8Array } {
  const nullCount = values.reduce((count: number, value) => count + (isNull(value) ? 1 : 0), 0)
  return {
    nullCount,
    nullBitmap: nullCount === 0 ? new Uint8Array(0) : bits(values, (value) => !isNull(value)),
  }
}
const isNull = (value: DuckDBValue): boolean => value === null || value === undefined

function bits(values: readonly DuckDBValue[], isSet: (value: DuckDBValue) => boolean): Uint8Array {
  const bytes = new Uint8Array((values.length + 7) >> 3)
  values.forEach((value, i) => {
    if (isSet(value)) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (1 << (i & 7))
  })
  return bytes
}

function bytesData(
  type: arrow.Utf8 | arrow.Binary,
  common: Common,
  values: readonly DuckDBValue[],
  bytesOf: (value: DuckDBValue) => Buffer,
): arrow.Data {
  const pieces = values.map((value) => (isNull(value) ? Buffer.alloc(0) : bytesOf(value)))
  const valueOffsets = offsets(pieces)
  return arrow.makeData({ type, ...common, valueOffsets, data: Buffer.concat(pieces) } as never)
}

function offsets(pieces: readonly { length: number }[]): Int32Array {
  const all = new Int32Array(pieces.length + 1)
  for (const [i, { length }] of pieces.entries()) all[i + 1] = (all[i] ?? 0) + length
  return all
}

const textBytes = (value: DuckDBValue): Buffer => {
  if (typeof value === 'string') return Buffer.from(value)
  const isObject = typeof value === 'object' && value !== null
  const text = isObject && !('value' in value) ? plainText(value) : jsonText(value)
  return Buffer.from(text)
}
const blobBytes = (value: DuckDBValue): Buffer =>
  value instanceof DuckDBBlobValue ? Buffer.from(value.bytes) : Buffer.from(String(value))

function listData(type: arrow.List, common: Common, values: readonly DuckDBValue[]): arrow.Data {
  const lists = values.map(itemsOf)
  const child = arrowData(type.valueType, lists.flat())
  return arrow.makeData({ type, ...common, valueOffsets: offsets(lists), child })
}

function itemsOf(value: DuckDBValue): readonly DuckDBValue[] {
  if (isNull(value)) return []
  if (value instanceof DuckDBMapValue)
    return value.entries.map(({ key, value }) => new DuckDBStructValue({ key, value }))
  return (value as { items: readonly DuckDBValue[] }).items
}

function structData(type: arrow.Struct, common: Common, values: readonly DuckDBValue[]): arrow.Data {
  const children = type.children.map((child) =>
    arrowData(
      child.type,
      values.map((value) =>
        value instanceof DuckDBStructValue ? (value.entries[child.name] ?? null) : null,
      ),
    ),
  )
  return arrow.makeData({ type, ...common, children } as never)
}

/** Numbers, dates, times and decimals: so many bytes each. */
function fixed(type: arrow.DataType, values: readonly DuckDBValue[]): ArrayBufferView {
  if (arrow.DataType.isDecimal(type)) return decimals(values)
  const array = new (type.ArrayType as Uint8ArrayConstructor)(values.length)
  const is64 = array instanceof BigInt64Array || array instanceof BigUint64Array
  for (const [i, value] of values.entries()) {
    const count = isNull(value) ? 0 : countOf(value)
    array[i] = (is64 ? BigInt(count) : Number(count)) as number
  }
  return array
}

/** What a value counts: itself, or days, or the units of its time. */
function countOf(value: DuckDBValue): number | bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  const { days, seconds, millis, micros, nanos, milliseconds, nanoseconds } = value as unknown as Record<
    string,
    number | bigint | undefined
  >
  return days ?? seconds ?? millis ?? milliseconds ?? micros ?? nanos ?? nanoseconds ?? 0
}

/** 128 bits, the lowest first. */
function decimals(values: readonly DuckDBValue[]): Uint32Array {
  const words = new BigUint64Array(values.length * 2)
  for (const [i, value] of values.entries()) {
    const whole = value instanceof DuckDBDecimalValue ? value.value : typeof value === 'bigint' ? value : 0n
    words[2 * i] = BigInt.asUintN(64, whole)
    words[2 * i + 1] = BigInt.asUintN(64, whole >> 64n)
  }
  return new Uint32Array(words.buffer)
}
