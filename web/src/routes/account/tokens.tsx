import { Confirm } from '../../components/govern/confirm.js'
import { Shown, Table } from '../../components/govern/parts.js'
import { type Token, useRevokeToken, useTokens } from '../../data/account.js'
import { useFormats, useWords } from '../../words/words.js'
import { NewTokenForm } from './new-token.js'

export function Tokens() {
  const { words } = useWords()
  const tokens = useTokens()
  return (
    <>
      <h1>{words.account.parts.tokens}</h1>
      <p className="lead">{words.account.tokensLead}</p>
      <Shown asked={tokens}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="quiet">{words.account.none}</p>
          ) : (
            <Table
              label={words.account.parts.tokens}
              head={[
                words.account.name,
                words.account.role,
                words.account.created,
                words.account.lastUsed,
                words.account.expires,
                '',
              ]}
            >
              {rows.map((row) => (
                <Row key={row.name} row={row} />
              ))}
            </Table>
          )
        }
      </Shown>
      <section>
        <h2>{words.account.newToken}</h2>
        <NewTokenForm />
      </section>
    </>
  )
}

function Row({ row: { name, role, grants, createdAt, lastUsedAt, expiresAt } }: { row: Token }) {
  const { words } = useWords()
  const { date } = useFormats()
  const revoke = useRevokeToken()
  return (
    <tr>
      <td>{name}</td>
      <td>
        {words.account.shortRoles[role]}
        {grants?.map((grant) => (
          <div className="small quiet" key={grant.entity}>
            {grant.entity}: {words.account.shortRoles[grant.role]}
          </div>
        ))}
      </td>
      <td className="tight">{date(createdAt)}</td>
      <td className="tight">{lastUsedAt ? date(lastUsedAt) : words.account.never}</td>
      <td className="tight">{expiresAt ? date(expiresAt) : words.account.never}</td>
      <td>
        <div className="actions">
          <Confirm
            label={words.account.revoke}
            what={words.account.revokeTokenWhat(name)}
            act={() => revoke.mutateAsync(name)}
            isDangerous
          />
        </div>
      </td>
    </tr>
  )
}
