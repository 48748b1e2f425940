import { Link } from 'wouter'
import { Loading, Problem } from '../../components/problem.js'
import { type Account, useMembers } from '../../data/social.js'
import { useWords } from '../../words/words.js'

/** Who is in an organisation, for those who may know. */
export function Members({ account }: { account: Account }) {
  const { words } = useWords()
  const members = useMembers(account.name)
  if (account.numUsers === undefined) return <p className="quiet">{words.people.membersHidden}</p>
  if (members.isPending) return <Loading />
  if (members.error) return <Problem error={members.error} retry={() => void members.refetch()} />
  return (
    <ul className="found">
      {members.data.map(({ user, fullname, role }) => (
        <li key={user}>
          <Link href={`/${user}`}>{fullname || user}</Link>
          <div className="facts">
            <code>{user}</code>
            {role && <span>{words.people.roles[role] ?? role}</span>}
          </div>
        </li>
      ))}
    </ul>
  )
}
