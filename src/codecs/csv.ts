/**
 * A line of CSV (RFC 4180). Other separators are quoted, too: some spreadsheets cut at them. A text that a spreadsheet would take for a formula gets an apostrophe before it, for cells
 * hold what strangers wrote: https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvLine(cells: string[]): string {
  return `${cells.map((cell) => quoted(/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)).join(',')}\r\n`
}

const quoted = (text: string): string => (/[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
