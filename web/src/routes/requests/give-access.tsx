import { type FormEvent, useState } from 'react'
import { Field, Said } from '../../components/govern/parts.js'
import { Refusal } from '../../components/govern/refusal.js'
import { useGive } from '../../data/requests.js'
import { useWords } from '../../words/words.js'

/** Access for somebody who did not ask, such as a partner of a project. */
export function GiveAccess({ id }: { id: string }) {
  const { words } = useWords()
  const give = useGive(id)
  const [given, setGiven] = useState('')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const values = new FormData(form)
    const user = String(values.get('user')).trim()
    const days = String(values.get('days'))
    const asked = { user, ...(days !== '' && { days: Number(days) }) }
    give.mutate(asked, {
      onSuccess: () => {
        setGiven(user)
        form.reset()
      },
    })
  }
  return (
    <details className="more">
      <summary>{words.requests.give}</summary>
      <form className="form line" onSubmit={submit}>
        <Field label={words.requests.giveTo}>
          {(field) => (
            <input id={field} name="user" required maxLength={96} autoCapitalize="none" spellCheck={false} />
          )}
        </Field>
        <Field label={words.requests.daysLabel}>
          {(field) => <input id={field} name="days" type="number" min={1} max={36_500} />}
        </Field>
        <button type="submit" disabled={give.isPending}>
          {words.requests.giveButton}
        </button>
      </form>
      {give.error && <Refusal error={give.error} />}
      <Said>{given && words.requests.given(given)}</Said>
    </details>
  )
}
