import { Markdown } from '../../components/markdown.js'
import { Loading, Problem } from '../../components/problem.js'
import { UseIt } from '../../components/use-it.js'
import { type DatasetInfo, useCard } from '../../data/dataset.js'
import { useFormats, useWords } from '../../words/words.js'
import type { TabProps } from './page.js'

export default function CardTab({ info }: TabProps) {
  const { words } = useWords()
  const card = useCard(info.id)
  return (
    <div className="beside">
      <div>
        {card.isPending && <Loading />}
        {card.error && <Problem error={card.error} retry={() => void card.refetch()} />}
        {card.data === null && <p className="quiet">{words.noCard}</p>}
        {card.data && <Markdown text={card.data} base={`/datasets/${info.id}/resolve/main/`} />}
      </div>
      <aside>
        <Facts info={info} />
        <UseIt id={info.id} />
      </aside>
    </div>
  )
}

function Facts({ info }: { info: DatasetInfo }) {
  const { words } = useWords()
  const { bytes, date, number } = useFormats()
  const text = (value: unknown) => [value ?? []].flat().map(String).join(', ')
  const facts: [string, string][] = [
    [words.licence, text(info.cardData?.license)],
    [words.languages, text(info.cardData?.language)],
    [words.sizeOnDisk, info.mainSize === undefined ? '' : bytes(info.mainSize)],
    [words.updated, date(info.lastModified)],
    [words.downloads, number(info.downloads)],
    [words.revision, info.sha?.slice(0, 12) ?? ''],
  ]
  return (
    <section className="panel">
      <dl>
        {facts
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </section>
  )
}
