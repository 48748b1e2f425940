import { useState } from 'react'
import type { CsvGuess, SomeReading } from '../../codecs/csv-sniff.js'
import type { Inspection } from '../../data/upload/inspect.js'
import { useFormats, useWords } from '../../words/words.js'
import { Pick as PickField, TextField } from './fields.js'
import type { Reread } from './use-inspection.js'

const LINES_TOLD = 5

interface Props {
  tables: Inspection['tables']
  /** Not where the card is not written now. */
  reread?: Reread
}

/** How a table of text will be read: as guessed, until somebody knows better; its columns with their types, first rows, bad lines. */
export function TableGuess({ tables, reread }: Props) {
  const { words } = useWords()
  const { number } = useFormats()
  const [chosen, choose] = useState('')
  const shown = tables.find(({ path }) => path === chosen) ?? tables[0]
  if (!shown) return null
  const { guess } = shown
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
      <Reading guess={guess} change={reread && ((given) => void reread(shown.path, given))} />
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
      <p className="quiet small">{reread ? words.publish.guessed : words.publish.guessedOnly}</p>
    </section>
  )
}

interface ReadingProps {
  guess: CsvGuess
  change: ((given: SomeReading) => void) | undefined
}

function Reading({ guess, change }: ReadingProps) {
  const { words } = useWords()
  const says = words.publish
  return (
    <fieldset className="guess-facts" disabled={!change}>
      <div className="asked">
        <span>{says.encoding}</span>
        <span>{guess.encoding.toUpperCase()}</span>
      </div>
      <PickField
        label={says.delimiter}
        value={guess.delimiter}
        options={Object.entries(says.delimiters)}
        change={(delimiter) => change?.({ delimiter, skip: undefined, hasHeader: undefined })}
      />
      <TextField
        label={says.skip}
        type="number"
        value={String(guess.skip)}
        change={(text) => change?.({ skip: Math.max(0, Math.floor(Number(text))) || 0 })}
      />
      <PickField
        label={says.header}
        value={guess.hasHeader ? 'names' : 'data'}
        options={[
          ['names', says.headerYes],
          ['data', says.headerNo],
        ]}
        change={(header) => change?.({ hasHeader: header === 'names' })}
      />
      <PickField
        label={says.decimal}
        value={guess.decimal}
        options={[
          ['.', '0.5'],
          [',', '0,5'],
        ]}
        change={(decimal) => change?.({ decimal })}
      />
    </fieldset>
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
