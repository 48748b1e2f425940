import { Link } from 'wouter'
import { Confirm } from '../../components/govern/confirm.js'
import { Shown, Table } from '../../components/govern/parts.js'
import { Refusal } from '../../components/govern/refusal.js'
import { TransferTable } from '../../components/govern/transfer-table.js'
import { useSearchParams } from '../../data/address.js'
import { useMe } from '../../data/me.js'
import { useAnswerInvitation, useLeave, useMyInvitations, useMyTransfers } from '../../data/organisations.js'
import { useFormats, useWords } from '../../words/words.js'

/** Where the person is a member, and what was offered to them. */
export function MyOrganisations() {
  const { words } = useWords()
  const me = useMe()
  const transfers = useMyTransfers()
  return (
    <>
      <h1>{words.account.parts.organisations}</h1>
      <p className="lead">{words.account.organisationsLead}</p>
      <InvitationByLink />
      <Shown asked={me}>
        {(data) =>
          data === null || data.orgs.length === 0 ? (
            <p className="quiet">{words.account.none}</p>
          ) : (
            <Orgs orgs={data.orgs} />
          )
        }
      </Shown>
      <p>
        <Link className="button" href="/organizations/new">
          {words.account.newOrganisation}
        </Link>
      </p>
      <Invitations />
      <section>
        <h2>{words.account.transfers}</h2>
        <Shown asked={transfers}>{(rows) => <TransferTable rows={rows} />}</Shown>
      </section>
    </>
  )
}

function Orgs({ orgs }: { orgs: { name: string; fullname: string; roleInOrg: string }[] }) {
  const { words } = useWords()
  const leave = useLeave()
  return (
    <Table label={words.account.parts.organisations} head={[words.account.name, words.account.myRole, '']}>
      {orgs.map(({ name, fullname, roleInOrg }) => (
        <tr key={name}>
          <td>
            <Link href={`/${name}`}>{fullname}</Link> <span className="quiet small">{name}</span>
          </td>
          <td>{words.account.orgRoles[roleInOrg] ?? roleInOrg}</td>
          <td>
            <div className="actions">
              {roleInOrg === 'admin' && (
                <Link className="button" href={`/organizations/${name}/settings`}>
                  {words.account.settings}
                </Link>
              )}
              <Confirm
                label={words.account.leave}
                what={words.account.leaveWhat(name)}
                act={() => leave.mutateAsync(name)}
                isDangerous
              />
            </div>
          </td>
        </tr>
      ))}
    </Table>
  )
}

function Invitations() {
  const { words } = useWords()
  const { date } = useFormats()
  const mine = useMyInvitations()
  const answer = useAnswerInvitation()
  return (
    <section>
      <h2>{words.account.invitations}</h2>
      <Shown asked={mine}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="quiet">{words.account.none}</p>
          ) : (
            <Table
              label={words.account.invitations}
              head={[words.account.name, words.account.myRole, words.account.expires, '']}
            >
              {rows.map(({ id, organization, role, invitedBy, expiresAt }) => (
                <tr key={id}>
                  <td>
                    {organization}{' '}
                    {invitedBy && <span className="quiet small">{words.account.invitedBy(invitedBy)}</span>}
                  </td>
                  <td>{words.account.orgRoles[role] ?? role}</td>
                  <td className="tight">{date(expiresAt)}</td>
                  <td>
                    <div className="actions">
                      <button
                        type="button"
                        className="main"
                        onClick={() => answer.mutate({ id, act: 'accept' })}
                      >
                        {words.account.accept}
                      </button>
                      <Confirm
                        label={words.account.decline}
                        what={words.account.declineWhat}
                        act={() => answer.mutateAsync({ id, act: 'decline' })}
                      />
                    </div>
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Shown>
      {answer.error && <Refusal error={answer.error} />}
    </section>
  )
}

/** Whoever was invited by mail opens a link with the id and the secret of the invitation. */
function InvitationByLink() {
  const { words } = useWords()
  const [query, setQuery] = useSearchParams()
  const answer = useAnswerInvitation()
  const [id, secret] = [query.get('invitation'), query.get('secret')]
  if (!id || !secret) return null
  const accept = () => answer.mutate({ id, act: 'accept', secret }, { onSuccess: () => setQuery({}) })
  return (
    <div className="panel">
      <p>{words.account.acceptLink}</p>
      <button type="button" className="main" disabled={answer.isPending} onClick={accept}>
        {words.account.accept}
      </button>
      {answer.error && <Refusal error={answer.error} />}
    </div>
  )
}
