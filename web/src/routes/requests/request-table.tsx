import { Link } from 'wouter'
import { Table } from '../../components/govern/parts.js'
import type { Listed, QueueState } from '../../data/requests.js'
import { useFormats, useWords } from '../../words/words.js'
import { Decide } from './decide.js'
import { AnswerList } from './receipt.js'

interface Props {
  id: string
  state: QueueState
  requests: Listed[]
  /** Ids of requests. */
  chosen: Set<string>
  choose(chosen: Set<string>): void
}

export function RequestTable({ id, state, requests, chosen, choose }: Props) {
  const { words } = useWords()
  const isAll = requests.length > 0 && requests.every((each) => chosen.has(each.requestId))
  const all = (
    <input
      type="checkbox"
      aria-label={words.requests.selectAll}
      checked={isAll}
      onChange={() => choose(new Set(isAll ? [] : requests.map((each) => each.requestId)))}
    />
  )
  const head = [all, words.requests.person, words.requests.answers, words.requests.asked, '']
  if (state !== 'pending') head.splice(4, 0, words.requests.decision)
  const turn = (requestId: string) => {
    const next = new Set(chosen)
    if (!next.delete(requestId)) next.add(requestId)
    choose(next)
  }
  return (
    <Table label={words.requests.queueTitle} head={head}>
      {requests.map((request) => (
        <Row
          key={request.requestId}
          {...{ id, state, request }}
          isChosen={chosen.has(request.requestId)}
          turn={() => turn(request.requestId)}
        />
      ))}
    </Table>
  )
}

interface RowProps {
  id: string
  state: QueueState
  request: Listed
  isChosen: boolean
  turn(): void
}

function Row({ id, state, request, isChosen, turn }: RowProps) {
  const { words } = useWords()
  const { date } = useFormats()
  const { user, asked, fields, purpose, days, timestamp } = request
  return (
    <tr>
      <td>
        <input
          type="checkbox"
          aria-label={words.requests.selectOne(user.user)}
          checked={isChosen}
          onChange={turn}
        />
      </td>
      <td>
        <Link href={`/${user.user}`}>{user.fullname || user.user}</Link>
        <div className="quiet small">{user.user}</div>
        {user.email && <div className="small">{user.email}</div>}
      </td>
      <td>
        {Object.keys(fields).length === 0 && !purpose && !days ? (
          <span className="quiet small">
            {asked ? words.requests.noQuestions : words.requests.gaveAccess}
          </span>
        ) : (
          <AnswerList fields={fields} purpose={purpose} days={days} />
        )}
      </td>
      <td className="tight">{date(timestamp)}</td>
      {state !== 'pending' && (
        <td>
          <Decision request={request} />
        </td>
      )}
      <td>
        <div className="actions">
          <Decide id={id} state={state} requests={[request]} keep={() => {}} />
        </div>
      </td>
    </tr>
  )
}

/** What was decided, by whom, until when and why. */
export function Decision({ request }: { request: Listed }) {
  const { words } = useWords()
  const { date } = useFormats()
  const { reviewedAt, reviewedBy, rejectionReason, granted, grantedUntil } = request
  return (
    <>
      {reviewedAt && date(reviewedAt)} {reviewedBy && words.requests.by(reviewedBy)}
      {granted && (
        <div className="small">
          {grantedUntil ? words.requests.until(date(grantedUntil)) : words.requests.withoutEnd}
        </div>
      )}
      {rejectionReason && <div className="small quiet">{rejectionReason}</div>}
    </>
  )
}
