import { Link } from 'wouter'
import { useRelated } from '../../../data/about.js'
import { useWords } from '../../../words/words.js'

/** Other data sets, each with what it shares with this one. */
export function RelatedSets({ id }: { id: string }) {
  const { words } = useWords()
  const related = useRelated(id).data
  if (!related || related.length === 0) return null
  return (
    <section className="related">
      <h2>{words.people.related}</h2>
      <ul className="found">
        {related.map(({ found, because }) => (
          <li key={found.id}>
            <Link href={`/datasets/${found.id}`}>{found.title || found.id}</Link>
            <div className="facts">
              <code>{found.id}</code>
              <span>{words.people.because[because]}</span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
