import { useState } from 'react'
import { Confirm } from '../../components/govern/confirm.js'
import { Loading, Problem } from '../../components/problem.js'
import type { DatasetInfo } from '../../data/dataset.js'
import {
  type Opening,
  saveOpening,
  saveSettings,
  saveTerms,
  type Terms,
  useOpening,
  useTerms,
} from '../../data/manage.js'
import { useWords } from '../../words/words.js'
import { Choices, Pick, TextField } from './fields.js'
import { Section, useAct } from './section.js'

export function VisibilitySettings({ info }: { info: DatasetInfo }) {
  const { words } = useWords()
  const says = words.publish
  const [visibility, setVisibility] = useState(info.private ? 'private' : 'public')
  const [gate, setGate] = useState<'off' | 'auto' | 'manual'>(info.gated || 'off')
  const doing = useAct()
  return (
    <Section title={words.settings.visibility} doing={doing}>
      <Choices
        label={says.visibility}
        value={visibility}
        options={[
          ['public', says.public, says.publicHint],
          ['private', says.private, says.privateHint],
        ]}
        change={setVisibility}
      />
      <Choices
        label={says.gate}
        value={gate}
        options={(['off', 'auto', 'manual'] as const).map((value) => [value, ...says.gates[value]])}
        change={(value) => setGate(value)}
      />
      <button
        type="button"
        className="primary"
        disabled={doing.state === 'busy'}
        onClick={() =>
          void doing.act(() => saveSettings(info.id, { visibility, gated: gate === 'off' ? false : gate }))
        }
      >
        {words.settings.save}
      </button>
    </Section>
  )
}

export function TermsSettings({ id }: { id: string }) {
  const terms = useTerms(id)
  if (terms.isPending) return <Loading />
  if (terms.error) return <Problem error={terms.error} />
  return <TermsForm key={terms.data.version ?? 0} id={id} now={terms.data} />
}

function TermsForm({ id, now }: { id: string; now: Terms }) {
  const { words } = useWords()
  const says = words.settings
  const doing = useAct()
  const [text, setText] = useState(now.terms ? JSON.stringify(now.terms, null, 2) : '')
  const document = readJson(text)
  const isWrong = text.trim() !== '' && document === undefined
  return (
    <Section title={says.terms} doing={doing}>
      <h3>{says.termsNow}</h3>
      {now.terms && now.summary?.length ? (
        <ul>
          {now.summary.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      ) : (
        <p>{says.termsNone}</p>
      )}
      <div className="row">
        {(['open', 'ai-hub'] as const).map((preset) => (
          <Preset key={preset} id={id} preset={preset} doing={doing} hasTerms={now.terms != null} />
        ))}
      </div>
      <details>
        <summary>{says.termsDocument}</summary>
        <TextField
          label={says.termsDocument}
          hint={isWrong && says.termsBad}
          isWrong={isWrong}
          value={text}
          change={setText}
          rows={10}
          maxLength={100_000}
        />
        <button
          type="button"
          className="primary"
          disabled={document === undefined || doing.state === 'busy'}
          onClick={() => void doing.act(() => saveTerms(id, document))}
        >
          {says.save}
        </button>
      </details>
    </Section>
  )
}

interface PresetProps {
  id: string
  preset: 'open' | 'ai-hub'
  doing: ReturnType<typeof useAct>
  hasTerms: boolean
}

/** Begins the terms from a model of some. Those that hold already are replaced, so it asks first. */
function Preset({ id, preset, doing, hasTerms }: PresetProps) {
  const { words } = useWords()
  const label = `${words.settings.termsPreset}: ${words.publish.termsChoices[preset][0]}`
  const save = () => saveTerms(id, { preset })
  if (hasTerms)
    return (
      <Confirm
        label={label}
        what={words.settings.termsReplaceWhat}
        act={() => doing.must(save)}
        isDangerous
      />
    )
  return (
    <button type="button" onClick={() => void doing.act(save)}>
      {label}
    </button>
  )
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function OpeningSettings({ id }: { id: string }) {
  const opening = useOpening(id)
  if (opening.isPending) return <Loading />
  if (opening.error) return <Problem error={opening.error} />
  return <OpeningForm key={JSON.stringify(opening.data)} id={id} now={opening.data} />
}

function OpeningForm({ id, now }: { id: string; now: Opening }) {
  const { words } = useWords()
  const says = words.settings
  const doing = useAct()
  const [state, setState] = useState(now.state)
  const [until, setUntil] = useState(now.embargoUntil?.slice(0, 10) ?? '')
  const [reason, setReason] = useState(now.reason ?? '')
  const step = {
    state,
    embargoUntil: until === '' ? null : `${until}T00:00:00Z`,
    ...(reason.trim() !== '' && { reason: reason.trim() }),
  }
  return (
    <Section title={says.opening} doing={doing}>
      <div className="pair">
        <Pick
          label={says.state}
          value={state}
          options={[...new Set([now.state, ...now.next])].map((each) => [each, says.states[each] ?? each])}
          change={setState}
        />
        <TextField label={says.embargo} hint={says.embargoHint} type="date" value={until} change={setUntil} />
      </div>
      <TextField
        label={says.reason}
        hint={says.reasonHint}
        value={reason}
        change={setReason}
        maxLength={2000}
      />
      <button
        type="button"
        className="primary"
        disabled={doing.state === 'busy' || (state === 'withdrawn' && reason.trim() === '')}
        onClick={() => void doing.act(() => saveOpening(id, step))}
      >
        {says.save}
      </button>
    </Section>
  )
}
