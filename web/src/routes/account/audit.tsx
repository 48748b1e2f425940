import { useState } from 'react'
import { AuditTable } from '../../components/govern/audit-table.js'
import { saveText } from '../../components/govern/copy.js'
import { MoreButton, Shown } from '../../components/govern/parts.js'
import { Period } from '../../components/govern/period.js'
import { useAudit } from '../../data/account.js'
import { useWords } from '../../words/words.js'

/** What is recorded of the person. */
export function MyAudit() {
  const { words } = useWords()
  const [period, setPeriod] = useState('')
  const audit = useAudit(`/api/settings/audit?limit=50${period}`)
  const rows = audit.rows ?? []
  return (
    <>
      <h1>{words.account.parts.audit}</h1>
      <p className="lead">{words.account.auditLead}</p>
      <div className="bar">
        <Period choose={setPeriod} />
        <button type="button" onClick={() => saveText('audit.json', JSON.stringify(rows, null, 1))}>
          {words.account.downloadJson}
        </button>
      </div>
      <Shown asked={audit}>{() => <AuditTable rows={rows} withPerson={false} />}</Shown>
      <MoreButton of={audit} />
    </>
  )
}
