/**
 * What kinds of values stand where in many JSON values. Only the types are kept, so that memory does not grow with the
 * data, and numbers keep what `JSON.parse` loses: 1.0 is a fraction, and 2^63 does not fit.
 */
export interface Shape {
  kinds: number
  /** Of texts: all of them are points in time as Arrow takes them. */
  isTime: boolean
  /** Of objects, in the order of first appearance. */
  fields: Map<string, Shape>
  objects: number
  /** Objects here do not all have the same fields. */
  isUneven: boolean
  /** Of lists. */
  items: Shape | undefined
}
export const Kind = { bool: 1, whole: 2, fraction: 4, text: 8, object: 16, list: 32 } as const

export const newShape = (): Shape => ({
  kinds: 0,
  isTime: true,
  fields: new Map(),
  objects: 0,
  isUneven: false,
  items: undefined,
})

/** The value goes on after the end of the buffer. */
export class Incomplete extends Error {}
export class JsonError extends Error {
  override name = 'JsonError'
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message)
  }
}

const DEEPEST = 200
const MOST_FIELDS = 100_000
const MOST_KEY_BYTES = 64 * 1024
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const incomplete = new Incomplete()

/** Reads values from a buffer and notes their shapes. */
export class ShapeScanner {
  buffer: Buffer = Buffer.alloc(0)
  at = 0
  /** The buffer is the end of the text: a number may end with it. */
  isLast = false
  /** Fields that are missing or new make objects uneven; later ones are only added. */
  isStrict = true
  private fieldCount = 0

  skipBlanks(): void {
    while (isBlank(this.buffer[this.at])) this.at++
  }

  /** The byte that comes next, which is no blank; undefined at the end. */
  peek(): number | undefined {
    this.skipBlanks()
    return this.buffer[this.at]
  }

  expect(byte: number): void {
    const found = this.peek()
    if (found === undefined) throw incomplete
    if (found !== byte) throw this.wrong(`${String.fromCharCode(byte)} is missing`)
    this.at++
  }

  value(shape: Shape, depth = 0): void {
    const byte = this.peek()
    if (byte === undefined) throw incomplete
    if (byte === QUOTE) this.text(shape)
    else if (byte === 0x7b) this.object(shape, depth)
    else if (byte === 0x5b) this.list(shape, depth)
    else if (byte === 0x74) this.word('true', shape, Kind.bool)
    else if (byte === 0x66) this.word('false', shape, Kind.bool)
    else if (byte === 0x6e) this.word('null', shape, 0)
    else if (byte === 0x4e) this.word('NaN', shape, Kind.fraction)
    else if (byte === 0x49) this.word('Infinity', shape, Kind.fraction)
    else this.number(shape)
  }

  /** A name of a field, decoded. */
  key(): string {
    if (this.peek() === undefined) throw incomplete
    if (this.buffer[this.at] !== QUOTE) throw this.wrong('a name in quotes is missing')
    const start = this.at
    const end = this.endOfText()
    if (end - start > MOST_KEY_BYTES) throw this.wrong('a name of a field is too long')
    this.at = end
    const raw = this.buffer.toString('utf8', start + 1, end - 1)
    return raw.includes('\\') ? this.decoded(start, end) : raw
  }

  private decoded(start: number, end: number): string {
    try {
      return JSON.parse(this.buffer.toString('utf8', start, end))
    } catch {
      throw this.wrong('a text is not written as JSON has it')
    }
  }

  private object(shape: Shape, depth: number): void {
    if (depth >= DEEPEST) throw this.wrong(`it is nested deeper than ${DEEPEST} levels`)
    this.at++
    shape.kinds |= Kind.object
    const known = shape.fields.size
    let count = 0
    if (this.peek() === 0x7d) this.at++
    else
      for (let isMore = true; isMore; count++) {
        const key = this.key()
        this.expect(COLON)
        this.value(this.fieldOf(shape, key), depth + 1)
        isMore = this.endsWith(0x7d)
      }
    // the same fields: as many as before, and none that was new
    if (this.isStrict && shape.objects > 0 && (count !== known || shape.fields.size !== known))
      shape.isUneven = true
    if (!this.isStrict && shape.objects > 0 && shape.fields.size !== known) shape.isUneven = true
    shape.objects++
  }

  private fieldOf(shape: Shape, key: string): Shape {
    const known = shape.fields.get(key)
    if (known) return known
    if (++this.fieldCount > MOST_FIELDS) throw this.wrong(`it has more than ${MOST_FIELDS} different fields`)
    const made = newShape()
    shape.fields.set(key, made)
    return made
  }

  private list(shape: Shape, depth: number): void {
    if (depth >= DEEPEST) throw this.wrong(`it is nested deeper than ${DEEPEST} levels`)
    this.at++
    shape.kinds |= Kind.list
    shape.items ??= newShape()
    if (this.peek() === 0x5d) {
      this.at++
      return
    }
    do this.value(shape.items, depth + 1)
    while (this.endsWith(0x5d) === true)
  }

  /** After a comma true, after the closing bracket false. */
  private endsWith(closing: number): boolean {
    const byte = this.peek()
    if (byte === undefined) throw incomplete
    this.at++
    if (byte === COMMA) return true
    if (byte === closing) return false
    throw this.wrong('a comma or a closing bracket is missing')
  }

  private text(shape: Shape): void {
    const start = this.at + 1
    this.at = this.endOfText()
    shape.kinds |= Kind.text
    if (shape.isTime) shape.isTime = isTime(this.buffer, start, this.at - 1)
  }

  /** After the closing quote. */
  private endOfText(): number {
    const { buffer } = this
    let from = this.at + 1
    for (;;) {
      const end = buffer.indexOf(QUOTE, from)
      if (end < 0) throw incomplete
      let backslashes = 0
      while (buffer[end - 1 - backslashes] === BACKSLASH) backslashes++
      if (backslashes % 2 === 0 || end - backslashes <= this.at) return end + 1
      from = end + 1
    }
  }

  private word(word: string, shape: Shape, kind: number): void {
    const end = this.at + word.length
    if (end > this.buffer.length && !this.isLast) throw incomplete
    if (this.buffer.toString('latin1', this.at, end) !== word) throw this.wrong('this is no value of JSON')
    shape.kinds |= kind
    this.at = end
  }

  private number(shape: Shape): void {
    let end = this.at
    while (isOfNumber(this.buffer[end])) end++
    if (end === this.buffer.length && !this.isLast) throw incomplete
    const text = this.buffer.toString('latin1', this.at, end)
    if (text === '-' && this.buffer[end] === 0x49) {
      this.at = end
      this.word('Infinity', shape, Kind.fraction)
      return
    }
    if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) throw this.wrong('this is no value of JSON')
    shape.kinds |= fitsInt64(text) ? Kind.whole : Kind.fraction
    this.at = end
  }

  private wrong = (message: string): JsonError => new JsonError(message, this.at)
}

const isBlank = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
const isOfNumber = (byte: number | undefined): boolean =>
  byte !== undefined &&
  ((byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2b || byte === 0x2e || (byte | 32) === 0x65)

function fitsInt64(text: string): boolean {
  if (/[.eE]/.test(text)) return false
  if (text.length < 19) return true
  return text.length <= 20 && BigInt.asIntN(64, BigInt(text)) === BigInt(text)
}

/** Arrow takes these for a time: a date, and perhaps hours, minutes, seconds and a zone. */
const TIME = /^(\d{4})-(\d\d)-(\d\d)([ T](\d\d)(:(\d\d)(:(\d\d))?)?(Z|[+-]\d\d(:?\d\d)?)?)?$/
const LONGEST_TIME = 25
const SHORTEST_TIME = 10

function isTime(buffer: Buffer, start: number, end: number): boolean {
  const length = end - start
  if (length < SHORTEST_TIME || length > LONGEST_TIME || buffer[start + 4] !== 0x2d) return false
  const match = TIME.exec(buffer.toString('latin1', start, end))
  if (!match) return false
  const [, year, month, day, , hour = 0, , minute = 0, , second = 0] = match.map(Number)
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  const isDay = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day)
  const inDay = (value: number, most: number) => Number.isNaN(value) || value <= most
  return isDay && inDay(hour, 23) && inDay(minute, 59) && inDay(second, 59)
}
