import { Drawn, useClean, useDrawn } from '../../components/markdown.js'
import { Outline } from '../../components/outline.js'
import { Loading, Problem } from '../../components/problem.js'
import { UseIt } from '../../components/use-it.js'
import { useBeside } from '../../data/beside.js'
import { useReadme } from '../../data/repo.js'
import '../../design/people.css'
import { useWords } from '../../words/words.js'
import { Cite } from './about/cite.js'
import { Facts } from './about/facts.js'
import { LicenceAndTerms } from './about/licence.js'
import { Quality } from './about/quality.js'
import { RelatedSets } from './about/related.js'
import { RowsBelow } from './about/rows-below.js'
import type { TabProps } from './page.js'
import { titleOf } from './title.js'

/** What a data set is: its card, and beside it what the hub knows, which comes in one piece: no part moves another. */
export default function CardTab({ info }: TabProps) {
  const { words } = useWords()
  const card = useReadme({ type: 'dataset', id: info.id })
  const { html, headings } = useClean(card.data ?? '', `/datasets/${info.id}/resolve/main/`, titleOf(info))
  const drawn = useDrawn(html)
  const isBeside = useBeside(info)
  if (card.isPending || !drawn) return <Loading />
  return (
    <div className="beside about">
      <div>
        {card.error && <Problem error={card.error} retry={() => void card.refetch()} />}
        {card.data === null && <p className="quiet">{words.noCard}</p>}
        {card.data && <Drawn root={drawn} />}
        {isBeside && <RowsBelow id={info.id} />}
      </div>
      {isBeside && (
        <aside>
          <LicenceAndTerms info={info} />
          <UseIt info={info} />
          <Outline headings={headings} />
          <Facts info={info} />
          <Quality id={info.id} />
          <Cite info={info} card={card.data ?? ''} />
        </aside>
      )}
      {isBeside && <RelatedSets id={info.id} />}
    </div>
  )
}
