import { type UIEvent, useState } from 'react'
import { Digits } from '../../components/digits.js'
import { useFormats, useWords } from '../../words/words.js'
import { cellText } from './cell-text.js'
import { columnKind } from './chart-choice.js'
import type { Answer } from './use-query-run.js'

/** Of each row, as the style sheet has it: where a row stands is known without drawing those before. */
const ROW_PX = 33
const MOST_PX = 520
const BEYOND = 20

/** Rows of an answer as a plain table, of which those in sight and some beyond are drawn. */
export function ResultTable({ answer: { columns, rows } }: { answer: Answer }) {
  const { words } = useWords()
  const { number } = useFormats()
  const [top, setTop] = useState(0)
  if (rows.length === 0) return <p className="sql-empty">{words.sqlConsole.noRows}</p>
  const first = Math.max(0, Math.floor(top / ROW_PX) - BEYOND)
  const last = Math.min(rows.length, Math.ceil((top + MOST_PX) / ROW_PX) + BEYOND)
  const numbers = columns.map((column) => columnKind(column) === 'number')
  const scroll = ({ currentTarget }: UIEvent) => setTop(currentTarget.scrollTop)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className="sql-rows" aria-label={words.sqlConsole.table} tabIndex={0} onScroll={scroll}>
      <table aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            <th scope="col">#</th>
            {columns.map(({ name, type }, i) => (
              <th key={name} scope="col" className={numbers[i] ? 'number' : undefined} title={type}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap rows={first} />
          {rows.slice(first, last).map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name than their place
            <tr key={first + i} aria-rowindex={first + i + 2}>
              <th scope="row">{number(first + i + 1)}</th>
              {columns.map(({ name }, column) => (
                <td key={name} className={numbers[column] ? 'number' : undefined}>
                  <Cell value={row[column]} isNumber={numbers[column] === true} />
                </td>
              ))}
            </tr>
          ))}
          <Gap rows={rows.length - last} />
        </tbody>
      </table>
    </section>
  )
}

/** Stands for rows that are not drawn. */
const Gap = ({ rows }: { rows: number }) =>
  rows > 0 ? <tr className="sql-gap" style={{ height: rows * ROW_PX }} /> : null

function Cell({ value, isNumber }: { value: unknown; isNumber: boolean }) {
  if (value === null || value === undefined) return <span className="quiet">null</span>
  const text = cellText(value)
  if (isNumber) return <Digits text={text} />
  return <span title={text.length > 40 ? text : undefined}>{text}</span>
}
