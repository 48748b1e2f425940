import { type ComponentType, type LazyExoticComponent, lazy, Suspense, useRef } from 'react'
import { Link } from 'wouter'
import { usePathname } from 'wouter/use-browser-location'
import { decoded } from '../../codecs/decoded.js'
import { placeOf } from '../../codecs/repo-address.js'
import { Loading, Problem } from '../../components/problem.js'
import { placeTitle, useTitle } from '../../components/use-title.js'
import { useOpening } from '../../data/about.js'
import { HubRefused } from '../../data/ask.js'
import { type DatasetInfo, useDataset } from '../../data/dataset.js'
import { useMayWrite } from '../../data/manage.js'
import { useMe } from '../../data/me.js'
import { useReadme } from '../../data/repo.js'
import { useStanding, useWaiting } from '../../data/requests.js'
import { useWords } from '../../words/words.js'
import { NotFound } from '../not-found.js'
import { WriterLinks } from '../publish/writer-links.js'
import CardTab from './card.js'
import { Heading } from './heading.js'
import { titleOf } from './title.js'

export interface TabProps {
  info: DatasetInfo
  /** What follows the tab in the address, decoded. */
  rest: string[]
}
/** Tabs in their order; the address of the first is the data set's own, the others are loaded by those who open them. */
const TABS = {
  card: CardTab,
  viewer: lazy(() => import('./viewer.js')),
  statistics: lazy(() => import('./statistics.js')),
  sql: lazy(() => import('./sql.js')),
  files: lazy(() => import('./files.js')),
  commits: lazy(() => import('./files.js')),
  discussions: lazy(() => import('./discussions.js')),
  settings: lazy(() => import('../publish/settings.js')),
  requests: lazy(() => import('../requests/queue-tab.js')),
  edit: lazy(() => import('../publish/edit.js')),
  upload: lazy(() => import('../publish/upload.js')),
} satisfies Record<string, ComponentType<TabProps> | LazyExoticComponent<ComponentType<TabProps>>>
type Tab = keyof typeof TABS
const isTab = (name: string): name is Tab => Object.hasOwn(TABS, name)
/** Addresses that clients print for people; each is a page within a tab. */
const WITHIN = new Map<string, Tab>([
  ['tree', 'files'],
  ['blob', 'files'],
  ['commit', 'commits'],
  ['compare', 'commits'],
])

const AccessBanner = lazy(() => import('../requests/access-banner.js'))
/** Not in the list unless they are open: links lead there. */
const QUIET: Tab[] = ['requests', 'edit', 'upload']

/** A data set: one heading, and a tab of its own address for each way to look at it. */
export function DatasetPage({ id, rest }: { id: string; rest: string }) {
  const { words } = useWords()
  const pathname = usePathname()
  const dataset = useDataset(id)
  const mayWrite = useMayWrite(id)
  const isGated = Boolean(dataset.data?.gated)
  const shown = useRef('')
  const me = useMe()
  const repo = { type: 'dataset', id } as const
  const above = [useStanding(repo, isGated), useWaiting(repo, isGated && Boolean(me.data))]
  const opening = useOpening(repo)
  const title = dataset.data ? titleOf(dataset.data) : id
  const [first = '', ...folders] = rest.split('/')
  const tab: Tab = isTab(first) ? first : (WITHIN.get(first) ?? 'card')
  // its tab asks for it, too; here it need not wait for the others
  useReadme(repo, tab === 'card')
  // a discussion has a title of its own
  const isTold = dataset.error || tab === 'discussions'
  useTitle(...(isTold ? [] : [...placeTitle(placeOf(pathname)), tab !== 'card' && words.tabs[tab], title]))
  if (dataset.isPending) return <Loading />
  if (dataset.error instanceof HubRefused && [401, 404].includes(dataset.error.status)) return <NotFound />
  if (dataset.error) return <Problem error={dataset.error} retry={() => void dataset.refetch()} />
  // what stands above the contents would push them down if it came later
  const isComing = mayWrite === undefined || opening.isLoading || above.some(({ isLoading }) => isLoading)
  // once it is there it stays: a gate that is set up now is asked about, too
  if (isComing && shown.current !== id) return <Loading />
  shown.current = id
  const Shown = TABS[tab]
  const info = dataset.data
  return (
    <Suspense fallback={<Loading />}>
      <Heading info={info} />
      {mayWrite && <WriterLinks id={id} />}
      <nav className="tabs" aria-label={id}>
        {(Object.keys(TABS) as Tab[])
          .filter((name) => name === tab || (!QUIET.includes(name) && (name !== 'settings' || mayWrite)))
          .map((name) => (
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
        {info.gated && tab !== 'requests' && <AccessBanner repo={repo} />}
        <Shown info={info} rest={folders.map(decoded)} />
      </Suspense>
    </Suspense>
  )
}
