import type { FormEvent } from 'react'
import { Field, Shown } from '../../components/govern/parts.js'
import { Refusal } from '../../components/govern/refusal.js'
import { useEmailProof, useProveEmail, useSendEmailCode, useSignedIn } from '../../data/account.js'
import { useWords } from '../../words/words.js'

/** Whether the address was shown to be the person's own, and how to show it: with a code that is mailed there. */
export function EmailProof() {
  const { words } = useWords()
  const proof = useEmailProof()
  return (
    <section className="panel">
      <h2>{words.account.proof.title}</h2>
      <Shown asked={proof}>
        {({ email, verified }) => {
          if (email === null) return <p className="quiet">{words.account.proof.none}</p>
          return verified ? <p role="status">{words.account.proof.done(email)}</p> : <Ask email={email} />
        }}
      </Shown>
    </section>
  )
}

function Ask({ email }: { email: string }) {
  const { words } = useWords()
  const signedIn = useSignedIn()
  const send = useSendEmailCode()
  const prove = useProveEmail()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    prove.mutate(String(new FormData(event.currentTarget).get('code')))
  }
  const error = prove.error ?? send.error
  if (signedIn.data?.mail === false)
    return (
      <p>
        {words.account.proof.open(email)} {words.account.proof.noMail}
      </p>
    )
  return (
    <>
      <p>
        {words.account.proof.open(email)} {words.account.proof.byCode}
      </p>
      <button type="button" disabled={send.isPending} onClick={() => send.mutate()}>
        {words.account.proof.send}
      </button>
      {send.isSuccess && (
        <form className="form line" onSubmit={submit}>
          <Field label={words.account.proof.code} hint={words.account.proof.sent(email)}>
            {(id) => <input id={id} name="code" inputMode="numeric" autoComplete="one-time-code" required />}
          </Field>
          <button type="submit" className="main" disabled={prove.isPending}>
            {words.account.proof.check}
          </button>
        </form>
      )}
      {error && <Refusal error={error} />}
    </>
  )
}
