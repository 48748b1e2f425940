import '../../design/files.css'
import '../../design/history.css'
import { lazy, Suspense } from 'react'
import { usePathname } from 'wouter/use-browser-location'
import { type FileView, placeOf } from '../../codecs/repo-address.js'
import { Loading } from '../../components/problem.js'
import { NotFound } from '../not-found.js'
import { FolderPage } from './folder.js'

const PAGES = {
  tree: FolderPage,
  blob: lazy(() => import('./file.js')),
  commits: lazy(() => import('./commits.js')),
  commit: lazy(() => import('./commit.js')),
  compare: lazy(() => import('./compare.js')),
} satisfies Record<FileView, unknown>

/** Files and history of a repo of any type. The address is read as it stands: names may hold % and /. */
export default function FilesView() {
  const place = placeOf(usePathname())
  if (!place) return <NotFound />
  const Shown = PAGES[place.view]
  return (
    <Suspense fallback={<Loading />}>
      <Shown place={place} />
    </Suspense>
  )
}
