import { Link } from 'wouter'
import { type FilePlace, viewPath } from '../../codecs/repo-address.js'
import { useWords } from '../../words/words.js'

/** There is nothing at this place of this version; ways on. */
export function Missing({ place: { repo, path } }: { place: FilePlace }) {
  const texts = useWords().words.fileView
  return (
    <div className="notice" role="alert">
      <p>{texts.missing}</p>
      <p>
        <Link href={viewPath(repo, 'tree', 'main')}>{texts.missingHint}</Link>
        {' · '}
        <Link href={viewPath(repo, 'commits', 'main', path)}>{texts.missingHistory}</Link>
      </p>
    </div>
  )
}
