import { useState } from 'react'
import type { CsvGuess } from '../../codecs/csv-sniff.js'
import type { Inspection } from '../../data/upload/inspect.js'
import { useFormats, useWords } from '../../words/words.js'
import { Pick as PickField } from './fields.js'

const LINES_TOLD = 5

/** How a table of text will be read: encoding, delimiter, columns with their types, first rows, bad lines. */
export function TableGuess({ tables }: { tables: Inspection['tables'] }) {
  const { words } = useWords()
  const { number } = useFormats()
  const [chosen, choose] = useState('')
  const shown = tables.find(({ path }) => path === chosen) ?? tables[0]
  if (!shown) return null
  const { guess } = shown
  const facts: [string, string][] = [
    [words.publish.encoding, guess.encoding.toUpperCase()],
    [words.publish.delimiter, words.publish.delimiters[guess.delimiter] ?? guess.delimiter],
    [words.publish.header, guess.hasHeader ? words.publish.headerYes : words.publish.headerNo],
  ]
  return (
    <section className="panel">
      <h2>{words.publish.table}</h2>
      {tables.length > 1 && (
        <PickField
          label={words.publish.tableOf}
          value={shown.path}
          options={tables.map(({ path }) => [path, path])}
          change={choose}
        />
      )}
      <dl className="guess-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {guess.badLines.length > 0 && (
        <p className="notice">
          {words.publish.badLines(
            number(guess.badLines.length),
            guess.badLines
              .slice(0, LINES_TOLD)
              .map(({ line }) => number(line))
              .join(', ') + (guess.badLines.length > LINES_TOLD ? ' …' : ''),
          )}
        </p>
      )}
      <Rows columns={guess.columns} rows={guess.rows} label={shown.path} />
      <p className="quiet small">{words.publish.guessed}</p>
    </section>
  )
}

function Rows({ columns, rows, label }: Pick<CsvGuess, 'columns' | 'rows'> & { label: string }) {
  const { words } = useWords()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard
    <section className="scroll" tabIndex={0} aria-label={label}>
      <table className="listing preview-table">
        <thead>
          <tr>
            {columns.map(({ name, type }) => (
              <th key={name} scope="col">
                {name}
                <span className="type">{words.publish.types[type]}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other name than their place
            <tr key={i}>
              {columns.map(({ name }, column) => (
                <td key={name}>{cells[column]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
