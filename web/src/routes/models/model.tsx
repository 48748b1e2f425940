import { lazy, Suspense, useEffect } from 'react'
import { Link, useLocation } from 'wouter'
import { decoded } from '../../codecs/decoded.js'
import { LikeButton } from '../../components/like-button.js'
import { OpeningNotice } from '../../components/opening-notice.js'
import { Loading, Problem } from '../../components/problem.js'
import { HubRefused } from '../../data/ask.js'
import { type ModelInfo, useModel } from '../../data/model.js'
import '../../design/people.css'
import { useWords } from '../../words/words.js'
import { NotFound } from '../not-found.js'
import { ModelCard } from './card.js'

const Tensors = lazy(() => import('./tensors.js'))
const Discussions = lazy(async () => ({ default: (await import('../discussions/tab.js')).Discussions }))

/** A model: its card, its tensors, what is said of it; its files are pages of their own. */
export default function ModelPage({ params }: { params: Record<string, string | undefined> }) {
  const id = `${params.ns}/${params.name}`
  const model = useModel(id)
  const [address] = useLocation()
  useEffect(() => {
    document.title = `${model.data ? titleOf(model.data) : id} · Databelt`
  }, [model.data, id])
  if (model.isPending) return <Loading />
  if (model.error instanceof HubRefused && [401, 404].includes(model.error.status)) return <NotFound />
  if (model.error) return <Problem error={model.error} retry={() => void model.refetch()} />
  const [tab = '', ...rest] = address.split('/').slice(3)
  return (
    <>
      <Heading info={model.data} tab={tab} />
      <Suspense fallback={<Loading />}>
        {tab === '' && <ModelCard info={model.data} />}
        {tab === 'tensors' && <Tensors info={model.data} />}
        {tab === 'discussions' && <Discussions repo={{ type: 'model', id }} rest={rest.map(decoded)} />}
      </Suspense>
    </>
  )
}

export function titleOf({ id, cardData }: ModelInfo): string {
  const title = cardData?.pretty_name ?? cardData?.model_name
  return typeof title === 'string' && title.trim() !== '' ? title : (id.split('/')[1] ?? id)
}

function Heading({ info, tab }: { info: ModelInfo; tab: string }) {
  const { words } = useWords()
  const [namespace, name] = info.id.split('/')
  const repo = { type: 'model', id: info.id } as const
  const tabs = { card: '', tensors: '/tensors', files: '/tree/main', discussions: '/discussions' }
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
