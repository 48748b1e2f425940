import { Link } from 'wouter'
import { type RepoRef, repoPath } from '../../codecs/repo-address.js'
import { Loading, Problem } from '../../components/problem.js'
import { SignInLink } from '../../components/sign-in-link.js'
import { useSearchParams } from '../../data/address.js'
import { type Discussion, PAGE, useDiscussions } from '../../data/discussions.js'
import { useMe } from '../../data/me.js'
import { useFormats, useWords } from '../../words/words.js'

const STATUSES = ['open', 'closed', 'all'] as const

export function DiscussionList({ repo }: { repo: RepoRef }) {
  const { words } = useWords()
  const me = useMe()
  const [query] = useSearchParams()
  const status = STATUSES.find((each) => each === query.get('status')) ?? 'open'
  const page = Math.max(0, Number.parseInt(query.get('p') ?? '0', 10) || 0)
  const found = useDiscussions(repo, status, page)
  const place = `${repoPath(repo)}/discussions`
  const start = `${place}/new`
  return (
    <section aria-label={words.discussions.title}>
      <div className="bar">
        <nav className="list-links" aria-label={words.discussions.status}>
          {STATUSES.map((each) => (
            <Link
              key={each}
              href={`${place}${each === 'open' ? '' : `?status=${each}`}`}
              aria-current={each === status ? 'page' : undefined}
            >
              {words.discussions[each]}
            </Link>
          ))}
        </nav>
        {me.data ? (
          <Link className="button main-action" href={start}>
            {words.discussions.start}
          </Link>
        ) : (
          <SignInLink>{words.discussions.signIn}</SignInLink>
        )}
      </div>
      {found.isPending && <Loading />}
      {found.error && <Problem error={found.error} retry={() => void found.refetch()} />}
      {found.data?.count === 0 && (
        <p className="quiet">
          {status === 'closed'
            ? words.discussions.none
            : `${words.discussions.empty} ${words.discussions.emptyHint}`}
        </p>
      )}
      <ul className="found">
        {found.data?.discussions.map((each) => (
          <Row key={each.num} place={place} discussion={each} />
        ))}
      </ul>
      {found.data && <Pages place={place} status={status} page={page} count={found.data.count} />}
    </section>
  )
}

function Row({ place, discussion }: { place: string; discussion: Discussion }) {
  const { words } = useWords()
  const { date } = useFormats()
  const { num, title, status, author, createdAt, isPullRequest, report } = discussion
  return (
    <li>
      <Link href={`${place}/${num}`}>{title}</Link>
      {report && <span className="badge">{words.discussions.reported}</span>}
      {isPullRequest && <span className="badge">{words.discussions.pullRequest}</span>}
      <div className="facts">
        <span>#{num}</span>
        <span>{status === 'closed' ? words.discussions.closed : words.discussions.open}</span>
        <span>{words.discussions.startedBy(author?.name ?? words.discussions.gone, date(createdAt))}</span>
      </div>
    </li>
  )
}

interface PagesProps {
  place: string
  status: string
  page: number
  count: number
}
function Pages({ place, status, page, count }: PagesProps) {
  const { words } = useWords()
  if (count <= PAGE) return null
  const to = (p: number) => `${place}?status=${status}&p=${p}`
  return (
    <p className="bar">
      {page > 0 ? <Link href={to(page - 1)}>{words.discussions.newer}</Link> : <span />}
      {(page + 1) * PAGE < count && <Link href={to(page + 1)}>{words.discussions.older}</Link>}
    </p>
  )
}
