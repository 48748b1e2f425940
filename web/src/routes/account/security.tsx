import type { FormEvent } from 'react'
import { Confirm } from '../../components/govern/confirm.js'
import { Field, Said, Shown, Table } from '../../components/govern/parts.js'
import { Refusal } from '../../components/govern/refusal.js'
import { type Identity, useChangePassword, useIdentities, useUnlink } from '../../data/account.js'
import { useWords } from '../../words/words.js'
import { Passkeys } from './passkeys.js'
import { SecondFactor } from './second-factor.js'

/** How the person proves who they are. */
export function Security() {
  const { words } = useWords()
  return (
    <>
      <h1>{words.account.parts.security}</h1>
      <Passkeys />
      <SecondFactor />
      <Password />
      <Identities />
    </>
  )
}

function Password() {
  const { words } = useWords()
  const change = useChangePassword()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const values = new FormData(form)
    const current = String(values.get('current'))
    const wish = { password: String(values.get('password')), ...(current !== '' && { current }) }
    change.mutate(wish, { onSuccess: () => form.reset() })
  }
  return (
    <section>
      <h2>{words.account.password}</h2>
      <form className="form" onSubmit={submit}>
        <Field label={words.account.currentPassword}>
          {(id) => <input id={id} name="current" type="password" autoComplete="current-password" />}
        </Field>
        <Field label={words.account.newPassword} hint={words.account.passwordHint}>
          {(id) => (
            <input
              id={id}
              name="password"
              type="password"
              required
              minLength={10}
              maxLength={256}
              autoComplete="new-password"
            />
          )}
        </Field>
        {change.error && <Refusal error={change.error} />}
        <div className="actions">
          <button type="submit" disabled={change.isPending}>
            {words.account.changePassword}
          </button>
          <Said>{change.isSuccess && words.account.passwordChanged}</Said>
        </div>
      </form>
    </section>
  )
}

function Identities() {
  const { words } = useWords()
  const identities = useIdentities()
  return (
    <section>
      <h2>{words.account.identities}</h2>
      <Shown asked={identities}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="quiet">{words.account.identitiesNone}</p>
          ) : (
            <Table label={words.account.identities} head={[words.account.identities, words.account.name, '']}>
              {rows.map((row) => (
                <IdentityRow key={row.id} row={row} />
              ))}
            </Table>
          )
        }
      </Shown>
    </section>
  )
}

function IdentityRow({ row: { id, issuer, name, email } }: { row: Identity }) {
  const { words } = useWords()
  const unlink = useUnlink()
  return (
    <tr>
      <td>{issuer}</td>
      <td>{name ?? email}</td>
      <td>
        <div className="actions">
          <Confirm
            label={words.account.remove}
            what={words.account.unlinkWhat}
            act={() => unlink.mutateAsync(id)}
            isDangerous
          />
        </div>
      </td>
    </tr>
  )
}
