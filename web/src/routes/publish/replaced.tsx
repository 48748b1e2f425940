import { useWillReplace } from '../../data/publish.js'
import { useWords } from '../../words/words.js'

const MOST_SHOWN = 10

/** Files of the data set that what is about to be sent will take the place of. */
export function Replaced({ id, paths }: { id: string; paths: string[] }) {
  const { words } = useWords()
  const { data: there = [] } = useWillReplace(id, paths)
  if (there.length === 0) return null
  return (
    <section className="notice" role="status">
      <strong>{words.publish.replaced(there.length)}</strong>
      <ul>
        {there.slice(0, MOST_SHOWN).map((path) => (
          <li key={path}>
            <code>{path}</code>
          </li>
        ))}
      </ul>
      {there.length > MOST_SHOWN && words.publish.moreFiles(String(there.length - MOST_SHOWN))}
    </section>
  )
}
