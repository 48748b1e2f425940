import { createReadStream } from 'node:fs'
import { Incomplete, JsonError, type Shape, ShapeScanner } from '../../../codecs/json/shape.js'
import { Unreadable } from '../unreadable.js'

export interface JsonFile {
  /** `lines`: a value on each line; `values`: one after the other; `array`: one array of them. */
  format: 'lines' | 'values' | 'array'
  values: number
  /** Bytes of the longest value. */
  longest: number
}

const CHUNK_BYTES = 4 * 1024 * 1024
const MOST_VALUE_BYTES = 256 * 1024 * 1024
/** The library looks so far for objects with different fields. */
const STRICT_BYTES = 10 << 20
const LF = 0x0a
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const COMMA = 0x2c

/** Reads a file once, in pieces, and notes in `shape` what stands in it. */
export async function scanJson(
  path: string,
  { name, shape, isFirst }: { name: string; shape: Shape; isFirst: boolean },
): Promise<JsonFile> {
  const scan = new Scan(name, shape, isFirst)
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) scan.take(chunk as Buffer)
  return scan.end()
}

class Scan {
  private readonly scanner = new ShapeScanner()
  private format: JsonFile['format'] | undefined
  private values = 0
  private longest = 0
  /** Of the file: bytes before the buffer, and lines before it. */
  private before = 0
  private lines = 1
  private areLinesPlain = true
  private waiting: Buffer[] = []
  private waitingBytes = 0
  /** So much must be there before it is worth while to look again. */
  private needed = 0
  private isClosed = false

  constructor(
    private readonly name: string,
    private readonly shape: Shape,
    private readonly isFirst: boolean,
  ) {}

  take(chunk: Buffer): void {
    this.waiting.push(chunk)
    this.waitingBytes += chunk.length
    if (this.waitingBytes < this.needed) return
    if (this.waitingBytes > MOST_VALUE_BYTES)
      throw new Unreadable(
        'TooLarge',
        `${this.name} holds a value of more than ${MOST_VALUE_BYTES / 1024 ** 2} MiB. Write it as JSON Lines: one object on each line.`,
      )
    this.scanAll(false)
  }

  end(): JsonFile {
    this.scanAll(true)
    if (this.values === 0 && this.format !== 'array')
      throw new Unreadable('EmptyFile', `${this.name} holds no values.`)
    if (this.format === 'array' && !this.isClosed) throw this.cutOff()
    const format =
      this.format === 'lines' && !this.areLinesPlain ? 'values' : (this.format as JsonFile['format'])
    return { format, values: this.values, longest: this.longest }
  }

  private scanAll(isLast: boolean): void {
    const { scanner } = this
    scanner.buffer = this.waiting.length === 1 ? (this.waiting[0] as Buffer) : Buffer.concat(this.waiting)
    scanner.at = 0
    scanner.isLast = isLast
    let done = 0
    try {
      while (this.scanOne()) done = scanner.at
      done = scanner.at
    } catch (error) {
      if (error instanceof JsonError) throw this.wrong(error)
      if (!(error instanceof Incomplete)) throw error
      if (isLast) throw this.cutOff()
    }
    this.keep(done)
  }

  private keep(done: number): void {
    const { buffer } = this.scanner
    this.lines += countLines(buffer, 0, done)
    this.before += done
    const rest = Buffer.from(buffer.subarray(done))
    this.waiting = rest.length === 0 ? [] : [rest]
    this.waitingBytes = rest.length
    this.needed = rest.length * 2
  }

  /** False when nothing more is in the buffer. */
  private scanOne(): boolean {
    const { scanner } = this
    const from = scanner.at
    const first = scanner.peek()
    if (first === undefined) return false
    if (this.format === undefined) {
      this.format = first === OPEN_ARRAY ? 'array' : 'lines'
      if (this.format === 'array') {
        scanner.at++
        return true
      }
    }
    return this.format === 'array' ? this.scanItem(first) : this.scanValue(from)
  }

  private scanItem(first: number): boolean {
    const { scanner } = this
    if (this.isClosed) throw new JsonError('something follows the array', scanner.at)
    const start = scanner.at
    if (first === CLOSE_ARRAY) {
      scanner.at++
      this.isClosed = true
      return true
    }
    if (this.values > 0) scanner.expect(COMMA)
    this.scanInto(scanner, start)
    return true
  }

  private scanValue(from: number): boolean {
    const { scanner } = this
    const start = scanner.at
    // blank lines, several on a line, several lines: then the library does not look for different fields
    const isOnNewLine = this.values === 0 ? start === from : countLines(scanner.buffer, from, start) === 1
    scanner.isStrict = this.isFirst && this.before + start < STRICT_BYTES
    this.scanInto(scanner, start)
    if (!isOnNewLine || scanner.buffer.subarray(start, scanner.at).includes(LF)) this.areLinesPlain = false
    return true
  }

  private scanInto(scanner: ShapeScanner, start: number): void {
    scanner.value(this.shape)
    this.values++
    this.longest = Math.max(this.longest, scanner.at - start)
  }

  private wrong({ message, at }: JsonError): Unreadable {
    const line = this.lines + countLines(this.scanner.buffer, 0, at)
    return new Unreadable('MalformedJson', `${this.name} is not JSON: at line ${line}, ${message}.`)
  }
  private cutOff = (): Unreadable =>
    new Unreadable('MalformedJson', `${this.name} is not JSON: it ends within a value. Is it cut off?`)
}

function countLines(buffer: Buffer, from: number, to: number): number {
  let lines = 0
  for (let at = buffer.indexOf(LF, from); at >= 0 && at < to; at = buffer.indexOf(LF, at + 1)) lines++
  return lines
}
