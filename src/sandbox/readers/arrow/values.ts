import {
  type DataType,
  type Decimal,
  type Dictionary,
  type FixedSizeList,
  type List,
  type Struct,
  Type,
  type Vector,
} from 'apache-arrow'
import { Unreadable } from '../unreadable.js'

type Write = (given: unknown) => string

/** Writes values of a type as JSON that DuckDB reads back with that type. */
export function jsonWriterOf(type: DataType): Write {
  const write = writerOf(type)
  return (given) => (given === null || given === undefined ? 'null' : write(given))
}

function writerOf(type: DataType): Write {
  switch (type.typeId) {
    case Type.Null:
      return () => 'null'
    case Type.Int:
    case Type.Bool:
    case Type.Float:
      return String
    case Type.Utf8:
    case Type.LargeUtf8:
      return JSON.stringify
    case Type.Binary:
    case Type.LargeBinary:
    case Type.FixedSizeBinary:
      return (given) => `"${Buffer.from(given as Uint8Array).toString('base64')}"`
    case Type.Date:
      return (given) => `"${new Date(Number(given)).toISOString().slice(0, 10)}"`
    case Type.Timestamp:
      return (given) => `"${timeText(Number(given))}"`
    case Type.Decimal:
      return (given) => decimalText(given as Uint32Array, (type as Decimal).scale)
    case Type.Dictionary:
      return jsonWriterOf((type as Dictionary).dictionary)
    default:
      return nestedWriterOf(type)
  }
}

function nestedWriterOf(type: DataType): Write {
  if (type.typeId === Type.List || type.typeId === Type.FixedSizeList) {
    const write = jsonWriterOf(((type as List | FixedSizeList).children[0] as { type: DataType }).type)
    return (given) => `[${Array.from(given as Vector, write).join(',')}]`
  }
  if (type.typeId === Type.Struct) {
    const fields = (type as Struct).children.map(({ name, type: inner }) => ({
      name,
      key: JSON.stringify(name),
      write: jsonWriterOf(inner),
    }))
    return (given) =>
      `{${fields.map(({ name, key, write }) => `${key}:${write((given as Record<string, unknown>)[name])}`).join(',')}}`
  }
  throw new Unreadable(
    'UnsupportedFormat',
    `Columns of the Arrow type ${String(type)} are not read here. Publish the file as Parquet.`,
  )
}

/** From milliseconds with a fraction; microseconds are exact. */
function timeText(milliseconds: number): string {
  const microseconds = BigInt(Math.round(milliseconds * 1000))
  const whole = Number((microseconds - (((microseconds % 1000n) + 1000n) % 1000n)) / 1000n)
  const rest = ((microseconds % 1000n) + 1000n) % 1000n
  return `${new Date(whole).toISOString().slice(0, -1)}${String(rest).padStart(3, '0')}`
}

/** Four words of 32 bits, the lowest first, as one number with a sign. */
function decimalText(words: Uint32Array, scale: number): string {
  const whole = Array.from(words).reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n)
  const signed = BigInt.asIntN(words.length * 32, whole)
  const digits = String(signed < 0n ? -signed : signed).padStart(scale + 1, '0')
  const point = digits.length - scale
  return `${signed < 0n ? '-' : ''}${digits.slice(0, point)}${scale > 0 ? `.${digits.slice(point)}` : ''}`
}
