import { Link } from 'wouter'
import { type FilePlace, viewPath } from '../../codecs/repo-address.js'
import { Loading, Problem } from '../../components/problem.js'
import { HubRefused } from '../../data/ask.js'
import { useCommit } from '../../data/history.js'
import { useWords } from '../../words/words.js'
import { Changes } from './changes.js'
import { useTimes } from './commits.js'
import { Missing } from './missing.js'

/** One commit: who, when, why, and what it changed. */
export default function CommitPage({ place }: { place: FilePlace }) {
  const texts = useWords().words.history
  const { moment } = useTimes()
  const { repo } = place
  const commit = useCommit(repo, place.revision)
  if (commit.isPending) return <Loading />
  if (commit.error instanceof HubRefused && commit.error.status === 404) return <Missing place={place} />
  if (commit.error) return <Problem error={commit.error} retry={() => void commit.refetch()} />
  const { id, title, message, date, authors, parents } = commit.data
  const rest = (message.startsWith(title) ? message.slice(title.length) : message).trim()
  return (
    <>
      <header className="commit-head">
        <h2>{title}</h2>
        {rest !== '' && <p className="commit-message">{rest}</p>}
        <p className="quiet">
          {texts.by(authors.map(({ user }) => user).join(', '))}
          {' · '}
          <time dateTime={date}>{moment(date)}</time>
          {' · '}
          <code>{id.slice(0, 12)}</code>
        </p>
        <p>
          <Link href={viewPath(repo, 'tree', id)}>{texts.browse}</Link>
          {parents.map((parent) => (
            <span key={parent}>
              {' · '}
              <Link href={viewPath(repo, 'commit', parent)}>
                {texts.parent} {parent.slice(0, 8)}
              </Link>
            </span>
          ))}
        </p>
      </header>
      <Changes repo={repo} span={{ from: parents[0] ?? '', to: id }} />
    </>
  )
}
