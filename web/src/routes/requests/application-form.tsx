import { type FormEvent, useState } from 'react'
import { type RepoRef, repoPath } from '../../codecs/repo-address.js'
import { Field } from '../../components/govern/parts.js'
import { Refusal } from '../../components/govern/refusal.js'
import { Markdown } from '../../components/markdown.js'
import { useSignedIn } from '../../data/account.js'
import { type Answers, type Question, type Standing, useApply } from '../../data/requests.js'
import { useFormats, useWords } from '../../words/words.js'

/** The form of a gate: its questions, the purpose, the terms with their version, and that they are accepted. */
export function ApplicationForm({
  repo,
  standing,
  close,
}: {
  repo: RepoRef
  standing: Standing
  close(): void
}) {
  const { words } = useWords()
  const { number } = useFormats()
  const apply = useApply(repo)
  const hasMail = useSignedIn().data?.mail === true
  const { form, purposes, gated } = standing
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const fields: Answers = {}
    for (const { name, kind } of form.questions)
      fields[name] = kind === 'checkbox' ? values.has(`q ${name}`) : String(values.get(`q ${name}`) ?? '')
    const purpose = purposes ? String(values.get('purpose') ?? '') : null
    const days = Number(values.get('days')) || null
    apply.mutate({ fields, terms: form.terms?.sha256 ?? null, purpose, days }, { onSuccess: close })
  }
  return (
    <form className="form" onSubmit={send}>
      {purposes && <Purpose purposes={purposes} />}
      {form.questions.map((question) => (
        <Answer key={question.name} question={question} />
      ))}
      <Period most={form.days} />
      {form.terms && <Terms repo={repo} terms={form.terms} />}
      <p className="quiet small">
        {gated === 'auto' ? words.requests.autoGate : words.requests.manualGate(hasMail)}{' '}
        {form.days === null ? words.requests.periodOpen : words.requests.periodDays(number(form.days))}{' '}
        {words.requests.yourAnswers}
      </p>
      {apply.error && <Refusal error={apply.error} />}
      <div className="actions">
        <button type="submit" className="main" disabled={apply.isPending}>
          {form.button ?? words.requests.send}
        </button>
        <button type="button" onClick={close}>
          {words.requests.cancel}
        </button>
      </div>
    </form>
  )
}

function Purpose({ purposes }: { purposes: string[] }) {
  const { words } = useWords()
  return (
    <Field label={words.requests.purpose}>
      {(field) => (
        <select id={field} name="purpose" required defaultValue="">
          <option value="" disabled>
            {words.requests.choose}
          </option>
          {purposes.map((each) => (
            <option key={each} value={each}>
              {words.requests.purposes[each] ?? each}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

const MOST_DAYS = 3650

/** For how long; whoever leaves it out asks for as long as there is. */
function Period({ most }: { most: number | null }) {
  const { words } = useWords()
  return (
    <Field label={words.requests.askedDays} hint={words.requests.askedDaysHint}>
      {(field) => (
        <input id={field} name="days" type="number" min={1} max={Math.min(most ?? MOST_DAYS, MOST_DAYS)} />
      )}
    </Field>
  )
}

const LONGEST = 4000

function Answer({ question: { name, kind, options } }: { question: Question }) {
  const { words } = useWords()
  const common = { name: `q ${name}`, required: true }
  if (kind === 'checkbox')
    return (
      <label className="tick">
        <input type="checkbox" {...common} />
        <span>{name}</span>
      </label>
    )
  return (
    <Field label={name} hint={kind === 'country' && words.requests.countryHint}>
      {(field) => {
        if (kind === 'select')
          return (
            <select id={field} {...common} defaultValue="">
              <option value="" disabled>
                {words.requests.choose}
              </option>
              {options?.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          )
        if (kind === 'country') return <input id={field} {...common} pattern="[A-Z]{2}" maxLength={2} />
        if (kind === 'date_picker') return <input id={field} {...common} type="date" />
        return <input id={field} {...common} maxLength={LONGEST} />
      }}
    </Field>
  )
}

function Terms({ repo, terms }: { repo: RepoRef; terms: { sha256: string; text: string } }) {
  const { words } = useWords()
  const [isRead, setRead] = useState(false)
  return (
    <fieldset>
      <legend>{words.requests.terms}</legend>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className="terms-text" aria-label={words.requests.terms} tabIndex={0}>
        <Markdown text={terms.text} base={`${repoPath(repo)}/resolve/main/`} />
      </section>
      <p className="quiet small">
        {words.requests.termsHash}: <span className="hash">{terms.sha256}</span>
      </p>
      <label className="tick">
        <input
          type="checkbox"
          required
          checked={isRead}
          onChange={(event) => setRead(event.target.checked)}
        />
        <span>{words.requests.acceptTerms}</span>
      </label>
    </fieldset>
  )
}
