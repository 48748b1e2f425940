import { Link } from 'wouter'
import { repoPath } from '../../codecs/repo-address.js'
import { Loading, Problem } from '../../components/problem.js'
import { useLikes } from '../../data/social.js'
import { useFormats, useWords } from '../../words/words.js'

export function LikedRepos({ name }: { name: string }) {
  const { words } = useWords()
  const { date } = useFormats()
  const likes = useLikes(name)
  if (likes.isPending) return <Loading />
  if (likes.error) return <Problem error={likes.error} retry={() => void likes.refetch()} />
  if (likes.data.length === 0) return <p className="quiet">{words.people.noLikes}</p>
  return (
    <ul className="found">
      {likes.data.map(({ repo, createdAt }) => (
        <li key={`${repo.type}/${repo.name}`}>
          <Link href={repoPath({ type: repo.type, id: repo.name })}>{repo.name}</Link>
          <div className="facts">
            <span>{repo.type === 'model' ? words.people.allModels : words.people.allDatasets}</span>
            <span>♥ {date(createdAt)}</span>
          </div>
        </li>
      ))}
    </ul>
  )
}
