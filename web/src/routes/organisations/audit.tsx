import { useState } from 'react'
import { AuditTable } from '../../components/govern/audit-table.js'
import { Field, MoreButton, Shown } from '../../components/govern/parts.js'
import { Period } from '../../components/govern/period.js'
import { useAudit } from '../../data/account.js'
import { useReposOf } from '../../data/organisations.js'
import { useWords } from '../../words/words.js'

/** Who had access to one data set of the organisation. */
export function OrgAudit({ org }: { org: string }) {
  const { words } = useWords()
  const repos = useReposOf(org)
  const [repo, setRepo] = useState('')
  const [period, setPeriod] = useState('')
  const audit = useAudit(`/api/datasets/${repo}/audit?limit=100${period}`, repo !== '')
  return (
    <>
      <p className="lead">{words.account.orgAuditLead}</p>
      <Shown asked={repos}>
        {(rows) => (
          <div className="form line">
            <Field label={words.account.chooseRepo}>
              {(id) => (
                <select id={id} value={repo} onChange={(event) => setRepo(event.target.value)}>
                  <option value="">{words.requests.choose}</option>
                  {rows.map((row) => (
                    <option key={row.id}>{row.id}</option>
                  ))}
                </select>
              )}
            </Field>
            <Period choose={setPeriod} />
          </div>
        )}
      </Shown>
      {repo !== '' && (
        <Shown asked={audit}>
          {() => (
            <>
              <AuditTable rows={audit.rows ?? []} withPerson />
              <MoreButton of={audit} />
            </>
          )}
        </Shown>
      )}
    </>
  )
}
