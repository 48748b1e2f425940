import { useState } from 'react'
import { Confirm } from '../../components/govern/confirm.js'
import { Problem } from '../../components/problem.js'
import { addBranch, addTag, deleteRef, useQuota, useUsage } from '../../data/manage.js'
import { useRefs } from '../../data/repo-files.js'
import { useFormats, useWords } from '../../words/words.js'
import { TextField } from './fields.js'
import { Section, useAct } from './section.js'

export function RefSettings({ id }: { id: string }) {
  const { words } = useWords()
  const says = words.settings
  const refs = useRefs({ type: 'dataset', id })
  const doing = useAct()
  const rows = [
    ...(refs.data?.branches ?? []).map((ref) => ({ ...ref, kind: 'branch' as const })),
    ...(refs.data?.tags ?? []).map((ref) => ({ ...ref, kind: 'tag' as const })),
  ]
  return (
    <Section title={says.refs} doing={doing}>
      {refs.error && <Problem error={refs.error} />}
      <table className="listing">
        <thead>
          <tr>
            <th scope="col">{says.ref}</th>
            <th scope="col">{says.kind}</th>
            <th scope="col">{says.commit}</th>
            <th scope="col">
              <span className="hidden-label">{says.delete}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, kind, targetCommit }) => (
            <tr key={`${kind} ${name}`}>
              <td>{name}</td>
              <td>{says[kind]}</td>
              <td>
                <code>{targetCommit.slice(0, 12)}</code>
              </td>
              <td className="number">
                {!(kind === 'branch' && name === 'main') && (
                  <Confirm
                    label={says.deleteRef(name)}
                    sign={says.delete}
                    what={kind === 'branch' ? says.deleteBranchWhat : says.deleteTagWhat}
                    act={() => doing.must(() => deleteRef(id, kind, name))}
                    isDangerous
                    className="small plain"
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="pair even">
        <NewRef label={says.newBranch} create={(name) => doing.act(() => addBranch(id, name))} />
        <NewRef label={says.newTag} create={(name) => doing.act(() => addTag(id, name))} />
      </div>
    </Section>
  )
}

function NewRef({ label, create }: { label: string; create(name: string): Promise<boolean> }) {
  const { words } = useWords()
  const [name, setName] = useState('')
  return (
    <div className="row">
      <TextField label={label} value={name} change={setName} maxLength={200} />
      <button
        type="button"
        aria-label={`${words.settings.create}: ${label}`}
        disabled={name.trim() === ''}
        onClick={() => void create(name.trim()).then((isDone) => isDone && setName(''))}
      >
        {words.settings.create}
      </button>
    </div>
  )
}

export function QuotaSettings({ id }: { id: string }) {
  const { words } = useWords()
  const { bytes, number } = useFormats()
  const says = words.settings
  const quota = useQuota(id)
  const usage = useUsage(id)
  const sum = (key: 'requests' | 'bytesOut') => (usage.data ?? []).reduce((total, day) => total + day[key], 0)
  const limit = (value: number | null | undefined, text: (value: number) => string) =>
    value ? says.limit(text(value)) : says.noLimit
  const facts: [string, string][] = quota.data
    ? [
        [says.used, `${bytes(quota.data.used.bytes)}, ${limit(quota.data.limit.bytes, bytes)}`],
        [says.files, `${number(quota.data.used.files)}, ${limit(quota.data.limit.files, number)}`],
        [says.requests, number(sum('requests'))],
        [says.sent, bytes(sum('bytesOut'))],
      ]
    : []
  return (
    <Section title={says.quota}>
      {quota.error && <Problem error={quota.error} />}
      <dl>
        {facts.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}
