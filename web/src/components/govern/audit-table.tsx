import type { AuditRow } from '../../data/account.js'
import { useNames } from '../../words/names.js'
import { useWords } from '../../words/words.js'
import { Table } from './parts.js'

/** Entries of the audit: when, who, what, from where, and what came of it. */
export function AuditTable({ rows, withPerson }: { rows: AuditRow[]; withPerson: boolean }) {
  const { words, language } = useWords()
  const { actions } = useNames()
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' })
  const head = [
    words.account.time,
    words.account.action,
    words.account.repo,
    words.account.outcome,
    words.account.address,
  ]
  if (withPerson) head.splice(1, 0, words.account.person)
  return (
    <Table label={words.account.parts.audit} head={head}>
      {rows.map((row, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one's own entries have no number, and the list only grows at its end
        <tr key={row.seq ?? i}>
          <td className="tight">{time.format(new Date(row.at))}</td>
          {withPerson && <td>{row.actor?.name ?? words.account.nobody}</td>}
          <td title={row.action}>{actions[row.action] ?? row.action}</td>
          <td>
            {row.repos
              .map(({ name }) => name)
              .filter(Boolean)
              .join(', ') || row.asked}
          </td>
          <td>
            <span className={`state ${row.outcome === 'allow' ? 'good' : 'bad'}`}>
              {row.outcome === 'allow' ? words.account.allowed : words.account.refused}
            </span>
            {row.error && <div className="small quiet">{row.error}</div>}
          </td>
          <td>{row.address}</td>
        </tr>
      ))}
    </Table>
  )
}
