import { useState } from 'react'
import type { DatasetInfo } from '../data/dataset.js'
import { useExampleFile, useReadyTables } from '../data/ready-tables.js'
import { useWords } from '../words/words.js'
import { CopyBox } from './copy-box.js'
import { linesOfUse } from './use-lines.js'

/** How to use a data set from each tool; lines to copy. */
export function UseIt({ info: { id, private: isPrivate, gated } }: { info: DatasetInfo }) {
  const { words } = useWords()
  const table = useReadyTables(id).data?.find(({ parts }) => parts > 0)
  const file = useExampleFile(id).data
  const ways = linesOfUse({
    hub: window.location.origin,
    id,
    needsToken: isPrivate || gated !== false,
    ...(table && { table }),
    ...(file && { file }),
  })
  const names = Object.keys(ways)
  const [chosen, setWay] = useState('')
  const way = names.includes(chosen) ? chosen : (names[0] ?? '')
  return (
    <section className="panel use">
      <h2>{words.use}</h2>
      <select aria-label={words.use} value={way} onChange={(event) => setWay(event.target.value)}>
        {names.map((name) => (
          <option key={name} value={name}>
            {name.replace('Command line', words.commandLine)}
          </option>
        ))}
      </select>
      <CopyBox text={ways[way] ?? ''} />
    </section>
  )
}
