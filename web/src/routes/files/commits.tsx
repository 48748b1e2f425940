import { Link } from 'wouter'
import { type FilePlace, viewPath } from '../../codecs/repo-address.js'
import { Loading, Problem } from '../../components/problem.js'
import { type Commit, useCommits } from '../../data/history.js'
import { useFormats, useWords } from '../../words/words.js'
import { CompareForm } from './compare-form.js'
import { Crumbs, RevisionChooser } from './toolbar.js'

/** Commits of a version, or of a file or folder of it, newest first, below the day on which they were made. */
export default function CommitsPage({ place }: { place: FilePlace }) {
  const { words } = useWords()
  const { number } = useFormats()
  const commits = useCommits(place.repo, place.revision, place.path)
  const total = commits.data?.pages[0]?.total
  const found = commits.data?.pages.flatMap((page) => page.commits)
  return (
    <>
      <div className="file-bar">
        <RevisionChooser place={place} />
        {place.path !== '' && <Crumbs place={place} />}
        {total !== undefined && <span className="quiet">{words.history.commits(number(total))}</span>}
        <Link href={viewPath(place.repo, 'tree', place.revision, place.path)} className="file-bar-end">
          {words.fileView.files}
        </Link>
      </div>
      {commits.isPending && <Loading />}
      {commits.error && <Problem error={commits.error} retry={() => void commits.refetch()} />}
      {found && <Days place={place} commits={found} />}
      {found?.length === 0 && <p role="status">{words.history.noneOf(commits.hasNextPage)}</p>}
      {commits.hasNextPage && (
        <button
          type="button"
          disabled={commits.isFetchingNextPage}
          onClick={() => void commits.fetchNextPage()}
        >
          {words.history.older}
        </button>
      )}
      {commits.data && <CompareForm repo={place.repo} to={place.revision} />}
    </>
  )
}

function Days({ place, commits }: { place: FilePlace; commits: Commit[] }) {
  const { date } = useFormats()
  const days = new Map<string, Commit[]>()
  for (const commit of commits) {
    const day = date(commit.date)
    days.set(day, [...(days.get(day) ?? []), commit])
  }
  return [...days].map(([day, made]) => (
    <section key={day} className="day">
      <h2>{day}</h2>
      <ol className="commits">
        {made.map((commit) => (
          <CommitRow key={commit.id} place={place} commit={commit} />
        ))}
      </ol>
    </section>
  ))
}

function CommitRow({ place: { repo }, commit }: { place: FilePlace; commit: Commit }) {
  const { words } = useWords()
  const { time } = useTimes()
  return (
    <li>
      <div>
        <Link href={viewPath(repo, 'commit', commit.id)}>{commit.title}</Link>
        <p className="quiet small">
          {words.history.by(commit.authors.map(({ user }) => user).join(', '))}
          {' · '}
          <time dateTime={commit.date}>{time(commit.date)}</time>
        </p>
      </div>
      <span className="commit-links">
        <Link
          href={viewPath(repo, 'tree', commit.id)}
          aria-label={`${words.history.browse} ${commit.id.slice(0, 8)}`}
        >
          <code>{commit.id.slice(0, 8)}</code>
        </Link>
      </span>
    </li>
  )
}

/** The time of a day, as people of the language write it. */
export function useTimes() {
  const { language } = useWords()
  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'short' })
  const whole = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' })
  return {
    time: (text: string) => clock.format(new Date(text)),
    moment: (text: string) => whole.format(new Date(text)),
  }
}
