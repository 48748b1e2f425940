import type { FormEvent } from 'react'
import { Field, Said, Shown } from '../../components/govern/parts.js'
import { Refusal } from '../../components/govern/refusal.js'
import { useOrgSettings, useOverview } from '../../data/organisations.js'
import { useWords } from '../../words/words.js'

export function General({ org }: { org: string }) {
  const { words } = useWords()
  const overview = useOverview(org)
  const save = useOrgSettings(org)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    save.mutate({ fullname: String(values.get('fullname')), membersPublic: values.has('membersPublic') })
  }
  return (
    <Shown asked={overview}>
      {({ fullname, membersPublic }) => (
        <form className="form" onSubmit={submit}>
          <Field label={words.account.orgFullName}>
            {(id) => <input id={id} name="fullname" defaultValue={fullname} required maxLength={200} />}
          </Field>
          <div className="field">
            <label className="tick">
              <input type="checkbox" name="membersPublic" defaultChecked={membersPublic} />
              <span>{words.account.membersPublic}</span>
            </label>
            <p className="quiet small">{words.account.membersHint}</p>
          </div>
          {save.error && <Refusal error={save.error} />}
          <div className="actions">
            <button type="submit" className="main" disabled={save.isPending}>
              {words.account.save}
            </button>
            <Said>{save.isSuccess && words.account.saved}</Said>
          </div>
        </form>
      )}
    </Shown>
  )
}
