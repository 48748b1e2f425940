import { Link } from 'wouter'
import { cardValues } from '../../../codecs/card-values.js'
import { useFacetName } from '../../../components/facet-name.js'
import { FactList } from '../../../components/fact-list.js'
import type { DatasetInfo } from '../../../data/dataset.js'
import { useFormats, useWords } from '../../../words/words.js'

export function Facts({ info }: { info: DatasetInfo }) {
  const { words } = useWords()
  const { bytes, date, number } = useFormats()
  const facetName = useFacetName()
  const chosen = (facet: 'language' | 'task', key: string) =>
    links(facet, cardValues(info.cardData?.[key]).slice(0, 12), (value) => facetName(facet, value))
  return (
    <section className="panel" aria-label={words.people.facts}>
      <FactList
        facts={[
          [words.languages, chosen('language', 'language')],
          [words.people.tasks, chosen('task', 'task_categories')],
          [words.sizeOnDisk, info.mainSize === undefined ? '' : bytes(info.mainSize)],
          [words.people.published, date(info.createdAt)],
          [words.updated, date(info.lastModified)],
          [words.people.downloads, number(info.downloads)],
          [words.people.likes, number(info.likes)],
          [words.revision, info.sha && <code>{info.sha.slice(0, 12)}</code>],
        ]}
      />
    </section>
  )
}

/** Each leads to what else there is of its kind. */
function links(facet: 'language' | 'task', values: string[], nameOf: (value: string) => string) {
  if (values.length === 0) return ''
  return values.map((value, i) => (
    <span key={value}>
      {i > 0 && ', '}
      <Link href={`/?${facet}=${encodeURIComponent(value)}`}>{nameOf(value)}</Link>
    </span>
  ))
}
