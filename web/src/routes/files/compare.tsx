import { Link } from 'wouter'
import { type FilePlace, viewPath } from '../../codecs/repo-address.js'
import { useWords } from '../../words/words.js'
import { Changes } from './changes.js'
import { CompareForm } from './compare-form.js'

/** What differs between two versions: `v1..main`. */
export default function ComparePage({ place }: { place: FilePlace }) {
  const { words } = useWords()
  const [from = '', to = '', ...more] = place.revision.split(/\.{2,3}/)
  const isWhole = from !== '' && to !== '' && more.length === 0
  return (
    <>
      <CompareForm repo={place.repo} from={from} to={to} />
      {isWhole ? (
        <>
          <p>
            <Link href={viewPath(place.repo, 'tree', from)}>{from}</Link>
            {' → '}
            <Link href={viewPath(place.repo, 'tree', to)}>{to}</Link>
          </p>
          <Changes repo={place.repo} span={{ from, to }} />
        </>
      ) : (
        <p className="notice" role="alert">
          {words.history.badRange}
        </p>
      )}
    </>
  )
}
