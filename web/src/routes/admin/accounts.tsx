import { useState } from 'react'
import { Link } from 'wouter'
import { Confirm } from '../../components/govern/confirm.js'
import { MoreButton, Shown, Table } from '../../components/govern/parts.js'
import { SearchBox } from '../../components/search-box.js'
import { type Account, useAccounts, useSuspend } from '../../data/admin.js'
import { useMe } from '../../data/me.js'
import { useAdminWords } from '../../words/admin.js'
import { useFormats } from '../../words/words.js'

export function Accounts() {
  const { words } = useAdminWords()
  const [kind, setKind] = useState<'user' | 'org'>('user')
  const [search, setSearch] = useState('')
  const [suspended, setSuspended] = useState(false)
  const accounts = useAccounts({ kind, search, suspended })
  const head =
    kind === 'user'
      ? [words.account.name, words.account.email, words.account.created]
      : [words.account.name, words.admin.members, words.account.created]
  return (
    <>
      <div className="bar">
        <span className="pills">
          {(['user', 'org'] as const).map((each) => (
            <button key={each} type="button" aria-pressed={each === kind} onClick={() => setKind(each)}>
              {each === 'user' ? words.admin.usersTab : words.admin.orgsTab}
            </button>
          ))}
        </span>
        <SearchBox text={search} label={words.admin.find} hint={words.admin.find} search={setSearch} />
        <label className="tick">
          <input
            type="checkbox"
            checked={suspended}
            onChange={(event) => setSuspended(event.target.checked)}
          />
          <span>{words.admin.onlySuspended}</span>
        </label>
      </div>
      <Shown asked={accounts}>
        {() =>
          accounts.rows?.length === 0 ? (
            <p className="quiet">{words.admin.nobody}</p>
          ) : (
            <Table
              label={words.admin.parts.accounts}
              head={[...head, words.admin.repos, words.account.storage, '']}
            >
              {accounts.rows?.map((row) => (
                <Row key={row.name} kind={kind} row={row} />
              ))}
            </Table>
          )
        }
      </Shown>
      <MoreButton of={accounts} />
    </>
  )
}

function Row({ kind, row }: { kind: 'user' | 'org'; row: Account }) {
  const { words } = useAdminWords()
  const { bytes, date, number } = useFormats()
  const suspend = useSuspend()
  const me = useMe()
  const { name, fullname, email, isAdmin, createdAt, suspended, repos, members } = row
  return (
    <tr>
      <td>
        <Link href={`/${name}`}>{fullname || name}</Link> <span className="quiet small">{name}</span>{' '}
        {isAdmin && <span className="badge">{words.admin.administrator}</span>}
        {suspended && <span className="badge">{words.admin.isSuspended}</span>}
      </td>
      <td>{kind === 'user' ? email : number(members)}</td>
      <td className="tight">{date(createdAt)}</td>
      <td>{number(repos)}</td>
      <td className="tight">{bytes(row.bytes)}</td>
      <td>
        {kind === 'user' && me.data?.name !== name && (
          <div className="actions">
            <Confirm
              label={suspended ? words.admin.unsuspend : words.admin.suspend}
              what={suspended ? words.admin.unsuspendWhat(name) : words.admin.suspendWhat(name)}
              act={() => suspend.mutateAsync({ name, suspended: !suspended })}
              isDangerous={!suspended}
            />
          </div>
        )}
      </td>
    </tr>
  )
}
