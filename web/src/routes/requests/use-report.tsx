import type { FormEvent } from 'react'
import type { RepoRef } from '../../codecs/repo-address.js'
import { Field } from '../../components/govern/parts.js'
import { Refusal } from '../../components/govern/refusal.js'
import { type Standing, useReport } from '../../data/requests.js'
import { useFormats, useWords } from '../../words/words.js'

/** What the data was used for, where the terms of use want to hear of it. */
export function UseReport({ repo, report }: { repo: RepoRef; report: Standing['report'] }) {
  const { words } = useWords()
  const { date } = useFormats()
  const send = useReport(repo)
  if (!report) return null
  if (report.filedAt) return <p className="quiet">{words.requests.reportDone(date(report.filedAt))}</p>
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    send.mutate(String(new FormData(event.currentTarget).get('text')))
  }
  return (
    <details>
      <summary>{report.dueAt ? words.requests.reportDue(date(report.dueAt)) : words.requests.report}</summary>
      <form className="form" onSubmit={submit}>
        <Field label={words.requests.report}>
          {(field) => <textarea id={field} name="text" required maxLength={4000} />}
        </Field>
        {send.error && <Refusal error={send.error} />}
        <button type="submit" disabled={send.isPending}>
          {words.requests.reportSend}
        </button>
      </form>
    </details>
  )
}
