import { Confirm } from '../../components/govern/confirm.js'
import { Shown, Table } from '../../components/govern/parts.js'
import { type Session, useEndSession, useSessions } from '../../data/account.js'
import { useFormats, useWords } from '../../words/words.js'

export function Sessions() {
  const { words } = useWords()
  const sessions = useSessions()
  return (
    <>
      <h1>{words.account.parts.sessions}</h1>
      <p className="lead">{words.account.sessionsLead}</p>
      <Shown asked={sessions}>
        {(rows) => (
          <Table
            label={words.account.parts.sessions}
            head={[
              words.account.browser,
              words.account.address,
              words.account.signedIn,
              words.account.lastUsed,
              '',
            ]}
          >
            {rows.map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </Table>
        )}
      </Shown>
    </>
  )
}

function Row({ row }: { row: Session }) {
  const { words } = useWords()
  const { date } = useFormats()
  const end = useEndSession()
  const { id, isCurrent, how, isStrong, address, userAgent, signedInAt, lastSeenAt } = row
  const way = words.account.how[how.replace(/:.*/, '')] ?? how
  return (
    <tr>
      <td>
        {browserName(userAgent)} {isCurrent && <span className="badge">{words.account.thisSession}</span>}
        <div className="quiet small">
          {way}
          {isStrong && `, ${words.account.strong}`}
        </div>
      </td>
      <td>{address}</td>
      <td className="tight">{date(signedInAt)}</td>
      <td className="tight">{date(lastSeenAt)}</td>
      <td>
        {!isCurrent && (
          <div className="actions">
            <Confirm
              label={words.account.end}
              what={words.account.endWhat}
              act={() => end.mutateAsync(id)}
              isDangerous
            />
          </div>
        )}
      </td>
    </tr>
  )
}

/** The browser and its system, of a text that names half a dozen; else the text. */
function browserName(agent: string): string {
  const browser = /(Edg|OPR|Firefox|Chrome|Safari|Whale)\/(\d+)/.exec(
    agent.replace(/Chrome(?=.*(Edg|OPR|Whale)\/)/, ''),
  )
  const system = /Windows|Android|iPhone|iPad|Mac OS X|Linux/.exec(agent)
  return browser ? `${browser[1]} ${browser[2]}${system ? `, ${system[0]}` : ''}` : agent.slice(0, 80)
}
