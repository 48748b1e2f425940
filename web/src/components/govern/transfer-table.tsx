import { type Transfer, useAnswerTransfer } from '../../data/organisations.js'
import { useFormats, useWords } from '../../words/words.js'
import { Confirm } from './confirm.js'
import { Table } from './parts.js'

/** Repos that are offered, to take or to decline. */
export function TransferTable({ rows }: { rows: Transfer[] }) {
  const { words } = useWords()
  const { date } = useFormats()
  const answer = useAnswerTransfer()
  if (rows.length === 0) return <p className="quiet">{words.account.none}</p>
  return (
    <Table label={words.account.transfers} head={[words.account.repo, '', words.account.expires, '']}>
      {rows.map(({ id, repo, to, offeredBy, expiresAt }) => (
        <tr key={id}>
          <td>
            {repo} {offeredBy && <span className="quiet small">{words.account.invitedBy(offeredBy)}</span>}
          </td>
          <td>{words.account.transferTo(to)}</td>
          <td className="tight">{date(expiresAt)}</td>
          <td>
            <div className="actions">
              <Confirm
                label={words.account.accept}
                className="main"
                what={words.account.acceptTransferWhat(repo, to)}
                act={() => answer.mutateAsync({ id, act: 'accept' })}
              />
              <Confirm
                label={words.account.decline}
                what={words.account.declineTransferWhat}
                act={() => answer.mutateAsync({ id, act: 'decline' })}
              />
            </div>
          </td>
        </tr>
      ))}
    </Table>
  )
}
