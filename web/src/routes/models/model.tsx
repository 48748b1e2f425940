import { lazy, Suspense } from 'react'
import { useLocation } from 'wouter'
import { decoded } from '../../codecs/decoded.js'
import { Loading, Problem } from '../../components/problem.js'
import { useTitle } from '../../components/use-title.js'
import { HubRefused } from '../../data/ask.js'
import { useModel } from '../../data/model.js'
import { useWords } from '../../words/words.js'
import { NotFound } from '../not-found.js'
import { ModelCard } from './card.js'
import { Heading, titleOf } from './heading.js'

const Tensors = lazy(() => import('./tensors.js'))
const AccessBanner = lazy(() => import('../requests/access-banner.js'))
const Discussions = lazy(async () => ({ default: (await import('../discussions/tab.js')).Discussions }))

/** A model: its card, its tensors, what is said of it; its files are pages of their own. */
export default function ModelPage({ params }: { params: Record<string, string | undefined> }) {
  const { words } = useWords()
  const id = `${params.ns}/${params.name}`
  const model = useModel(id)
  const [address] = useLocation()
  const [tab = '', ...rest] = address.split('/').slice(3)
  // a discussion has a title of its own
  const isTold = model.error || tab === 'discussions'
  useTitle(
    ...(isTold
      ? []
      : [tab === 'tensors' && words.models.tabs.tensors, model.data ? titleOf(model.data) : id]),
  )
  if (model.isPending) return <Loading />
  if (model.error instanceof HubRefused && [401, 404].includes(model.error.status)) return <NotFound />
  if (model.error) return <Problem error={model.error} retry={() => void model.refetch()} />
  return (
    <>
      <Heading info={model.data} tab={tab} />
      <Suspense fallback={<Loading />}>
        {model.data.gated && <AccessBanner repo={{ type: 'model', id }} />}
        {tab === '' && <ModelCard info={model.data} />}
        {tab === 'tensors' && <Tensors info={model.data} />}
        {tab === 'discussions' && (
          <Discussions repo={{ type: 'model', id }} of={titleOf(model.data)} rest={rest.map(decoded)} />
        )}
      </Suspense>
    </>
  )
}
