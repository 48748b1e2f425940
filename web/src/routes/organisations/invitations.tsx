import type { FormEvent } from 'react'
import { Confirm } from '../../components/govern/confirm.js'
import { Copyable } from '../../components/govern/copy.js'
import { Field, Said, Shown, Table } from '../../components/govern/parts.js'
import { Refusal } from '../../components/govern/refusal.js'
import { ORG_ROLES, useInvitations, useInvite, useWithdrawInvitation } from '../../data/organisations.js'
import { useFormats, useWords } from '../../words/words.js'

export function Invitations({ org }: { org: string }) {
  const { words } = useWords()
  const { date } = useFormats()
  const invitations = useInvitations(org)
  const withdraw = useWithdrawInvitation(org)
  return (
    <>
      <Invite org={org} />
      <h2>{words.account.openInvitations}</h2>
      <Shown asked={invitations}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="quiet">{words.account.none}</p>
          ) : (
            <Table
              label={words.account.openInvitations}
              head={[words.account.name, words.account.role, words.account.expires, '']}
            >
              {rows.map(({ id, user, email, role, invitedBy, expiresAt }) => (
                <tr key={id}>
                  <td>
                    {user ?? email}{' '}
                    {invitedBy && <span className="quiet small">{words.account.invitedBy(invitedBy)}</span>}
                  </td>
                  <td>{words.account.orgRoles[role]}</td>
                  <td className="tight">{date(expiresAt)}</td>
                  <td>
                    <div className="actions">
                      <Confirm
                        label={words.account.withdraw}
                        what={words.account.withdrawWhat}
                        act={() => withdraw.mutateAsync(id)}
                        isDangerous
                      />
                    </div>
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Shown>
    </>
  )
}

function Invite({ org }: { org: string }) {
  const { words } = useWords()
  const invite = useInvite(org)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const values = new FormData(form)
    const wish = { whom: String(values.get('whom')).trim(), role: String(values.get('role')) }
    invite.mutate(wish, { onSuccess: () => form.reset() })
  }
  const { id, secret } = invite.data ?? {}
  return (
    <form className="form" onSubmit={submit}>
      <Field label={words.account.inviteWhom}>
        {(field) => (
          <input id={field} name="whom" required maxLength={254} autoCapitalize="none" spellCheck={false} />
        )}
      </Field>
      <Field label={words.account.role}>
        {(field) => (
          <select id={field} name="role">
            {ORG_ROLES.map((each) => (
              <option key={each} value={each}>
                {words.account.orgRoles[each]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {invite.error && <Refusal error={invite.error} />}
      <div className="actions">
        <button type="submit" className="main" disabled={invite.isPending}>
          {words.account.invite}
        </button>
        <Said>{invite.isSuccess && words.account.invited(invite.variables.whom)}</Said>
      </div>
      {secret && (
        <div className="panel">
          <p>{words.account.inviteSecret}</p>
          <Copyable
            label={words.account.inviteSecret}
            text={`${window.location.origin}/settings/organisations?invitation=${id}&secret=${encodeURIComponent(secret)}`}
          />
        </div>
      )}
    </form>
  )
}
