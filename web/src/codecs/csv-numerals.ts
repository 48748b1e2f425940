/** How the numbers of a table are written. */
export interface Numerals {
  decimal: '.' | ','
  /** What stands between groups of three digits, if anything does. */
  thousands: '' | ',' | '.'
}

interface Known {
  delimiter: string
  decimal: '.' | ',' | undefined
}

/** Tells it from the cells of each column. A comma before the fraction is looked for only where commas do not cut cells. */
export function numeralsOf(columns: string[][], { delimiter, decimal }: Known): Numerals {
  const filled = columns
    .map((cells) => cells.map((cell) => cell.trim()).filter((cell) => cell !== ''))
    .filter((cells) => cells.length > 0)
  const known =
    decimal ?? (delimiter !== ',' && hasFractions(filled, ',') && !hasFractions(filled, '.') ? ',' : '.')
  const mark = known === ',' ? '.' : ','
  return { decimal: known, thousands: hasGroups(filled, { decimal: known, thousands: mark }) ? mark : '' }
}

/** Whether a column has numbers with a fraction, one of them with another length than a group of digits has. */
const hasFractions = (columns: string[][], decimal: '.' | ','): boolean => {
  const pattern = numberPattern({ decimal, thousands: decimal === ',' ? '.' : ',' })
  const fraction = decimal === ',' ? /,(\d{1,2}|\d{4,})$/ : /\.(\d{1,2}|\d{4,})$/
  return columns.some(
    (cells) => cells.every((cell) => pattern.test(cell)) && cells.some((cell) => fraction.test(cell)),
  )
}

/** Not where another column has digits and marks in another order: it is a list, and would become one number. */
function hasGroups(columns: string[][], numerals: Numerals): boolean {
  const { thousands } = numerals
  const pattern = numberPattern(numerals)
  const marked = columns.filter(
    (cells) =>
      cells.every((cell) => /^[\d.,+-]+$/.test(cell)) && cells.some((cell) => cell.includes(thousands)),
  )
  return marked.length > 0 && marked.every((cells) => cells.every((cell) => pattern.test(cell)))
}

/** Digits, in groups of three where the mark between them is known. */
const digits = ({ thousands }: Numerals) =>
  thousands === '' ? '\\d+' : `(\\d+|\\d{1,3}(\\${thousands}\\d{3})+)`

export const wholePattern = (numerals: Numerals): RegExp => new RegExp(`^[+-]?${digits(numerals)}$`)

export const numberPattern = (numerals: Numerals): RegExp => {
  const { decimal } = numerals
  return new RegExp(`^(?=.*\\d)[+-]?(${digits(numerals)})?(\\${decimal}\\d*)?([eE][+-]?\\d{1,3})?$`)
}
