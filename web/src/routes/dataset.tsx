import { lazy, Suspense, useEffect } from 'react'
import { Link } from 'wouter'
import { Loading, Problem } from '../components/problem.js'
import { HubRefused } from '../data/ask.js'
import { type DatasetInfo, useDataset } from '../data/dataset.js'
import { useWords } from '../words/words.js'
import { CardTab } from './dataset-card.js'
import { FilesTab } from './dataset-files.js'
import { NotFound } from './not-found.js'

// the table component is only for those who look at rows
const ViewerTab = lazy(() => import('./dataset-viewer.js'))

const TABS = ['card', 'viewer', 'files'] as const
type Tab = (typeof TABS)[number]

/** A data set: one heading, and a tab of its own address for each way to look at it. */
export function DatasetPage({ id, rest }: { id: string; rest: string }) {
  const { words } = useWords()
  const dataset = useDataset(id)
  const title = dataset.data ? titleOf(dataset.data) : id
  useEffect(() => {
    document.title = `${title} · Databelt`
  }, [title])
  if (dataset.isPending) return <Loading />
  if (dataset.error instanceof HubRefused && [401, 404].includes(dataset.error.status)) return <NotFound />
  if (dataset.error) return <Problem error={dataset.error} retry={() => void dataset.refetch()} />
  const [first = '', ...folders] = rest.split('/')
  const tab: Tab = TABS.find((name) => name === first) ?? 'card'
  const info = dataset.data
  return (
    <>
      <Heading info={info} />
      <nav className="tabs" aria-label={id}>
        {TABS.map((name) => (
          <Link
            key={name}
            href={`/datasets/${id}${name === 'card' ? '' : `/${name}`}`}
            aria-current={tab === name ? 'page' : undefined}
          >
            {words.tabs[name]}
          </Link>
        ))}
      </nav>
      <Suspense fallback={<Loading />}>
        {tab === 'card' && <CardTab info={info} />}
        {tab === 'viewer' && <ViewerTab id={id} />}
        {tab === 'files' && <FilesTab id={id} folder={folders.map(decodeURIComponent).join('/')} />}
      </Suspense>
    </>
  )
}

/** As its card calls it. */
function titleOf({ id, cardData }: DatasetInfo): string {
  const title = cardData?.pretty_name
  return typeof title === 'string' && title.trim() !== '' ? title : (id.split('/')[1] ?? id)
}

function Heading({ info }: { info: DatasetInfo }) {
  const { words } = useWords()
  const [namespace, name] = info.id.split('/')
  return (
    <>
      <p className="quiet small">
        <Link href={`/?organisation=${encodeURIComponent(namespace ?? '')}`}>{namespace}</Link> / {name}
      </p>
      <h1>
        {titleOf(info)}
        {info.private && <span className="badge">{words.private}</span>}
        {info.gated && <span className="badge">{words.gated}</span>}
      </h1>
    </>
  )
}
