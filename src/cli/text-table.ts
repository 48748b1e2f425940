const WIDEST = 60

/** Rows of text for people, in columns. Long cells are cut, and marked. */
export function textTable(names: string[], rows: unknown[][]): string {
  const cells = [names, ...rows.map((row) => row.map(cellText))]
  const widths = names.map((_, i) => Math.max(...cells.map((row) => widthOf(row[i] ?? ''))))
  const isNumber = names.map((_, i) => rows.every((row) => typeof row[i] === 'number' || row[i] === null))
  const padded = cells.map((row) =>
    row
      .map((cell, i) => {
        const space = ' '.repeat((widths[i] ?? 0) - widthOf(cell))
        return isNumber[i] ? space + cell : cell + space
      })
      .join('  ')
      .trimEnd(),
  )
  const [head = '', ...body] = padded
  return [head, widths.map((width) => '-'.repeat(width)).join('  '), ...body].join('\n')
}

function cellText(value: unknown): string {
  const text = value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)
  const line = text.replace(/\p{Cc}/gu, ' ')
  return line.length > WIDEST ? `${line.slice(0, WIDEST - 1)}…` : line
}

/** Columns on a terminal: letters of East Asia take two. */
const widthOf = (text: string): number =>
  text.length +
  (text.match(/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/g)?.length ??
    0)
