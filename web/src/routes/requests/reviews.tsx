import { Link } from 'wouter'
import { MoreButton, Shown, Table } from '../../components/govern/parts.js'
import { QUEUE_STATES, useReviews } from '../../data/requests.js'
import { useFormats, useWords } from '../../words/words.js'
import { Requests } from './queue.js'

/** Data sets whose queues are opened at once; the others are a click away. */
const MOST_OPEN = 10

/** All gates at which the person decides: counts, and what waits. */
export function Reviews() {
  const { words } = useWords()
  const { number } = useFormats()
  const reviews = useReviews()
  return (
    <>
      <h1>{words.requests.reviewsTitle}</h1>
      <p className="lead">{words.requests.reviewsLead}</p>
      <Shown asked={reviews}>
        {() => {
          const rows = reviews.rows ?? []
          const datasets = rows.filter(({ type, pending }) => type === 'dataset' && pending > 0)
          if (rows.length === 0) return <p className="quiet">{words.requests.reviewsNone}</p>
          return (
            <>
              <Table
                label={words.requests.reviewsTitle}
                head={[words.requests.dataset, ...QUEUE_STATES.map((state) => words.requests.states[state])]}
              >
                {rows.map((row) => (
                  <tr key={`${row.type} ${row.repo}`}>
                    <td>
                      {row.type === 'dataset' ? (
                        <Link href={`/datasets/${row.repo}/requests`}>{row.repo}</Link>
                      ) : (
                        row.repo
                      )}
                    </td>
                    {QUEUE_STATES.map((state) => (
                      <td key={state} className="number">
                        {number(row[state])}
                      </td>
                    ))}
                  </tr>
                ))}
              </Table>
              <MoreButton of={reviews} />
              {datasets.length === 0 && <p className="quiet">{words.requests.waitingNone}</p>}
              {datasets.slice(0, MOST_OPEN).map(({ repo }) => (
                <section key={repo}>
                  <h2>
                    <Link href={`/datasets/${repo}/requests`}>{repo}</Link>
                  </h2>
                  <Requests id={repo} state="pending" />
                </section>
              ))}
            </>
          )
        }}
      </Shown>
    </>
  )
}
