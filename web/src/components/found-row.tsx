import { Link } from 'wouter'
import { repoPath } from '../codecs/repo-address.js'
import type { Found } from '../data/catalogue.js'
import { useFormats, useWords } from '../words/words.js'
import { useFacetName } from './facet-name.js'
import { licenceOf } from './licences.js'

/** More would hide what else is known of it. */
const MOST_LANGUAGES = 4

/** A repo as the catalogue found it. */
export function FoundRow({ found }: { found: Found }) {
  const { words } = useWords()
  const { short, date, number } = useFormats()
  const facetName = useFacetName()
  const { facets, opening } = found
  const languages = (facets.language ?? []).slice(0, MOST_LANGUAGES)
  return (
    <li>
      <h2>
        <Link href={repoPath(found)}>{found.title || found.id}</Link>
        {found.visibility === 'private' && <span className="badge">{words.private}</span>}
        {opening && <span className="badge">{words.people.states[opening]}</span>}
      </h2>
      {found.summary && <p>{found.summary}</p>}
      <div className="facts">
        <code>{found.id}</code>
        {facets.license && (
          <span title={facets.license.map((each) => licenceOf(each)?.name ?? each).join(', ')}>
            {facets.license.map((each) => facetName('license', each)).join(', ')}
          </span>
        )}
        {languages.length > 0 && (
          <span>{languages.map((each) => facetName('language', each)).join(', ')}</span>
        )}
        {facets.modality && (
          <span>{facets.modality.map((each) => facetName('modality', each)).join(', ')}</span>
        )}
        {found.rows !== undefined && <span>{words.rows(number(found.rows))}</span>}
        <span>
          {words.updated} {date(found.updatedAt)}
        </span>
        <span>{words.people.downloadsCount(short(found.downloads))}</span>
        {found.likes > 0 && <span>{words.people.likesCount(short(found.likes))}</span>}
      </div>
    </li>
  )
}
