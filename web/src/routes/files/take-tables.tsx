import { bytesPath, type RepoRef } from '../../codecs/repo-address.js'
import type { ReadyTable } from '../../data/ready-tables.js'
import { subsetPath } from '../../data/tables.js'
import { useFormats, useWords } from '../../words/words.js'

/** The Parquet twin, as files and histories name it. */
const TWIN = 'refs/convert/parquet'
/** A table may have thousands of files; who wants those takes the lines. */
const MOST_PARTS = 12

/** Tables as files to save, for those who have no terminal. */
export function TakeTables({ repo, tables }: { repo: RepoRef; tables: ReadyTable[] }) {
  const texts = useWords().words.fileView
  return (
    <section>
      <h3>{texts.takeTables}</h3>
      <ul className="take-tables">
        {tables.map((table) => (
          <li key={`${table.config}/${table.split}`}>
            <TableLinks repo={repo} table={table} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function TableLinks({ repo, table: { config, split, parts } }: { repo: RepoRef; table: ReadyTable }) {
  const texts = useWords().words.fileView
  const { number } = useFormats()
  const name = config === 'default' ? split : `${config}/${split}`
  const all = { dataset: repo.id, config, split, words: '', where: '', order: '' }
  return (
    <>
      <strong>{name}</strong>
      {Array.from({ length: Math.min(parts, MOST_PARTS) }, (_, part) => {
        const file = `${String(part).padStart(4, '0')}.parquet`
        const label = parts === 1 ? 'Parquet' : `Parquet ${number(part + 1)}/${number(parts)}`
        return (
          <a
            key={file}
            href={`${bytesPath(repo, TWIN, `${config}/${split}/${file}`)}?download=true`}
            download={`${config}-${split}-${file}`}
            aria-label={texts.downloadOf(`${name} ${label}`)}
          >
            {label}
          </a>
        )
      })}
      {parts > MOST_PARTS && <span className="quiet">{texts.takeMoreParts(number(parts - MOST_PARTS))}</span>}
      <a href={subsetPath(all, 'csv')} download aria-label={texts.downloadOf(`${name} CSV`)}>
        CSV
      </a>
    </>
  )
}
