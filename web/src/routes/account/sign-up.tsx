import '../../design/govern.css'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent, InputHTMLAttributes } from 'react'
import { Field, Shown } from '../../components/govern/parts.js'
import { nextPath } from '../../core/next-path.js'
import { type NewAccount, signUp, useSignedIn } from '../../data/account.js'
import { useSearchParams } from '../../data/address.js'
import { useWords } from '../../words/words.js'
import { checkAccount, signUpFault } from './sign-up-fault.js'

/** Where somebody new makes an account, if this hub lets people do so themselves. */
export default function SignUp() {
  const { words } = useWords()
  const [query] = useSearchParams()
  const next = nextPath(query.get('next'))
  const signedIn = useSignedIn()
  return (
    <>
      <h1>{words.account.signUp.title}</h1>
      <Shown asked={signedIn}>
        {({ user, signUp: isOpen }) => {
          if (user) return <Already name={user.name} next={next} />
          return isOpen ? <Form next={next} /> : <p className="notice">{words.account.signUp.closed}</p>
        }}
      </Shown>
      <p>
        {words.account.signUp.have} <a href={`/login?next=${encodeURIComponent(next)}`}>{words.signIn}</a>
      </p>
    </>
  )
}

function Already({ name, next }: { name: string; next: string }) {
  const { words } = useWords()
  return (
    <p className="notice">
      {words.account.signUp.already(name)} <a href={next}>{words.account.signUp.goOn}</a>
    </p>
  )
}

type Input = InputHTMLAttributes<HTMLInputElement>
const FIELDS: [keyof NewAccount, Input][] = [
  ['user', { autoComplete: 'username', autoCapitalize: 'none', spellCheck: false, maxLength: 96 }],
  ['email', { type: 'email', autoComplete: 'email', maxLength: 320 }],
  ['password', { type: 'password', autoComplete: 'new-password', maxLength: 256 }],
]

function Form({ next }: { next: string }) {
  const { words } = useWords()
  const says = words.account.signUp
  const make = useMutation({
    mutationFn: async (wish: NewAccount) => {
      checkAccount(wish)
      await signUp(wish)
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const value = (name: string) => String(values.get(name) ?? '')
    make.mutate(
      { user: value('user').trim(), email: value('email').trim(), password: value('password') },
      // as somebody else every page is another one, so all is loaded anew
      { onSuccess: () => window.location.assign(next) },
    )
  }
  return (
    <>
      <p className="lead">{says.lead}</p>
      <form className="form" onSubmit={submit}>
        {FIELDS.map(([name, input]) => (
          <Field key={name} label={says.fields[name]} hint={says.hints[name]}>
            {(id) => <input id={id} name={name} required aria-describedby={`${id}-hint`} {...input} />}
          </Field>
        ))}
        {make.error && (
          <p className="notice" role="alert">
            {signUpFault(make.error, words)}
          </p>
        )}
        <div className="actions">
          <button type="submit" className="main" disabled={make.isPending}>
            {says.make}
          </button>
        </div>
      </form>
    </>
  )
}
