import { usePathname } from 'wouter/use-browser-location'
import { placeOf } from '../../codecs/repo-address.js'
import { Loading, Problem } from '../../components/problem.js'
import { placeTitle, useTitle } from '../../components/use-title.js'
import { HubRefused } from '../../data/ask.js'
import { useModel } from '../../data/model.js'
import { useWords } from '../../words/words.js'
import { Heading, titleOf } from '../models/heading.js'
import { NotFound } from '../not-found.js'
import FilesView from './view.js'

/** Files and history of a model, below its name. */
export default function ModelFiles({ params }: { params: Record<string, string | undefined> }) {
  const { words } = useWords()
  const id = `${params.ns}/${params.name}`
  const place = placeOf(usePathname())
  const model = useModel(id)
  const title = model.data ? titleOf(model.data) : id
  const tab = place?.view === 'tree' || place?.view === 'blob' ? 'files' : 'history'
  useTitle(...(model.error ? [] : [...placeTitle(place), words.models.tabs[tab], title]))
  if (model.isPending) return <Loading />
  if (model.error instanceof HubRefused && [401, 404].includes(model.error.status)) return <NotFound />
  if (model.error) return <Problem error={model.error} retry={() => void model.refetch()} />
  return (
    <>
      <Heading info={model.data} tab={tab} />
      <FilesView />
    </>
  )
}
