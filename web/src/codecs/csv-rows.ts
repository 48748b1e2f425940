export interface CsvRow {
  cells: string[]
  /** Of its first character, from 1. */
  line: number
}

/** Rows of the beginning of a CSV (RFC 4180, any line end). `isCut`: the last row may be half of one, and is left out. */
export function csvRows(text: string, delimiter: string, { isCut = false, most = 1000 } = {}): CsvRow[] {
  const rows: CsvRow[] = []
  let cells: string[] = []
  let cell = ''
  let isQuoted = false
  let line = 1
  let began = 1
  const endRow = () => {
    cells.push(cell)
    if (cells.length > 1 || cells[0] !== '') rows.push({ cells, line: began })
    cells = []
    cell = ''
  }
  for (let at = 0; at < text.length && rows.length < most; at++) {
    const char = text[at] as string
    if (char === '\n') line++
    if (isQuoted) {
      if (char !== '"') cell += char
      else if (text[at + 1] === '"') cell += text[++at]
      else isQuoted = false
    } else if (char === '"' && cell === '') isQuoted = true
    else if (char === delimiter) {
      cells.push(cell)
      cell = ''
    } else if (char === '\n' || (char === '\r' && text[at + 1] !== '\n')) {
      endRow()
      began = line
    } else if (char !== '\r') cell += char
  }
  if (!isCut && rows.length < most && (cell !== '' || cells.length > 0)) endRow()
  return rows
}
/** Rows of the beginning of a CSV or TSV; `isCut`: the text ends within the file, so its last row is left out. */
export function csvRows(text: string, { isCut, most }: { isCut: boolean; most: number }): string[][] {
  const separator = separatorOf(text)
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let isQuoted = false
  const endCell = () => {
    row.push(cell)
    cell = ''
  }
  const endRow = () => {
    endCell()
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  for (let i = text.charCodeAt(0) === 0xfeff ? 1 : 0; i < text.length && rows.length < most; i++) {
    const char = text[i] ?? ''
    if (isQuoted) {
      if (char !== '"') cell += char
      else if (text[i + 1] === '"') cell += text[i++]
      else isQuoted = false
    } else if (char === '"' && cell === '') isQuoted = true
    else if (char === separator) endCell()
    else if (char === '\n') endRow()
    else if (char !== '\r') cell += char
  }
  if (!isCut && rows.length < most && (cell !== '' || row.length > 0)) endRow()
  return rows
}

/** The separator that occurs most in the first line. */
function separatorOf(text: string): string {
  const line = text.slice(0, text.search(/\n|$/))
  const count = (separator: string) => line.split(separator).length
  return ['\t', ';', '|'].reduce((best, each) => (count(each) > count(best) ? each : best), ',')
}
