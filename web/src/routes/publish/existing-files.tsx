import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Loading, Problem } from '../../components/problem.js'
import { deleteEntry, renameFile } from '../../data/files-edit.js'
import { refreshAll } from '../../data/refresh.js'
import { type FileFacts, useFolderAt } from '../../data/repo-files.js'
import { useFormats, useWords } from '../../words/words.js'
import { TextField } from './fields.js'

type Asked = { entry: FileFacts; what: 'rename' | 'delete' }

/** Files and folders that are there, to give another name or to delete, each with a message. */
export function ExistingFiles({ id }: { id: string }) {
  const { words } = useWords()
  const { bytes } = useFormats()
  const says = words.publish
  const [folder, setFolder] = useState('')
  const [asked, ask] = useState<Asked>()
  const files = useFolderAt({ type: 'dataset', id }, 'main', folder)
  if (files.isPending) return <Loading />
  if (files.error) return <Problem error={files.error} retry={() => void files.refetch()} />
  const entries = files.data.pages.flatMap(({ entries: found }) => found)
  return (
    <section>
      <h2>{says.existing}</h2>
      {folder !== '' && (
        <p>
          <button type="button" onClick={() => setFolder(folder.split('/').slice(0, -1).join('/'))}>
            ← {folder}
          </button>
        </p>
      )}
      {asked && (
        <ChangeEntry key={asked.what + asked.entry.path} id={id} {...asked} close={() => ask(undefined)} />
      )}
      <table className="listing">
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.path}>
              <td>
                {entry.type === 'directory' ? (
                  <button type="button" className="plain" onClick={() => setFolder(entry.path)}>
                    {entry.path.split('/').at(-1)}/
                  </button>
                ) : (
                  entry.path.split('/').at(-1)
                )}
              </td>
              <td className="number">{entry.type === 'file' && bytes(entry.lfs?.size ?? entry.size)}</td>
              <td className="number">
                {entry.type === 'file' && (
                  <button
                    type="button"
                    className="small plain"
                    aria-label={says.renameFile(entry.path)}
                    onClick={() => ask({ entry, what: 'rename' })}
                  >
                    {says.rename}
                  </button>
                )}
                <button
                  type="button"
                  className="small plain"
                  aria-label={says.deleteFile(entry.path)}
                  onClick={() => ask({ entry, what: 'delete' })}
                >
                  {says.delete}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {files.hasNextPage && (
        <button type="button" onClick={() => void files.fetchNextPage()}>
          {words.more}
        </button>
      )}
    </section>
  )
}

function ChangeEntry({ id, entry, what, close }: Asked & { id: string; close(): void }) {
  const { words } = useWords()
  const says = words.publish
  const queries = useQueryClient()
  const title = what === 'delete' ? says.deleteFile(entry.path) : says.renameFile(entry.path)
  const [to, setTo] = useState(entry.path)
  const [message, setMessage] = useState(title)
  const [error, setError] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const change = async () => {
    setBusy(true)
    try {
      if (what === 'delete') await deleteEntry(id, entry, message)
      else await renameFile(id, entry, to.trim(), message)
      close()
      void refreshAll(queries)
    } catch (failure) {
      setError(failure)
      setBusy(false)
    }
  }
  const isSame = what === 'rename' && ['', entry.path].includes(to.trim())
  return (
    <section className="panel" aria-label={title}>
      <h3>{title}</h3>
      {what === 'delete' ? (
        <p>{says.deleteFileHint}</p>
      ) : (
        <TextField label={says.renameTo} value={to} change={setTo} maxLength={4000} />
      )}
      <TextField label={says.message} value={message} change={setMessage} maxLength={500} />
      {error !== undefined && <Problem error={error} />}
      <button
        type="button"
        className="primary"
        disabled={isBusy || isSame || message.trim() === ''}
        onClick={() => void change()}
      >
        {says[what]}
      </button>{' '}
      <button type="button" onClick={close}>
        {says.cancel}
      </button>
    </section>
  )
}
