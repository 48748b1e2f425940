import type { FormEvent } from 'react'
import { Field, Said, Shown } from '../../components/govern/parts.js'
import { Refusal } from '../../components/govern/refusal.js'
import { type Profile, useProfile, useSaveProfile } from '../../data/account.js'
import { useFormats, useWords } from '../../words/words.js'
import { EmailProof } from './email-proof.js'

export function ProfilePart() {
  const { words } = useWords()
  const profile = useProfile()
  return (
    <>
      <h1>{words.account.parts.profile}</h1>
      <Shown asked={profile}>{(data) => <Form profile={data} />}</Shown>
      <EmailProof />
    </>
  )
}

function Form({ profile }: { profile: Profile }) {
  const { words } = useWords()
  const save = useSaveProfile()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const email = String(values.get('email'))
    save.mutate({ fullname: String(values.get('fullname')), ...(email !== '' && { email }) })
  }
  return (
    <form className="form" onSubmit={submit}>
      <Field label={words.account.userName} hint={words.account.userNameHint}>
        {(id) => <input id={id} value={profile.user} readOnly />}
      </Field>
      <Field label={words.account.fullName}>
        {(id) => (
          <input
            id={id}
            name="fullname"
            defaultValue={profile.fullname}
            required
            maxLength={200}
            autoComplete="name"
          />
        )}
      </Field>
      <Field label={words.account.email} hint={words.account.emailHint}>
        {(id) => (
          <input
            id={id}
            name="email"
            type="email"
            defaultValue={profile.email ?? ''}
            maxLength={254}
            autoComplete="email"
          />
        )}
      </Field>
      <Known profile={profile} />
      {save.error && <Refusal error={save.error} />}
      <div className="actions">
        <button type="submit" className="main" disabled={save.isPending}>
          {words.account.save}
        </button>
        <Said>{save.isSuccess && words.account.saved}</Said>
      </div>
    </form>
  )
}

/** What others have stated of the person, on which terms of use may depend. */
function Known({ profile: { attributes } }: { profile: Profile }) {
  const { words, language } = useWords()
  const { date } = useFormats()
  const countries = new Intl.DisplayNames([language], { type: 'region' })
  const text = (name: 'country' | 'affiliation') => {
    const found = attributes.find((each) => each.name === name)
    if (!found) return <span className="quiet">{words.account.unknown}</span>
    const value = name === 'country' ? (countries.of(found.value) ?? found.value) : found.value
    return (
      <>
        {value} <span className="quiet small">{words.account.knownBy(found.assertedBy, date(found.at))}</span>
      </>
    )
  }
  return (
    <div className="panel">
      <dl>
        <dt>{words.account.country}</dt>
        <dd>{text('country')}</dd>
        <dt>{words.account.affiliation}</dt>
        <dd>{text('affiliation')}</dd>
      </dl>
      <p className="quiet small">{words.account.attributesHint}</p>
    </div>
  )
}
