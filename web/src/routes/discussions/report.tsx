import { Link } from 'wouter'
import { type RepoRef, repoPath } from '../../codecs/repo-address.js'
import { PLACES, type Report } from '../../data/discussions.js'
import { useWords } from '../../words/words.js'

/** Where an error in data is, and a way there. */
export function ReportPlace({ repo, report }: { repo: RepoRef; report: Report }) {
  const { words } = useWords()
  const place = repoPath(repo)
  const { config, split, row, path } = report
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries({ config, split, row }))
    if (value !== undefined) query.set(key, String(value))
  return (
    <section className="panel">
      <h3>{words.discussions.reported}</h3>
      <dl>
        {PLACES.filter((each) => report[each] !== undefined).map((each) => (
          <div key={each}>
            <dt>{words.discussions.place[each]}</dt>
            <dd>
              <code>{report[each]}</code>
            </dd>
          </div>
        ))}
      </dl>
      {repo.type === 'dataset' && (row !== undefined || split !== undefined) && (
        <Link href={`${place}/viewer?${query}`}>{words.discussions.rowLink}</Link>
      )}{' '}
      {path !== undefined && (
        <a href={`${place}/resolve/main/${String(path).split('/').map(encodeURIComponent).join('/')}`}>
          {words.discussions.fileLink}
        </a>
      )}
    </section>
  )
}
