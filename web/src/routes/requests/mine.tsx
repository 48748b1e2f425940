import { Link } from 'wouter'
import { MoreButton, Shown, Table } from '../../components/govern/parts.js'
import { type OwnRequest, useOwnRequests } from '../../data/requests.js'
import { useFormats, useWords } from '../../words/words.js'

/** All requests of the person, with how each stands now. */
export function MyRequests() {
  const { words } = useWords()
  const mine = useOwnRequests()
  return (
    <>
      <h1>{words.requests.mineTitle}</h1>
      <p className="lead">{words.requests.mineLead}</p>
      <Shown asked={mine}>
        {() =>
          mine.rows?.length === 0 ? (
            <p className="quiet">{words.requests.mineNone}</p>
          ) : (
            <>
              <Table
                label={words.requests.mineTitle}
                head={[
                  words.requests.dataset,
                  words.requests.state,
                  words.requests.asked,
                  words.requests.ends,
                  words.requests.reason,
                ]}
              >
                {mine.rows?.map((each) => (
                  <Row key={each.requestId} request={each} />
                ))}
              </Table>
              <MoreButton of={mine} />
            </>
          )
        }
      </Shown>
    </>
  )
}

const LOOK: Record<string, string> = { accepted: 'good', rejected: 'bad', expired: 'bad' }

function Row({ request }: { request: OwnRequest }) {
  const { words } = useWords()
  const { date } = useFormats()
  const { repo, type, state, requestedAt, granted, grantedUntil, reason } = request
  const end = grantedUntil ? date(grantedUntil) : words.requests.withoutEnd
  return (
    <tr>
      <td>
        {repo === null ? (
          <span className="quiet">{words.requests.goneRepo}</span>
        ) : (
          <Link href={type === 'dataset' ? `/datasets/${repo}` : `/${repo}`}>{repo}</Link>
        )}
      </td>
      <td>
        <span className={`state ${LOOK[state] ?? ''}`}>{words.requests.states[state]}</span>
      </td>
      <td className="tight">{date(requestedAt)}</td>
      <td className="tight">{granted && end}</td>
      <td>{reason}</td>
    </tr>
  )
}
