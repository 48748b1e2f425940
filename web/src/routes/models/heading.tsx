import { Link } from 'wouter'
import { LikeButton } from '../../components/like-button.js'
import { OpeningNotice } from '../../components/opening-notice.js'
import type { ModelInfo } from '../../data/model.js'
import '../../design/people.css'
import { useWords } from '../../words/words.js'

export function titleOf({ id, cardData }: ModelInfo): string {
  const title = cardData?.pretty_name ?? cardData?.model_name
  return typeof title === 'string' && title.trim() !== '' ? title : (id.split('/')[1] ?? id)
}

/** The name of a model, and a tab for each way to look at it. */
export function Heading({ info, tab }: { info: ModelInfo; tab: string }) {
  const { words } = useWords()
  const [namespace, name] = info.id.split('/')
  const repo = { type: 'model', id: info.id } as const
  const tabs = {
    card: '',
    tensors: '/tensors',
    files: '/tree/main',
    history: '/commits/main',
    discussions: '/discussions',
  }
  const current = tab === '' ? 'card' : tab
  return (
    <>
      <p className="quiet small path">
        <Link href={`/${namespace}`}>{namespace}</Link> / {name}
      </p>
      <div className="title">
        <h1>
          {titleOf(info)}
          {info.private && <span className="badge">{words.private}</span>}
          {info.gated && <span className="badge">{words.gated}</span>}
        </h1>
        <LikeButton repo={repo} count={info.likes} />
      </div>
      <OpeningNotice repo={repo} />
      <nav className="tabs" aria-label={info.id}>
        {(Object.keys(tabs) as (keyof typeof tabs)[]).map((each) => (
          <Link
            key={each}
            href={`/${info.id}${tabs[each]}`}
            aria-current={current === each ? 'page' : undefined}
          >
            {words.models.tabs[each]}
          </Link>
        ))}
      </nav>
    </>
  )
}
