import { Link } from 'wouter'
import { useMe } from '../data/me.js'
import { useWords } from '../words/words.js'
import '../design/publish-links.css'

/** Where those who are signed in begin a data set; on a phone just a sign. */
export function NewLink() {
  const { words } = useWords()
  const me = useMe()
  if (!me.data) return null
  return (
    <Link className="button new-link" href="/new">
      <span className="sign" aria-hidden="true">
        +
      </span>
      <span className="name">{words.publish.newDataset}</span>
    </Link>
  )
}
