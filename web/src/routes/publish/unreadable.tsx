import { useWords } from '../../words/words.js'

const MOST_SHOWN = 10

/** Chosen files that the browser could not read: they were moved, deleted or locked. */
export function Unreadable({ paths }: { paths: string[] }) {
  const { words } = useWords()
  if (paths.length === 0) return null
  return (
    <section className="notice" role="alert">
      <strong>{words.publish.unreadable}</strong>
      <ul>
        {paths.slice(0, MOST_SHOWN).map((path) => (
          <li key={path}>
            <code>{path}</code>
          </li>
        ))}
      </ul>
      {paths.length > MOST_SHOWN && words.publish.moreFiles(String(paths.length - MOST_SHOWN))}
    </section>
  )
}
