import '../../design/govern.css'
import type { FormEvent } from 'react'
import { useLocation } from 'wouter'
import { MustSignIn } from '../../components/govern/must-sign-in.js'
import { Field } from '../../components/govern/parts.js'
import { Refusal } from '../../components/govern/refusal.js'
import { useTitle } from '../../components/use-title.js'
import { useMakeOrganisation } from '../../data/organisations.js'
import { useWords } from '../../words/words.js'

export default function NewOrganisation() {
  const { words } = useWords()
  useTitle(words.account.newOrgTitle)
  const make = useMakeOrganisation()
  const [, go] = useLocation()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const [name, fullname] = ['name', 'fullname'].map((key) => String(values.get(key)).trim()) as [
      string,
      string,
    ]
    make.mutate(
      { name, ...(fullname !== '' && { fullname }) },
      { onSuccess: () => go(`/organizations/${name}/settings/members`) },
    )
  }
  return (
    <MustSignIn>
      {() => (
        <>
          <h1>{words.account.newOrgTitle}</h1>
          <p className="lead">{words.account.newOrgLead}</p>
          <form className="form" onSubmit={submit}>
            <Field label={words.account.orgName} hint={words.account.orgNameHint}>
              {(id) => (
                <input
                  id={id}
                  name="name"
                  required
                  maxLength={96}
                  autoCapitalize="none"
                  spellCheck={false}
                  autoComplete="off"
                />
              )}
            </Field>
            <Field label={words.account.orgFullName}>
              {(id) => <input id={id} name="fullname" maxLength={200} />}
            </Field>
            {make.error && <Refusal error={make.error} />}
            <div className="actions">
              <button type="submit" className="main" disabled={make.isPending}>
                {words.account.makeOrg}
              </button>
            </div>
          </form>
        </>
      )}
    </MustSignIn>
  )
}
