import { useState } from 'react'
import { Shown, Table } from '../../components/govern/parts.js'
import { useHistory } from '../../data/requests.js'
import { useFormats, useWords } from '../../words/words.js'
import { AnswerList } from './receipt.js'
import { Decision } from './request-table.js'

/** What stood in requests before they were changed; asked for when somebody opens it. */
export function History({ id }: { id: string }) {
  const { words } = useWords()
  const { date } = useFormats()
  const [isOpen, setOpen] = useState(false)
  const history = useHistory(id, isOpen)
  return (
    <details className="more" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.requests.history}</summary>
      <p className="quiet small">{words.requests.historyHint}</p>
      {isOpen && (
        <Shown asked={history}>
          {(rows) =>
            rows.length === 0 ? (
              <p className="quiet">{words.requests.noHistory}</p>
            ) : (
              <Table
                label={words.requests.history}
                head={[
                  words.requests.replaced,
                  words.requests.person,
                  words.requests.state,
                  words.requests.answers,
                  words.requests.decision,
                ]}
              >
                {rows.map((row) => (
                  <tr key={`${row.requestId} ${row.replacedAt}`}>
                    <td className="tight">{row.replacedAt && date(row.replacedAt)}</td>
                    <td>{row.user.user}</td>
                    <td>{words.requests.states[row.status]}</td>
                    <td>
                      <AnswerList fields={row.fields} purpose={row.purpose} days={row.days} />
                    </td>
                    <td>
                      <Decision request={row} />
                    </td>
                  </tr>
                ))}
              </Table>
            )
          }
        </Shown>
      )}
    </details>
  )
}
