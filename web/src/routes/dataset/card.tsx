import { CleanText, useClean } from '../../components/markdown.js'
import { Outline } from '../../components/outline.js'
import { Loading, Problem } from '../../components/problem.js'
import { UseIt } from '../../components/use-it.js'
import { useReadme } from '../../data/repo.js'
import '../../design/people.css'
import { useWords } from '../../words/words.js'
import { Cite } from './about/cite.js'
import { Facts } from './about/facts.js'
import { LicenceAndTerms } from './about/licence.js'
import { Quality } from './about/quality.js'
import { RelatedSets } from './about/related.js'
import type { TabProps } from './page.js'
import { titleOf } from './title.js'

/** What a data set is: its card, and beside it what the hub knows. */
export default function CardTab({ info }: TabProps) {
  const { words } = useWords()
  const card = useReadme({ type: 'dataset', id: info.id })
  const { html, headings } = useClean(card.data ?? '', `/datasets/${info.id}/resolve/main/`, titleOf(info))
  return (
    <div className="beside">
      <div>
        {card.isPending && <Loading />}
        {card.error && <Problem error={card.error} retry={() => void card.refetch()} />}
        {card.data === null && <p className="quiet">{words.noCard}</p>}
        {card.data && <CleanText html={html} />}
        <RelatedSets id={info.id} />
      </div>
      <aside>
        <LicenceAndTerms info={info} />
        <UseIt info={info} />
        <Outline headings={headings} />
        <Facts info={info} />
        <Quality id={info.id} />
        <Cite info={info} card={card.data ?? ''} />
      </aside>
    </div>
  )
}
