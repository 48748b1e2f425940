import { type FormEvent, useState } from 'react'
import { AuditTable } from '../../components/govern/audit-table.js'
import { Field, MoreButton, Shown, Table } from '../../components/govern/parts.js'
import { Period } from '../../components/govern/period.js'
import { Refusal } from '../../components/govern/refusal.js'
import { useAudit } from '../../data/account.js'
import { type Proof, useVerify } from '../../data/admin.js'
import { useAdminWords } from '../../words/admin.js'
import { useFormats } from '../../words/words.js'

const PATH = '/api/admin/audit'

/** The whole record: whether it is whole, and entries by person, data set and time. */
export function HubAudit() {
  const { words } = useAdminWords()
  const [filter, setFilter] = useState('')
  const [period, setPeriod] = useState('')
  const audit = useAudit(`${PATH}?limit=100${filter}${period}`)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const parts = ['user', 'repo'].map((key) => [key, String(values.get(key)).trim()] as const)
    setFilter(
      parts.map(([key, value]) => (value === '' ? '' : `&${key}=${encodeURIComponent(value)}`)).join(''),
    )
  }
  return (
    <>
      <Verify />
      <form className="form line" onSubmit={submit}>
        <Field label={words.admin.user}>
          {(id) => <input id={id} name="user" maxLength={96} autoCapitalize="none" spellCheck={false} />}
        </Field>
        <Field label={words.admin.repoFilter}>
          {(id) => <input id={id} name="repo" maxLength={200} autoCapitalize="none" spellCheck={false} />}
        </Field>
        <button type="submit">{words.admin.show}</button>
        <Period choose={setPeriod} />
      </form>
      <p className="actions">
        {words.admin.exportAs}
        {['csv', 'jsonl'].map((format) => (
          <a key={format} className="button" href={`${PATH}?format=${format}${filter}${period}`} download>
            {format.toUpperCase()}
          </a>
        ))}
      </p>
      <Shown asked={audit}>{() => <AuditTable rows={audit.rows ?? []} withPerson />}</Shown>
      <MoreButton of={audit} />
    </>
  )
}

function Verify() {
  const { words } = useAdminWords()
  const verify = useVerify()
  return (
    <section className="panel">
      <p className="quiet">{words.admin.verifyLead}</p>
      <div className="actions">
        <button type="button" disabled={verify.isPending} onClick={() => verify.mutate()}>
          {words.admin.verify}
        </button>
        <span role="status">{verify.isPending && words.admin.verifying}</span>
      </div>
      {verify.error && <Refusal error={verify.error} />}
      {verify.data && <Outcome proof={verify.data} />}
    </section>
  )
}

function Outcome({ proof: { whole, entries, heads, headsInFile, faults, at } }: { proof: Proof }) {
  const { words, language } = useAdminWords()
  const { number } = useFormats()
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(
    new Date(at),
  )
  if (whole)
    return (
      <p role="status">
        <span className="state good" />
        {words.admin.whole(number(entries), number(heads + headsInFile), time)}
      </p>
    )
  return (
    <div className="notice" role="alert">
      <p>
        <strong>{words.admin.notWhole}</strong>
      </p>
      <Table label={words.admin.verify} head={[words.admin.entry, words.admin.why]}>
        {faults.map(({ seq, what }) => (
          <tr key={`${seq} ${what}`}>
            <td>{number(seq)}</td>
            <td>{what}</td>
          </tr>
        ))}
      </Table>
    </div>
  )
}
