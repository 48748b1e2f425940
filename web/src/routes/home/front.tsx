import { Link } from 'wouter'
import { type CataloguePageData, type Found, useFirst } from '../../data/catalogue.js'
import { useMe } from '../../data/me.js'
import { useFormats, useWords } from '../../words/words.js'

const ROWS = 5

/** What is asked for, new and opened these days; a hub with nothing in it says what to do first. */
export function Front({ first }: { first: CataloguePageData | undefined }) {
  const { words } = useWords()
  const { number, date, short } = useFormats()
  const trending = useFirst('trending', ROWS).data?.filter(({ trend }) => trend > 0)
  const newest = useFirst('created', ROWS).data
  const opened = useFirst('opened', ROWS).data
  if (first?.total.value === 0) return <Empty />
  return (
    <>
      {first && (
        <p className="list-links">
          <Link href="/datasets">{words.people.howMany(number(first.total.value))}</Link>
          <Link href="/models">{words.people.allModels}</Link>
        </p>
      )}
      <div className="lists">
        <Short
          title={words.people.trending}
          hint={words.people.trendingHint}
          sort="trending"
          rows={trending}
          tell={({ likes, downloads }) =>
            likes > 0 ? `♥ ${short(likes)}` : words.people.downloadsCount(short(downloads))
          }
        />
        <Short
          title={words.people.newest}
          hint={words.people.newestHint}
          sort="created"
          rows={newest}
          tell={({ createdAt }) => date(createdAt)}
        />
        <Short
          title={words.people.opened}
          hint={words.people.openedHint}
          sort="opened"
          rows={opened}
          tell={({ openedAt, opening }) =>
            `${words.people.states[opening ?? 'final']} · ${openedAt ? date(openedAt) : ''}`
          }
        />
      </div>
    </>
  )
}

interface ShortProps {
  title: string
  hint: string
  sort: string
  rows: Found[] | undefined
  tell(found: Found): string
}
function Short({ title, hint, sort, rows, tell }: ShortProps) {
  const { words } = useWords()
  if (!rows || rows.length === 0) return null
  return (
    <section>
      <div className="bar-tight">
        <h2>{title}</h2>
        <Link
          className="small"
          href={`/datasets?sort=${sort}`}
          aria-label={`${words.people.allOfThem}: ${title}`}
        >
          {words.people.allOfThem}
        </Link>
      </div>
      <p className="quiet small">{hint}</p>
      <ol>
        {rows.map((found) => (
          <li key={found.id}>
            <Link href={`/datasets/${found.id}`}>{found.title || found.id}</Link>
            <span>{tell(found)}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Empty() {
  const { words } = useWords()
  const me = useMe()
  return (
    <section className="panel">
      <h2>{words.people.emptyHub}</h2>
      <p>{words.people.emptyHubHint}</p>
      {me.data ? (
        <Link className="button" href="/new">
          {words.people.publishFirst}
        </Link>
      ) : (
        <a className="button" href="/login?next=%2Fnew">
          {words.people.signInToPublish}
        </a>
      )}
    </section>
  )
}
