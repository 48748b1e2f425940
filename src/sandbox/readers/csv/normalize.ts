import { once } from 'node:events'
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { ReaderOptions } from '../../../core/layout/types.js'
import { Unreadable } from '../unreadable.js'
import { indexName, pandasNames } from './names.js'
import { type Dialect, RecordScanner, type RecordSpan } from './records.js'

/** Longest record: longer ones come from a quote that does not end. */
const MOST_RECORD_BYTES = 64 * 1024 * 1024
const CHUNK_BYTES = 1024 * 1024
const LF = Buffer.from('\n')

export interface Normalized {
  /** Names in the order of the fields. */
  names: string[]
  /** How many of them, at the front, are the index of pandas. */
  indexes: number
  rows: number
  /** Bytes of the longest row. */
  longest: number
}
type Rules = Pick<
  ReaderOptions,
  'header' | 'names' | 'skiprows' | 'nrows' | 'usecols' | 'on_bad_lines' | 'skip_blank_lines'
>

/**
 * Writes a CSV file anew so that each reader understands it alike: one separator, quotes doubled, lines that end with
 * \n, and in each row as many fields as there are columns. The rules are those of the C parser of pandas.
 */
export async function normalizeCsv(
  path: string,
  to: string,
  { name, dialect, rules }: { name: string; dialect: Dialect; rules: Rules },
): Promise<Normalized> {
  const out = createWriteStream(to, { highWaterMark: 4 * CHUNK_BYTES })
  try {
    const rewriting = new Rewriting(name, dialect, rules, out)
    await rewriting.run(path)
    out.end()
    await finished(out)
    return rewriting.result()
  } catch (error) {
    out.destroy()
    throw error
  }
}

class Rewriting {
  private readonly scanner: RecordScanner
  /** Lines of the file before this record, records that were not blank, rows that were written. */
  private lines = 0
  private records = 0
  private rows = 0
  private longest = 0
  private header: string[] | undefined
  private width = 0
  private indexes = 0
  private isDone = false
  private ready: Buffer[] = []
  private readyBytes = 0

  constructor(
    private readonly name: string,
    private readonly dialect: Dialect,
    private readonly rules: Rules,
    private readonly out: WriteStream,
  ) {
    this.scanner = new RecordScanner(dialect)
    if (rules.names) this.header = rules.names
  }

  async run(path: string): Promise<void> {
    let rest: Buffer = Buffer.alloc(0)
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
      const buffer = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer])
      rest = this.take(buffer, false)
      if (rest.length > MOST_RECORD_BYTES) throw this.tooLong()
      await this.flush()
      if (this.isDone) return
    }
    this.take(rest, true)
    await this.flush()
  }

  result(): Normalized {
    if (!this.header)
      throw new Unreadable('EmptyFile', `${this.name} has no columns: its first line must name them.`)
    const indexes = Array.from({ length: this.indexes }, (_, i) => indexName(i))
    const names = [...indexes, ...this.header]
    const missing = this.width - names.length
    const more = Array.from({ length: Math.max(0, missing) }, (_, i) => `Unnamed: ${names.length + i}`)
    return { names: [...names, ...more], indexes: this.indexes, rows: this.rows, longest: this.longest }
  }

  /** Takes the records that are whole; returns what is left. */
  private take(buffer: Buffer, isLast: boolean): Buffer {
    let from = 0
    // rows from here on are as they should be, and are copied together
    let runFrom = -1
    while (!this.isDone) {
      const span = this.scanner.next(buffer, from, isLast)
      if (!span) break
      const isRun = this.isRow(buffer, from, span) && this.isAsItShouldBe(buffer, span)
      if (isRun) {
        if (runFrom < 0) runFrom = from
        this.rows++
        this.longest = Math.max(this.longest, span.next - from)
      } else {
        if (runFrom >= 0) this.write(buffer.subarray(runFrom, from))
        runFrom = -1
        this.takeOdd(buffer, from, span)
      }
      this.lines += span.lines
      from = span.next
      if (this.rows === this.rules.nrows) this.isDone = true
    }
    if (runFrom >= 0) this.write(buffer.subarray(runFrom, from))
    // a copy: the chunk may be reused, and must not be kept alive by a few bytes
    return Buffer.from(buffer.subarray(from))
  }

  private isAsItShouldBe(buffer: Buffer, span: RecordSpan): boolean {
    const endsWithLf = span.next === span.end + 1 && buffer[span.end] === 10
    return span.isPlain && endsWithLf && span.fields === this.width && this.width > 1
  }

  /** It is past the header, and not to be left out. */
  private isRow(buffer: Buffer, start: number, span: RecordSpan): boolean {
    if (this.width === 0 || span.isOpen) return false
    return !this.isLeftOut(buffer, start, span)
  }

  private isLeftOut(buffer: Buffer, start: number, span: RecordSpan): boolean {
    const { skiprows } = this.rules
    if (typeof skiprows === 'number' ? this.lines < skiprows : skiprows?.includes(this.lines)) return true
    const isComment = this.dialect.comment >= 0 && buffer[start] === this.dialect.comment
    return isComment || (this.dialect.skipBlankLines && this.scanner.isBlank(buffer, start, span.end))
  }

  private takeOdd(buffer: Buffer, start: number, span: RecordSpan): void {
    if (this.isLeftOut(buffer, start, span)) return
    if (span.isOpen)
      throw this.wrong(
        `the quote that opens in the record at line ${this.lines + 1} never closes. Close it, or double it if it is meant as text.`,
      )
    if (this.isBeforeData()) {
      this.takeHeader(buffer, start, span)
      return
    }
    if (this.width === 0) this.settleWidth(span.fields)
    if (span.fields > this.width && !this.rules.usecols) {
      if (this.rules.on_bad_lines && this.rules.on_bad_lines !== 'error') return
      throw this.wrong(
        `line ${this.lines + 1} has ${span.fields} fields, but the lines before it have ${this.width}. Quote the fields that hold a separator, or set on_bad_lines: skip.`,
      )
    }
    this.writeOdd(buffer, start, span)
    this.rows++
  }

  private isBeforeData(): boolean {
    const { header, names } = this.rules
    const isNamed = names !== undefined && (header === undefined || header === 'infer')
    if (header === null || isNamed) return false
    const row = typeof header === 'number' ? header : 0
    return this.records <= row
  }

  private takeHeader(buffer: Buffer, start: number, span: RecordSpan): void {
    const row = typeof this.rules.header === 'number' ? this.rules.header : 0
    if (this.records++ < row || this.rules.names) return
    const fields = this.scanner.fieldsOf(buffer, start, span.end)
    this.header = pandasNames(fields.map((field) => Buffer.from(field, 'latin1').toString('utf8')))
  }

  /** By the first row. It may have more fields than there are names: then pandas takes the first for its index. */
  private settleWidth(fields: number): void {
    this.header ??= Array.from({ length: fields }, (_, i) => String(i))
    const named = this.header.length
    this.indexes = this.rules.usecols ? 0 : Math.max(0, fields - named)
    this.width = this.rules.usecols ? named : Math.max(named, fields)
  }

  private writeOdd(buffer: Buffer, start: number, span: RecordSpan): void {
    const isWhole = span.isPlain && span.fields === this.width && this.width > 1
    if (isWhole) {
      this.longest = Math.max(this.longest, span.next - start)
      this.write(buffer.subarray(start, span.end))
    } else {
      const fields = this.scanner.fieldsOf(buffer, start, span.end).slice(0, this.width)
      while (fields.length < this.width) fields.push('')
      const separator = String.fromCharCode(this.dialect.separator)
      const quoted = fields.map((field) => `"${field.replaceAll('"', '""')}"`)
      const row = Buffer.from(quoted.join(separator), 'latin1')
      this.longest = Math.max(this.longest, row.length + 1)
      this.write(row)
    }
    this.write(LF)
  }

  private write(bytes: Buffer): void {
    this.ready.push(bytes)
    this.readyBytes += bytes.length
  }

  private async flush(): Promise<void> {
    if (this.readyBytes === 0) return
    const bytes = Buffer.concat(this.ready)
    this.ready = []
    this.readyBytes = 0
    if (!this.out.write(bytes)) await once(this.out, 'drain')
  }

  private wrong = (what: string): Unreadable => new Unreadable('MalformedCsv', `${this.name}: ${what}`)
  private tooLong = (): Unreadable =>
    this.wrong(
      `the record at line ${this.lines + 1} is longer than ${MOST_RECORD_BYTES / 1024 / 1024} MiB. Perhaps a quote does not close.`,
    )
}
