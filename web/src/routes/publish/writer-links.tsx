import { Link } from 'wouter'
import { useWords } from '../../words/words.js'
import '../../design/publish-links.css'

/** What those who may write a data set do with it. */
export function WriterLinks({ id }: { id: string }) {
  const { words } = useWords()
  return (
    <p className="writer-links">
      <Link className="button small" href={`/datasets/${id}/edit`}>
        {words.publish.edit}
      </Link>
      <Link className="button small" href={`/datasets/${id}/upload`}>
        {words.publish.changeFiles}
      </Link>
    </p>
  )
}
