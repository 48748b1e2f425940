import type { ReactNode } from 'react'
import type { Voucher } from '../../data/usage.js'
import { useFormats, useWords } from '../../words/words.js'
import { Table } from './parts.js'

/** Budgets; `act`: what an administrator can do with one. */
export function VoucherTable({ rows, act }: { rows: Voucher[]; act?: (voucher: Voucher) => ReactNode }) {
  const { words } = useWords()
  const { bytes, date, number } = useFormats()
  if (rows.length === 0) return <p className="quiet">{words.account.vouchersNone}</p>
  const text = ({ kind }: Voucher, value: number) =>
    kind === 'sql' ? words.account.seconds(number(Math.round(value / 1000))) : bytes(value)
  const head = [
    words.account.role,
    words.account.budget,
    words.account.spent,
    words.account.expires,
    words.account.name,
  ]
  head[0] = words.account.vouchers
  return (
    <Table label={words.account.vouchers} head={act ? [...head, ''] : head}>
      {rows.map((row) => (
        <tr key={row.id}>
          <td>
            {words.account.voucherKinds[row.kind]}
            <div className="small quiet">{row.note}</div>
          </td>
          <td className="tight">{text(row, row.budget)}</td>
          <td className="tight">{text(row, row.spent + row.reserved)}</td>
          <td className="tight">{date(row.revokedAt ?? row.expiresAt)}</td>
          <td>{row.namespace}</td>
          {act && <td>{!row.revokedAt && act(row)}</td>}
        </tr>
      ))}
    </Table>
  )
}
