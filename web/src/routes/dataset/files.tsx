import { Link } from 'wouter'
import { Loading, Problem } from '../../components/problem.js'
import { encodePath, type FileEntry, useFolder } from '../../data/dataset.js'
import { useFormats, useWords } from '../../words/words.js'
import type { TabProps } from './page.js'

export default function FilesTab({ info: { id }, rest }: TabProps) {
  const folder = rest.join('/')
  const { words } = useWords()
  const files = useFolder(id, folder)
  if (files.isPending) return <Loading />
  if (files.error) return <Problem error={files.error} retry={() => void files.refetch()} />
  return (
    <>
      <Crumbs id={id} folder={folder} />
      <table className="listing">
        <thead>
          <tr>
            <th scope="col">{words.file}</th>
            <th scope="col" className="number">
              {words.fileSize}
            </th>
            <th scope="col">{words.lastChange}</th>
          </tr>
        </thead>
        <tbody>
          {files.data.pages
            .flatMap((page) => page.entries)
            .map((entry) => (
              <Entry key={entry.path} id={id} entry={entry} />
            ))}
        </tbody>
      </table>
      {files.hasNextPage && (
        <button type="button" disabled={files.isFetchingNextPage} onClick={() => void files.fetchNextPage()}>
          {words.more}
        </button>
      )}
    </>
  )
}

function Entry({ id, entry }: { id: string; entry: FileEntry }) {
  const { bytes, date } = useFormats()
  const name = entry.path.split('/').at(-1)
  const path = encodePath(entry.path)
  return (
    <tr>
      <td>
        {entry.type === 'directory' ? (
          <Link href={`/datasets/${id}/files/${path}`}>{name}/</Link>
        ) : (
          <a href={`/datasets/${id}/resolve/main/${path}?download=true`}>{name}</a>
        )}
      </td>
      <td className="number">{entry.type === 'file' && bytes(entry.lfs?.size ?? entry.size)}</td>
      <td>
        {entry.lastCommit && (
          <>
            {entry.lastCommit.title} <span className="quiet small">{date(entry.lastCommit.date)}</span>
          </>
        )}
      </td>
    </tr>
  )
}

function Crumbs({ id, folder }: { id: string; folder: string }) {
  const parts = folder === '' ? [] : folder.split('/')
  return (
    <p>
      <Link href={`/datasets/${id}/files`}>{id.split('/')[1]}</Link>
      {parts.map((part, i) => (
        <span key={parts.slice(0, i + 1).join('/')}>
          {' / '}
          <Link href={`/datasets/${id}/files/${encodePath(parts.slice(0, i + 1).join('/'))}`}>{part}</Link>
        </span>
      ))}
    </p>
  )
}
