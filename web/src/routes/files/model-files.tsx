import { useEffect } from 'react'
import { usePathname } from 'wouter/use-browser-location'
import { placeOf } from '../../codecs/repo-address.js'
import { Loading, Problem } from '../../components/problem.js'
import { HubRefused } from '../../data/ask.js'
import { useModel } from '../../data/model.js'
import { Heading, titleOf } from '../models/heading.js'
import { NotFound } from '../not-found.js'
import FilesView from './view.js'

/** Files and history of a model, below its name. */
export default function ModelFiles({ params }: { params: Record<string, string | undefined> }) {
  const id = `${params.ns}/${params.name}`
  const place = placeOf(usePathname())
  const model = useModel(id)
  const title = model.data ? titleOf(model.data) : id
  useEffect(() => {
    document.title = `${title} · Databelt`
  }, [title])
  if (model.isPending) return <Loading />
  if (model.error instanceof HubRefused && [401, 404].includes(model.error.status)) return <NotFound />
  if (model.error) return <Problem error={model.error} retry={() => void model.refetch()} />
  return (
    <>
      <Heading
        info={model.data}
        tab={place?.view === 'tree' || place?.view === 'blob' ? 'files' : 'history'}
      />
      <FilesView />
    </>
  )
}
