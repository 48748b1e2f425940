import { browserSupportsWebAuthn } from '@simplewebauthn/browser'
import type { FormEvent } from 'react'
import { Confirm } from '../../components/govern/confirm.js'
import { Field, Shown, Table } from '../../components/govern/parts.js'
import { Refusal } from '../../components/govern/refusal.js'
import { type Passkey, useAddPasskey, usePasskeys, useRemovePasskey } from '../../data/account.js'
import { useFormats, useWords } from '../../words/words.js'

export function Passkeys() {
  const { words } = useWords()
  const passkeys = usePasskeys()
  return (
    <section>
      <h2>{words.account.passkeys}</h2>
      <p className="lead">{words.account.passkeysWhat}</p>
      <Shown asked={passkeys}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="quiet">{words.account.noPasskeys}</p>
          ) : (
            <Table
              label={words.account.passkeys}
              head={[words.account.name, words.account.created, words.account.lastUsed, '']}
            >
              {rows.map((row) => (
                <Row key={row.id} row={row} />
              ))}
            </Table>
          )
        }
      </Shown>
      {browserSupportsWebAuthn() ? <Add /> : <p className="notice">{words.account.passkeysImpossible}</p>}
    </section>
  )
}

function Add() {
  const { words } = useWords()
  const add = useAddPasskey()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    add.mutate(String(new FormData(form).get('name')), { onSuccess: () => form.reset() })
  }
  return (
    <form className="form" onSubmit={submit}>
      <div className="form line">
        <Field label={words.account.passkeyName}>
          {(id) => <input id={id} name="name" required maxLength={100} />}
        </Field>
        <button type="submit" disabled={add.isPending}>
          {words.account.addPasskey}
        </button>
      </div>
      {add.error && <Refusal error={add.error} />}
    </form>
  )
}

function Row({ row: { id, name, createdAt, lastUsedAt } }: { row: Passkey }) {
  const { words } = useWords()
  const { date } = useFormats()
  const remove = useRemovePasskey()
  return (
    <tr>
      <td>{name}</td>
      <td className="tight">{date(createdAt)}</td>
      <td className="tight">{lastUsedAt ? date(lastUsedAt) : words.account.never}</td>
      <td>
        <div className="actions">
          <Confirm
            label={words.account.remove}
            what={words.account.removePasskeyWhat(name)}
            act={() => remove.mutateAsync(id)}
            isDangerous
          />
        </div>
      </td>
    </tr>
  )
}
