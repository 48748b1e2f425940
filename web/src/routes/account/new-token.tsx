import { type FormEvent, useState } from 'react'
import { Copyable } from '../../components/govern/copy.js'
import { Field } from '../../components/govern/parts.js'
import { Refusal } from '../../components/govern/refusal.js'
import { type NewToken, useMakeToken } from '../../data/account.js'
import { useWords } from '../../words/words.js'

const ROLES = ['read', 'fineGrained', 'write'] as const
const GRANT_ROLES = ['read', 'write', 'admin'] as const

export function NewTokenForm() {
  const { words } = useWords()
  const make = useMakeToken()
  const [role, setRole] = useState<(typeof ROLES)[number]>('read')
  const [places, setPlaces] = useState(1)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    make.mutate(wishOf(new FormData(form)), {
      onSuccess: () => {
        form.reset()
        setRole('read')
        setPlaces(1)
      },
    })
  }
  return (
    <form className="form" onSubmit={submit}>
      {make.data && (
        <div className="panel" role="status">
          <p>
            <strong>{words.account.tokenMade}</strong>
          </p>
          <Copyable text={make.data.token} label={words.account.newToken} />
        </div>
      )}
      <Field label={words.account.tokenName}>
        {(id) => <input id={id} name="name" required maxLength={100} />}
      </Field>
      <fieldset>
        <legend>{words.account.role}</legend>
        {ROLES.map((each) => (
          <label key={each} className="tick">
            <input
              type="radio"
              name="role"
              value={each}
              checked={role === each}
              onChange={() => setRole(each)}
            />
            <span>{words.account.roles[each]}</span>
          </label>
        ))}
      </fieldset>
      {role === 'fineGrained' && <Places count={places} more={() => setPlaces(places + 1)} />}
      <Field label={words.account.expires} hint={words.account.expiresHint}>
        {(id) => <input id={id} name="expires" type="date" min={new Date().toISOString().slice(0, 10)} />}
      </Field>
      {make.error && <Refusal error={make.error} />}
      <div className="actions">
        <button type="submit" className="main" disabled={make.isPending}>
          {words.account.makeToken}
        </button>
      </div>
    </form>
  )
}

/** Where a limited token works, and with which rights. */
function Places({ count, more }: { count: number; more(): void }) {
  const { words } = useWords()
  return (
    <fieldset>
      <legend>{words.account.grants}</legend>
      <p className="quiet small">{words.account.grantsHint}</p>
      {Array.from({ length: count }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: places are only added, at the end
        <div className="actions" key={i}>
          <input name="entity" aria-label={words.account.entity} required={i === 0} maxLength={200} />
          <select name="entityRole" aria-label={words.account.role}>
            {GRANT_ROLES.map((each) => (
              <option key={each} value={each}>
                {words.account.shortRoles[each]}
              </option>
            ))}
          </select>
        </div>
      ))}
      <div>
        <button type="button" onClick={more}>
          {words.account.addGrant}
        </button>
      </div>
    </fieldset>
  )
}

function wishOf(values: FormData): NewToken {
  const role = values.get('role') as NewToken['role']
  const expires = String(values.get('expires'))
  const roles = values.getAll('entityRole').map(String)
  const grants = values
    .getAll('entity')
    .map((entity, i) => ({ entity: String(entity).trim(), role: roles[i] ?? 'read' }))
    .filter(({ entity }) => entity !== '')
  return {
    name: String(values.get('name')).trim(),
    role,
    // to the end of that day, where the person is
    expiresAt: expires === '' ? null : new Date(`${expires}T23:59:59`).toISOString(),
    ...(role === 'fineGrained' && { grants }),
  }
}
