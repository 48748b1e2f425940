import { Link } from 'wouter'
import { Confirm } from '../../components/govern/confirm.js'
import { MoreButton, Said, Shown, Table } from '../../components/govern/parts.js'
import { Refusal } from '../../components/govern/refusal.js'
import { type Member, ORG_ROLES, useMembers, useSetRole } from '../../data/organisations.js'
import { useWords } from '../../words/words.js'

export function Members({ org }: { org: string }) {
  const { words } = useWords()
  const members = useMembers(org)
  const setRole = useSetRole(org)
  const { user, role } = setRole.variables ?? {}
  return (
    <>
      <p className="actions">
        <Link className="button main" href={`/organizations/${org}/settings/invitations`}>
          {words.account.invite}
        </Link>
        <Said>
          {setRole.isSuccess &&
            role &&
            words.account.roleChanged(user ?? '', words.account.orgRoles[role] ?? '')}
        </Said>
      </p>
      {setRole.error && <Refusal error={setRole.error} />}
      <Shown asked={members}>
        {() => (
          <Table label={words.account.orgParts.members} head={[words.account.name, words.account.role, '']}>
            {members.rows?.map((member) => (
              <Row key={member.user} {...{ org, member, setRole }} />
            ))}
          </Table>
        )}
      </Shown>
      <MoreButton of={members} />
    </>
  )
}

interface RowProps {
  org: string
  member: Member
  setRole: ReturnType<typeof useSetRole>
}

function Row({ org, member: { user, fullname, role }, setRole }: RowProps) {
  const { words } = useWords()
  return (
    <tr>
      <td>
        <Link href={`/${user}`}>{fullname || user}</Link> <span className="quiet small">{user}</span>
      </td>
      <td>
        <select
          aria-label={words.account.changeRole(user)}
          value={role}
          disabled={setRole.isPending}
          onChange={(event) => setRole.mutate({ user, role: event.target.value })}
        >
          {ORG_ROLES.map((each) => (
            <option key={each} value={each}>
              {words.account.orgRoles[each]}
            </option>
          ))}
        </select>
      </td>
      <td>
        <div className="actions">
          <Confirm
            label={words.account.remove}
            what={words.account.removeMemberWhat(user, org)}
            act={() => setRole.mutateAsync({ user, role: null })}
            isDangerous
          />
        </div>
      </td>
    </tr>
  )
}
