import { Link, Redirect } from 'wouter'
import { bytesPath, type FilePlace, hfPath, viewPath } from '../../codecs/repo-address.js'
import { Copy } from '../../components/copy.js'
import { Loading, Problem } from '../../components/problem.js'
import { HubRefused } from '../../data/ask.js'
import { type FileFacts, sha256Of, sizeOf, useFileFacts, useFolderAt } from '../../data/repo-files.js'
import { useFormats, useWords } from '../../words/words.js'
import { Missing } from './missing.js'
import { TakeIt } from './take-it.js'
import { Toolbar } from './toolbar.js'

/** One folder of a version. Folders of many thousand entries come a page at a time. */
export function FolderPage({ place }: { place: FilePlace }) {
  const { words } = useWords()
  const { number } = useFormats()
  const files = useFolderAt(place.repo, place.revision, place.path)
  const entries = files.data?.pages.flatMap((page) => page.entries) ?? []
  return (
    <>
      <Toolbar place={place} />
      {files.isPending && <Loading />}
      {files.error && <FolderProblem place={place} error={files.error} retry={() => void files.refetch()} />}
      {files.data && entries.length === 0 && <p className="quiet">{words.fileView.emptyFolder}</p>}
      {entries.length > 0 && <Listing place={place} entries={entries} />}
      {files.hasNextPage && (
        <p className="file-more">
          <button
            type="button"
            disabled={files.isFetchingNextPage}
            onClick={() => void files.fetchNextPage()}
          >
            {words.fileView.morePages}
          </button>
          <span className="quiet small" role="status">
            {words.fileView.shown(number(entries.length))}
          </span>
        </p>
      )}
      {files.data && <TakeIt place={place} />}
    </>
  )
}

/** An address of a folder that is a file leads to the file. */
function FolderProblem({ place, error, retry }: { place: FilePlace; error: unknown; retry(): void }) {
  const { repo, revision, path } = place
  const facts = useFileFacts(repo, revision, path)
  const isMissing = error instanceof HubRefused && ['EntryNotFound', 'RevisionNotFound'].includes(error.code)
  if (!isMissing) return <Problem error={error} retry={retry} />
  if (facts.data?.type === 'file') return <Redirect to={viewPath(repo, 'blob', revision, path)} replace />
  return facts.isPending ? <Loading /> : <Missing place={place} />
}

function Listing({ place, entries }: { place: FilePlace; entries: FileFacts[] }) {
  const texts = useWords().words.fileView
  return (
    <table className="listing file-list">
      <thead>
        <tr>
          <th scope="col">{texts.name}</th>
          <th scope="col" className="number">
            {texts.size}
          </th>
          <th scope="col" className="wide-only">
            {texts.change}
          </th>
          <th scope="col" className="when">
            {texts.when}
          </th>
          <th scope="col">
            <span className="hidden-label">{texts.download}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Row key={entry.path} place={place} entry={entry} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ place: { repo, revision }, entry }: { place: FilePlace; entry: FileFacts }) {
  const texts = useWords().words.fileView
  const { bytes, date } = useFormats()
  const name = entry.path.split('/').at(-1) ?? entry.path
  const isFolder = entry.type === 'directory'
  const { lastCommit } = entry
  return (
    <tr>
      <td className={isFolder ? 'name folder' : 'name'}>
        <Link href={viewPath(repo, isFolder ? 'tree' : 'blob', revision, entry.path)}>
          {isFolder ? `${name}/` : name}
        </Link>
      </td>
      <td className="number">{!isFolder && bytes(sizeOf(entry))}</td>
      <td className="wide-only commit-title">
        {lastCommit && (
          <Link href={viewPath(repo, 'commit', lastCommit.id)} className="plain">
            {lastCommit.title}
          </Link>
        )}
      </td>
      <td className="when quiet">
        {lastCommit && <time dateTime={lastCommit.date}>{date(lastCommit.date)}</time>}
      </td>
      <td className="more">
        {!isFolder && (
          <div className="file-take">
            <a
              href={`${bytesPath(repo, revision, entry.path)}?download=true`}
              download={name}
              aria-label={texts.downloadOf(name)}
              title={texts.downloadOf(name)}
            >
              ↓
            </a>
            <Actions place={{ repo, revision }} entry={entry} name={name} />
          </div>
        )}
      </td>
    </tr>
  )
}

type ActionsProps = { place: Pick<FilePlace, 'repo' | 'revision'>; entry: FileFacts; name: string }

function Actions({ place: { repo, revision }, entry, name }: ActionsProps) {
  const texts = useWords().words.fileView
  const { path } = entry
  return (
    <details className="row-menu">
      <summary aria-label={texts.actions(name)}>⋯</summary>
      <div>
        <a className="button" href={`${bytesPath(repo, revision, path)}?download=true`} download={name}>
          {texts.download}
        </a>
        <Copy label={texts.copyHf} text={hfPath(repo, revision, path)} />
        <Copy label={texts.copySha} text={() => sha256Of({ repo, revision, path, facts: entry })} />
      </div>
    </details>
  )
}
