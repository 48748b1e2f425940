import { useState } from 'react'
import { Link } from 'wouter'
import { cardValues } from '../../codecs/card-values.js'
import { type RepoType, repoPath } from '../../codecs/repo-address.js'
import { Loading, Problem } from '../../components/problem.js'
import { LISTS, type ListedRepo, type ListSort, useReposOf } from '../../data/repo.js'
import { useFormats, useWords } from '../../words/words.js'

/** What somebody publishes, of what the reader may see, a page at a time. */
export function ReposOf({ type, author }: { type: RepoType; author: string }) {
  const { words } = useWords()
  const [sort, setSort] = useState<ListSort>('lastModified')
  const found = useReposOf(type, author, sort)
  if (found.isPending) return <Loading />
  if (found.error) return <Problem error={found.error} retry={() => void found.refetch()} />
  const repos = found.data.pages.flatMap((page) => page.repos)
  if (repos.length === 0)
    return <p className="quiet">{type === 'model' ? words.people.noModelsYet : words.people.noDatasets}</p>
  return (
    <>
      <p>
        <label className="small">
          {words.sort}{' '}
          <select value={sort} onChange={(event) => setSort(event.target.value as ListSort)}>
            {LISTS.map((each) => (
              <option key={each} value={each}>
                {words.people.sortLists[each]}
              </option>
            ))}
          </select>
        </label>
      </p>
      <ul className="found">
        {repos.map((repo) => (
          <Row key={repo.id} type={type} repo={repo} />
        ))}
      </ul>
      {found.hasNextPage && (
        <button type="button" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {words.more}
        </button>
      )}
    </>
  )
}

function Row({ type, repo }: { type: RepoType; repo: ListedRepo }) {
  const { words } = useWords()
  const { short, date } = useFormats()
  const title = repo.cardData?.pretty_name
  const licences = cardValues(repo.cardData?.license)
  const state = words.people.states[repo.opening as keyof typeof words.people.states]
  return (
    <li>
      <h2>
        <Link href={repoPath({ type, id: repo.id })}>
          {typeof title === 'string' ? title : repo.id.split('/')[1]}
        </Link>
        {repo.private && <span className="badge">{words.private}</span>}
        {repo.gated && <span className="badge">{words.gated}</span>}
        {state && <span className="badge">{state}</span>}
      </h2>
      <div className="facts">
        <code>{repo.id}</code>
        {licences.length > 0 && <span>{licences.join(', ')}</span>}
        <span>
          {words.updated} {date(repo.lastModified)}
        </span>
        <span>{words.people.downloadsCount(short(repo.downloads))}</span>
        {repo.likes > 0 && <span>{words.people.likesCount(short(repo.likes))}</span>}
      </div>
    </li>
  )
}
