import { Field, Said, Shown } from '../../components/govern/parts.js'
import { Refusal } from '../../components/govern/refusal.js'
import { usePreferences, useSavePreferences, useSignedIn } from '../../data/account.js'
import { useWords } from '../../words/words.js'

export function Notifications() {
  const { words, languages } = useWords()
  const preferences = usePreferences()
  const save = useSavePreferences()
  const signedIn = useSignedIn()
  return (
    <>
      <h1>{words.account.parts.notifications}</h1>
      <p className="lead">{words.account.notificationsLead}</p>
      {signedIn.data?.mail === false && <p className="notice">{words.account.noMail}</p>}
      <Shown asked={preferences}>
        {({ language, notifications }) => (
          <div className="form">
            <Field label={words.account.language}>
              {(id) => (
                <select
                  id={id}
                  value={language}
                  onChange={(event) => save.mutate({ language: event.target.value })}
                >
                  {languages.map(([code, name]) => (
                    <option key={code} value={code}>
                      {name}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            <div className="form">
              {Object.entries(notifications).map(([kind, isOn]) => (
                <label key={kind} className="tick">
                  <input
                    type="checkbox"
                    checked={isOn}
                    disabled={save.isPending}
                    onChange={() => save.mutate({ notifications: { [kind]: !isOn } })}
                  />
                  <span>{words.account.mailKinds[kind] ?? kind}</span>
                </label>
              ))}
            </div>
            {save.error && <Refusal error={save.error} />}
            <Said>{save.isSuccess && words.account.saved}</Said>
          </div>
        )}
      </Shown>
    </>
  )
}
