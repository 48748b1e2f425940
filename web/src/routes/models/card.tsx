import { CopyBox } from '../../components/copy-box.js'
import { Drawn, useClean, useDrawn } from '../../components/markdown.js'
import { Outline } from '../../components/outline.js'
import { Loading, Problem } from '../../components/problem.js'
import type { ModelInfo } from '../../data/model.js'
import { useReadme } from '../../data/repo.js'
import { useWords } from '../../words/words.js'
import { MadeWith, ModelFacts } from './facts.js'
import { titleOf } from './heading.js'

export function ModelCard({ info }: { info: ModelInfo }) {
  const { words } = useWords()
  const card = useReadme({ type: 'model', id: info.id })
  const { html, headings } = useClean(card.data ?? '', `/${info.id}/resolve/main/`, titleOf(info))
  const drawn = useDrawn(html)
  if (card.isPending || !drawn) return <Loading />
  const lines = [
    `export HF_ENDPOINT=${window.location.origin}`,
    `hf download ${info.id}`,
    `git clone ${window.location.origin}/${info.id}`,
  ]
  return (
    <div className="beside">
      <div>
        {card.error && <Problem error={card.error} retry={() => void card.refetch()} />}
        {card.data === null && <p className="quiet">{words.models.noCard}</p>}
        {card.data && <Drawn root={drawn} />}
      </div>
      <aside>
        <Outline headings={headings} />
        <ModelFacts info={info} />
        <MadeWith info={info} />
        <section className="panel">
          <h2>{words.people.useModel}</h2>
          <CopyBox text={lines.join('\n')} />
        </section>
      </aside>
    </div>
  )
}
