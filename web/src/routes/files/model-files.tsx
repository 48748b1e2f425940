import { useEffect } from 'react'
import { Link } from 'wouter'
import { useWords } from '../../words/words.js'
import FilesView from './view.js'

/** Files and history of a model, below its name. */
export default function ModelFiles({ params }: { params: Record<string, string | undefined> }) {
  const { words } = useWords()
  const id = `${params.ns}/${params.name}`
  useEffect(() => {
    document.title = `${id} · Databelt`
  }, [id])
  return (
    <>
      <p className="quiet small">{params.ns}</p>
      <h1>
        <Link href={`/${id}`} className="plain">
          {params.name}
        </Link>
      </h1>
      <nav className="tabs" aria-label={id}>
        <Link href={`/${id}`}>{words.tabs.card}</Link>
        <Link href={`/${id}/tree/main`}>{words.fileView.files}</Link>
        <Link href={`/${id}/commits/main`}>{words.fileView.history}</Link>
      </nav>
      <FilesView />
    </>
  )
}
