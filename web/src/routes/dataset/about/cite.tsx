import { useState } from 'react'
import { citationOf } from '../../../components/citation.js'
import { CopyBox } from '../../../components/copy-box.js'
import type { DatasetInfo } from '../../../data/dataset.js'
import { useAccount } from '../../../data/social.js'
import { useWords } from '../../../words/words.js'
import { titleOf } from '../title.js'

export function Cite({ info, card }: { info: DatasetInfo; card: string }) {
  const { words } = useWords()
  const publisher = useAccount(info.author)
  const [form, setForm] = useState<'bibtex' | 'plain'>('bibtex')
  const citation = citationOf(card, info.cardData?.citation, {
    id: info.id,
    title: titleOf(info),
    publisher: publisher.data?.fullname || info.author,
    modifiedAt: info.lastModified,
    revision: info.sha,
    address: `${window.location.origin}/datasets/${info.id}`,
  })
  return (
    <section className="panel">
      <h2>{words.people.cite}</h2>
      <p className="quiet small">{citation.isTheirs ? words.people.citeFromCard : words.people.citeMade}</p>
      <fieldset className="choice" aria-label={words.people.cite}>
        {(['bibtex', 'plain'] as const).map((each) => (
          <button key={each} type="button" aria-pressed={form === each} onClick={() => setForm(each)}>
            {each === 'bibtex' ? 'BibTeX' : words.people.plainText}
          </button>
        ))}
      </fieldset>
      <CopyBox text={citation[form]} label={words.people.cite} />
    </section>
  )
}
