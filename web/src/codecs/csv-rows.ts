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
