import { useWords } from '../words/words.js'
import type { Heading } from './markdown/outline.js'

/** A card with fewer is seen at a glance. */
const FEWEST = 4
const LOWEST = 3

/** The headings of a long text, to jump to. */
export function Outline({ headings }: { headings: Heading[] }) {
  const { words } = useWords()
  const shown = headings.filter(({ level, text }) => level <= LOWEST && text !== '')
  if (shown.length < FEWEST) return null
  return (
    <nav className="panel outline" aria-label={words.people.onThisPage}>
      <h2>{words.people.onThisPage}</h2>
      <ul>
        {shown.map(({ id, text, level }) => (
          <li key={id} className={level === LOWEST ? 'deeper' : undefined}>
            <a href={`#${id}`}>{text}</a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
