import { lazy, Suspense, useState } from 'react'
import { Link } from 'wouter'
import { kindOf } from '../../codecs/file-kinds.js'
import { type RepoRef, viewPath } from '../../codecs/repo-address.js'
import { Loading, Problem } from '../../components/problem.js'
import { type SizedChange, type Span, useChanges } from '../../data/history.js'
import { sizeOf } from '../../data/repo-files.js'
import { useFormats, useWords } from '../../words/words.js'

const Difference = lazy(() => import('./difference.js'))

/** So many small texts are shown open. */
const MOST_OPEN = 3
const MOST_OPEN_BYTES = 64 * 1024

/** Files that two versions have differently, each with its difference. */
export function Changes({ repo, span }: { repo: RepoRef; span: Span }) {
  const { words } = useWords()
  const { number } = useFormats()
  const changes = useChanges(repo, span)
  if (changes.isPending) return <Loading />
  if (changes.error) return <Problem error={changes.error} retry={() => void changes.refetch()} />
  const all = changes.data.pages.flatMap((page) => page.changes)
  const count = (...kinds: SizedChange['status'][]) =>
    number(all.filter(({ status }) => kinds.includes(status)).length)
  const open = all.filter(isSmallText).slice(0, MOST_OPEN)
  if (all.length === 0) return <p className="notice">{words.history.noChanges}</p>
  return (
    <>
      <p role="status">
        {words.history.summary(count('added'), count('modified', 'renamed'), count('deleted'))}
        {changes.hasNextPage && ` ${words.history.atLeast}`}
      </p>
      {all.map((change) => (
        <Change key={change.path} repo={repo} span={span} change={change} isOpen={open.includes(change)} />
      ))}
      {changes.hasNextPage && (
        <button
          type="button"
          disabled={changes.isFetchingNextPage}
          onClick={() => void changes.fetchNextPage()}
        >
          {words.history.moreFiles}
        </button>
      )}
    </>
  )
}

const isSmallText = ({ path, status, before, after }: SizedChange): boolean =>
  status === 'modified' &&
  ['text', 'markdown', 'json', 'csv', 'jsonl'].includes(kindOf(path)) &&
  [before, after].every((facts) => !facts || sizeOf(facts) <= MOST_OPEN_BYTES)

export interface ChangeProps {
  repo: RepoRef
  span: Span
  change: SizedChange
}

function Change({ repo, span, change, isOpen }: ChangeProps & { isOpen: boolean }) {
  const texts = useWords().words.history
  const [opened, setOpened] = useState(isOpen)
  const { path, status, oldPath } = change
  const revision = status === 'deleted' ? span.from : span.to
  return (
    <details className="change" open={opened} onToggle={({ currentTarget }) => setOpened(currentTarget.open)}>
      <summary>
        <span className={`status ${status}`}>{texts[status]}</span> <span className="path">{path}</span>
        {status === 'renamed' && <span className="quiet small"> {texts.renamedFrom(oldPath)}</span>}
        <Sizes change={change} />
      </summary>
      {opened && (
        <div className="change-inside">
          <p className="small">
            <Link href={viewPath(repo, 'blob', revision, path)}>{path}</Link>
          </p>
          <Suspense fallback={<Loading />}>
            <Difference repo={repo} span={span} change={change} />
          </Suspense>
        </div>
      )}
    </details>
  )
}

function Sizes({ change: { before, after } }: { change: SizedChange }) {
  const { bytes } = useFormats()
  const sizes = [before, after].flatMap((facts) => (facts ? [bytes(sizeOf(facts))] : []))
  return <span className="quiet small sizes">{[...new Set(sizes)].join(' → ')}</span>
}
