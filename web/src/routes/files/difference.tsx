import { useState } from 'react'
import { kindOf } from '../../codecs/file-kinds.js'
import { bytesPath } from '../../codecs/repo-address.js'
import { Choice } from '../../components/choice.js'
import type { FileAt } from '../../data/repo-files.js'
import { useWords } from '../../words/words.js'
import type { ChangeProps } from './changes.js'
import { Preview } from './previews/preview.js'
import { RowDifference } from './row-difference.js'
import { TextDifference } from './text-difference.js'

/** What differs within one file: rows of tables, lines of texts, pictures beside each other. */
export default function Difference(props: ChangeProps) {
  const { repo, span, change } = props
  const { words } = useWords()
  const [lines, setLines] = useState(false)
  const { before, after, path, status } = change
  const kind = kindOf(path)
  if (status === 'renamed') return null
  const only = after ?? before
  if (!before || !after) {
    const file = only && { repo, revision: after ? span.to : span.from, path, facts: only }
    return file ? <Preview file={file} /> : null
  }
  const sides: [FileAt, FileAt] = [
    { repo, revision: span.from, path: change.oldPath, facts: before },
    { repo, revision: span.to, path, facts: after },
  ]
  if (kind === 'image') return <Pictures sides={sides} />
  if (kind === 'parquet') return <RowDifference sides={sides} />
  if (kind !== 'csv' && kind !== 'jsonl') return <TextDifference sides={sides} />
  return (
    <>
      <Choice
        label={words.history.showDifference}
        options={[
          ['rows', words.history.rows],
          ['lines', words.history.lines],
        ]}
        chosen={lines ? 'lines' : 'rows'}
        choose={(way) => setLines(way === 'lines')}
      />
      {lines ? <TextDifference sides={sides} /> : <RowDifference sides={sides} />}
    </>
  )
}

function Pictures({ sides }: { sides: [FileAt, FileAt] }) {
  const texts = useWords().words.history
  return (
    <div className="two-pictures">
      {sides.map((file, i) => (
        <figure key={file.revision} className="media-picture">
          <img
            src={bytesPath(file.repo, file.revision, file.path)}
            alt={i === 0 ? texts.before : texts.after}
          />
          <figcaption className="quiet small">{i === 0 ? texts.before : texts.after}</figcaption>
        </figure>
      ))}
    </div>
  )
}
