import { short, spread } from './numbers.js'

/**
 * @typedef {object} Row One thing that was measured.
 * @property {string} what
 * @property {string} unit
 * @property {Record<string, number[]>} figures A value a round, for each side; the first side is the hub.
 * @property {{ of: string, to: string, goal?: Goal }[]} [ratios] Sides to compare, round by round.
 * @property {Goal} [goal] For the hub's own figure.
 * @property {string} [note]
 *
 * @typedef {{ least: number } | { most: number }} Goal
 */

/** @param {Row} row */
export const ratiosOf = (row) =>
  (row.ratios ?? []).map(({ of, to, goal }) => ({
    of,
    to,
    goal,
    values: row.figures[of].map((value, round) => value / row.figures[to][round]),
  }))

/** @param {number[]} values */
export function inWords(values) {
  const { min, median, max } = spread(values)
  return values.length === 1 ? short(median) : `${short(median)} (${short(min)} to ${short(max)})`
}

/** The figure, not a test: one noisy run proves nothing. @param {Goal} goal @param {number[]} values */
export function verdict(goal, values) {
  if (!goal) return ''
  const { median } = spread(values)
  const met = 'least' in goal ? median >= goal.least : median <= goal.most
  return `${'least' in goal ? `>= ${goal.least}` : `<= ${goal.most}`}: ${met ? 'met' : 'MISSED'}`
}

/** @param {Row} row */
export function printRow(row) {
  console.log(`  ${row.what}`)
  for (const [side, values] of Object.entries(row.figures)) {
    console.log(`    ${side.padEnd(34)} ${inWords(values)} ${row.unit}`)
  }
  for (const ratio of ratiosOf(row)) {
    console.log(
      `    ${`ratio ${ratio.of} : ${ratio.to}`.padEnd(34)} ${inWords(ratio.values)}  ${verdict(ratio.goal, ratio.values)}`,
    )
  }
  if (row.goal) console.log(`    ${verdict(row.goal, Object.values(row.figures)[0])}`)
  if (row.note) console.log(`    ${row.note}`)
}

/** A Markdown table: a line for each figure of the hub, one more for each side it is compared with. */
export function printTable(results) {
  const lines = [['measured', 'hub', 'beside it', 'ratio', 'goal']]
  for (const { row } of results) {
    const [[hub, own], ...others] = Object.entries(row.figures)
    const ratios = ratiosOf(row)
    const figure = `${inWords(own)} ${row.unit}`
    const name = `${row.what}${hub === 'hub' ? '' : `: ${hub}`}`
    if (others.length === 0) lines.push([name, figure, '', '', verdict(row.goal, own)])
    for (const [i, [side, values]] of others.entries()) {
      const ratio = ratios.find(({ to }) => to === side)
      lines.push([
        i === 0 ? name : '',
        i === 0 ? figure : '',
        `${side}: ${inWords(values)}`,
        ratio ? inWords(ratio.values) : '',
        ratio ? verdict(ratio.goal, ratio.values) : i === 0 ? verdict(row.goal, own) : '',
      ])
    }
  }
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)))
  lines.splice(
    1,
    0,
    widths.map((width) => '-'.repeat(width)),
  )
  for (const line of lines) console.log(`| ${line.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`)
}
