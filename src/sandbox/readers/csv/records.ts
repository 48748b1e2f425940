/** How records and fields are told apart: bytes, or -1 for "there is none". */
export interface Dialect {
  separator: number
  quote: number
  escape: number
  comment: number
  skipBlankLines: boolean
}
/** A record in a buffer: `end` is where its line break begins, `next` where the next record does. */
export interface RecordSpan {
  end: number
  next: number
  fields: number
  /** Line breaks in it, with the one at its end. */
  lines: number
  /** It reads the same for every reader of CSV with these separators and ". */
  isPlain: boolean
  /** The file ended inside quotes. */
  isOpen: boolean
}

const LF = 10
const CR = 13
const OUR_QUOTE = 34
enum State {
  startOfField,
  inField,
  inQuotes,
  afterQuote,
}

/** Finds records as the C parser of pandas does: quotes count at the start of a field only, text after them is kept. */
export class RecordScanner {
  private readonly isSpecial = new Uint8Array(256)
  constructor(private readonly dialect: Dialect) {
    const { separator, quote, comment } = dialect
    for (const byte of [separator, quote, dialect.escape, comment, LF, CR, OUR_QUOTE])
      if (byte >= 0) this.isSpecial[byte] = 1
  }

  /** Undefined: the buffer ends before the record does, and there is more to come. */
  next(buffer: Buffer, from: number, isLast: boolean): RecordSpan | undefined {
    const { separator, quote, comment, escape: escaping } = this.dialect
    const { isSpecial } = this
    const length = buffer.length
    let state: State = State.startOfField
    let fields = 1
    let lines = 0
    let isPlain = true
    for (let i = from; i < length; i++) {
      const byte = buffer[i] as number
      if (isSpecial[byte] === 0) {
        if (state === State.afterQuote) isPlain = false
        if (state !== State.inQuotes) state = State.inField
        continue
      }
      // what follows decides, and it is not here yet
      if ((byte === CR || byte === escaping) && i + 1 === length && !isLast) return undefined
      if (byte === escaping) {
        isPlain = false
        i++
        if (state !== State.inQuotes) state = State.inField
      } else if (state === State.inQuotes) {
        if (byte === quote) state = State.afterQuote
        else if (byte === OUR_QUOTE) isPlain = false
        else if (byte === LF || (byte === CR && buffer[i + 1] !== LF)) lines++
      } else if (byte === LF || byte === CR) {
        const next = byte === CR && buffer[i + 1] === LF ? i + 2 : i + 1
        return { end: i, next, fields, lines: lines + 1, isPlain, isOpen: false }
      } else if (byte === separator) {
        fields++
        state = State.startOfField
      } else if (byte === quote && state === State.startOfField) {
        state = State.inQuotes
        if (quote !== OUR_QUOTE) isPlain = false
      } else if (byte === quote && state === State.afterQuote) state = State.inQuotes
      else if (byte === comment) return this.endAtComment(buffer, i, isLast, { fields, lines })
      else {
        isPlain = false
        state = State.inField
      }
    }
    if (!isLast || from >= length) return undefined
    return { end: length, next: length, fields, lines: lines + 1, isPlain, isOpen: state === State.inQuotes }
  }

  private endAtComment(
    buffer: Buffer,
    end: number,
    isLast: boolean,
    { fields, lines }: { fields: number; lines: number },
  ): RecordSpan | undefined {
    for (let i = end; i < buffer.length; i++) {
      const byte = buffer[i]
      if (byte === CR && i + 1 === buffer.length && !isLast) return undefined
      if (byte !== LF && byte !== CR) continue
      const next = byte === CR && buffer[i + 1] === LF ? i + 2 : i + 1
      return { end, next, fields, lines: lines + 1, isPlain: false, isOpen: false }
    }
    return isLast
      ? { end, next: buffer.length, fields, lines: lines + 1, isPlain: false, isOpen: false }
      : undefined
  }

  /** Nothing stands in it, or only blanks. */
  isBlank(buffer: Buffer, start: number, end: number): boolean {
    for (let i = start; i < end; i++) {
      const byte = buffer[i]
      if ((byte !== 32 && byte !== 9) || byte === this.dialect.separator) return false
    }
    return true
  }

  /** The fields of a record, as text of one character a byte. */
  fieldsOf(buffer: Buffer, start: number, end: number): string[] {
    const { separator, quote, escape: escaping } = this.dialect
    const fields: string[] = []
    let field = ''
    let state: State = State.startOfField
    for (let i = start; i < end; i++) {
      const byte = buffer[i] as number
      if (byte === escaping) {
        field += i + 1 < end ? String.fromCharCode(buffer[++i] as number) : ''
        if (state !== State.inQuotes) state = State.inField
      } else if (state === State.inQuotes) {
        if (byte === quote) state = State.afterQuote
        else field += String.fromCharCode(byte)
      } else if (byte === separator) {
        fields.push(field)
        field = ''
        state = State.startOfField
      } else if (byte === quote && state !== State.inField) {
        // doubled: one of them is text
        if (state === State.afterQuote) field += String.fromCharCode(byte)
        state = State.inQuotes
      } else {
        field += String.fromCharCode(byte)
        state = State.inField
      }
    }
    return [...fields, field]
  }
}
