import { useState } from 'react'
import { Attribution } from '../../../components/attribution.js'
import { kindOf } from '../../../data/features.js'
import { type RowsPage, subsetPath, type Wanted } from '../../../data/tables.js'
import { useWords } from '../../../words/words.js'

const FORMATS = { parquet: 'Parquet', csv: 'CSV', jsonl: 'JSON Lines' }
const MEDIA = ['Image', 'Audio', 'Video', 'Pdf']

/** What is shown, as a file. */
export function Take({ wanted, first }: { wanted: Wanted; first: RowsPage }) {
  const { rowsView } = useWords().words
  const [isBare, setBare] = useState(false)
  const hasMedia = first.features.some(({ type }) => MEDIA.includes(kindOf(type) ?? ''))
  return (
    <details className="take-rows">
      <summary>{rowsView.take}</summary>
      <div className="panel">
        {wanted.words === '' ? (
          <p className="take-files">
            {Object.entries(FORMATS).map(([format, name]) => (
              <a
                key={format}
                className="button"
                href={subsetPath(wanted, format, isBare ? 'none' : undefined)}
                download
              >
                {name}
              </a>
            ))}
          </p>
        ) : (
          <p>{rowsView.takeWords}</p>
        )}
        {hasMedia && (
          <label className="take-media">
            <input type="checkbox" checked={isBare} onChange={({ target }) => setBare(target.checked)} />
            {rowsView.takeBare}
          </label>
        )}
        <p className="quiet small">{rowsView.takeCommand}</p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
        <pre className="code" tabIndex={0}>
          {command(wanted)}
        </pre>
        <Attribution repo={{ type: 'dataset', id: wanted.dataset }} />
      </div>
    </details>
  )
}

function command({ dataset, config, split, where }: Wanted): string {
  const parts = [`databelt pull ${dataset} --split ${shell(split)}`]
  if (config !== 'default') parts.push(`--config ${shell(config)}`)
  if (where !== '') parts.push(`--where ${shell(where)}`)
  return [...parts, `--hub ${window.location.origin}`].join(' ')
}
/** As a shell reads it back. */
const shell = (text: string): string => (/^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
