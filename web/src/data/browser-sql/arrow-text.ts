import { type Data, DataType, type TimeUnit, Vector } from 'apache-arrow'

/** A value of a result as JSON text, as the hub writes it: numbers of any length, times in ISO 8601, bytes in base64. */
export function jsonText(data: Data, i: number): string {
  if (!data.getValid(i)) return 'null'
  const { type, children } = data
  if (isList(type)) {
    const [from, to] = rangeOf(data, i)
    const [items] = children as [Data]
    return `[${Array.from({ length: to - from }, (_, at) => jsonText(items, from + at)).join(',')}]`
  }
  if (DataType.isStruct(type)) {
    const fields = type.children.map(
      ({ name }, at) => `${JSON.stringify(name)}:${jsonText(children[at] as Data, i)}`,
    )
    return `{${fields.join(',')}}`
  }
  const value = plainValue(data, i)
  if (typeof value === 'string') return DataType.isDecimal(type) ? value : JSON.stringify(value)
  if (typeof value === 'number' && !Number.isFinite(value)) return 'null'
  return Object.is(value, -0) ? '-0.0' : String(value)
}

/** A value of a result as a field of CSV (RFC 4180): null is an empty field, the empty text `""`. */
export function csvText(data: Data, i: number): string {
  if (!data.getValid(i)) return ''
  if (isNested(data.type)) return csvField(jsonText(data, i))
  const value = plainValue(data, i)
  return typeof value === 'string' ? csvField(value) : String(value)
}

export const csvField = (text: string): string =>
  text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text

const isList = (type: DataType): boolean =>
  DataType.isList(type) || DataType.isFixedSizeList(type) || DataType.isMap(type)
const isNested = (type: DataType): boolean => isList(type) || DataType.isStruct(type)

function rangeOf({ type, valueOffsets }: Data, i: number): [number, number] {
  if (DataType.isFixedSizeList(type)) return [i * type.listSize, (i + 1) * type.listSize]
  return [Number(valueOffsets[i]), Number(valueOffsets[i + 1])]
}

type Plain = string | number | bigint | boolean
function plainValue(data: Data, i: number): Plain {
  const { type, values } = data
  if (DataType.isDate(type)) return isoDate(Number(values[i]))
  if (DataType.isTimestamp(type)) return isoTime(values[i], type.unit) + (type.timezone ? 'Z' : '')
  if (DataType.isTime(type)) return clock(BigInt(values[i]), type.unit)
  if (DataType.isDecimal(type)) return decimalText(values.subarray(4 * i, 4 * i + 4), type.scale)
  if (DataType.isInterval(type)) return intervalText(values, i)
  return otherValue(new Vector([data]).get(i))
}

function otherValue(value: unknown): Plain {
  if (value instanceof Uint8Array) return base64(value)
  if (['number', 'bigint', 'boolean'].includes(typeof value)) return value as Plain
  return String(value)
}

const DAY_MS = 86_400_000
/** Digits after the second, of each unit of Arrow. */
const DIGITS: Record<TimeUnit, number> = { 0: 0, 1: 3, 2: 6, 3: 9 }

// of years above 9999 DuckDB writes the digits alone
const isoDate = (days: number): string =>
  new Date(days * DAY_MS).toISOString().replace(/T.*/, '').replace(/^\+0*/, '')

function isoTime(value: bigint, unit: TimeUnit): string {
  const day = 86_400n * 10n ** BigInt(DIGITS[unit])
  const inDay = ((value % day) + day) % day
  return `${isoDate(Number((value - inDay) / day))}T${clock(inDay, unit)}`
}

/** A time of day, or a longer one, without the noughts at its end. */
function clock(value: bigint, unit: TimeUnit): string {
  const digits = DIGITS[unit]
  const second = 10n ** BigInt(digits)
  const seconds = value / second
  const parts = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n]
  const rest =
    digits === 0
      ? ''
      : String(value % second)
          .padStart(digits, '0')
          .replace(/0+$/, '')
  return parts.map((part) => String(part).padStart(2, '0')).join(':') + (rest === '' ? '' : `.${rest}`)
}

/** 128 bits, the low words first, as the digits of a number. */
function decimalText(words: Uint32Array, scale: number): string {
  const bits = [...words].reduceRight((all, word) => (all << 32n) | BigInt(word), 0n)
  const value = BigInt.asIntN(128, bits)
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0')
  const point = digits.length - scale
  return `${value < 0n ? '-' : ''}${digits.slice(0, point)}${scale > 0 ? `.${digits.slice(point)}` : ''}`
}

/** As DuckDB writes it: `1 year 2 months 3 days 04:05:06`. */
function intervalText(values: Int32Array, i: number): string {
  // months, days and nanoseconds, in 16 bytes
  const view = new DataView(values.buffer, values.byteOffset + 16 * i, 16)
  const [months, days, nanos] = [view.getInt32(0, true), view.getInt32(4, true), view.getBigInt64(8, true)]
  const some = (count: number, name: string) =>
    count === 0 ? [] : [`${count} ${name}${Math.abs(count) === 1 ? '' : 's'}`]
  const time = clock((nanos < 0n ? -nanos : nanos) / 1000n, 2)
  const parts = [
    ...some(Math.trunc(months / 12), 'year'),
    ...some(months % 12, 'month'),
    ...some(days, 'day'),
    ...(nanos === 0n ? [] : [`${nanos < 0n ? '-' : ''}${time}`]),
  ]
  return parts.join(' ') || '00:00:00'
}

function base64(bytes: Uint8Array): string {
  let text = ''
  // a function takes only so many arguments
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(text)
}
