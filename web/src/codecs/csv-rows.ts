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
