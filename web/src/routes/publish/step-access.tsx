import type { GateQuestion } from '../../core/draft.js'
import { useWords } from '../../words/words.js'
import { Choices, Pick, TextField } from './fields.js'
import type { StepProps } from './new.js'

/** Who sees it, who gets the files, under which terms, and how finished it is. */
export function StepAccess({ draft, change }: StepProps) {
  const { words } = useWords()
  const says = words.publish
  return (
    <>
      <Choices
        label={says.visibility}
        value={draft.isPrivate ? 'private' : 'public'}
        options={[
          ['public', says.public, says.publicHint],
          ['private', says.private, says.privateHint],
        ]}
        change={(value) => change({ isPrivate: value === 'private' })}
      />
      <Choices
        label={says.gate}
        value={draft.gate}
        options={(['off', 'auto', 'manual'] as const).map((value) => [value, ...says.gates[value]])}
        change={(gate) => change({ gate })}
      />
      {draft.gate !== 'off' && <GateForm draft={draft} change={change} />}
      <Choices
        label={says.terms}
        value={draft.terms}
        options={(['none', 'open', 'ai-hub'] as const).map((value) => [value, ...says.termsChoices[value]])}
        change={(terms) => change({ terms })}
      />
      {draft.terms === 'ai-hub' && draft.gate === 'off' && <p className="notice">{says.termsNeedGate}</p>}
      <Choices
        label={says.opening}
        value={draft.opening}
        options={(['final', 'beta', 'draft'] as const).map((value) => [value, ...says.openings[value]])}
        change={(opening) => change({ opening })}
      />
    </>
  )
}

const KINDS = ['text', 'checkbox', 'date_picker', 'country'] as const

function GateForm({ draft, change }: { draft: StepProps['draft']; change: StepProps['change'] }) {
  const { words } = useWords()
  const says = words.publish
  const edit = (at: number, some: Partial<GateQuestion>) =>
    change({ questions: draft.questions.map((each, i) => (i === at ? { ...each, ...some } : each)) })
  return (
    <section className="panel">
      <TextField
        label={says.gatePrompt}
        value={draft.gatePrompt}
        change={(gatePrompt) => change({ gatePrompt })}
        rows={3}
      />
      <h3>{says.questions}</h3>
      {draft.questions.map(({ name, kind }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a question is its place in the list; its text is being typed
        <div key={i} className="question">
          <TextField
            label={says.question}
            value={name}
            change={(text) => edit(i, { name: text })}
            maxLength={200}
          />
          <Pick
            label={says.questionKind}
            value={kind}
            options={KINDS.map((each) => [each, says.questionKinds[each]])}
            change={(chosen) => edit(i, { kind: chosen })}
          />
          <button
            type="button"
            onClick={() => change({ questions: draft.questions.filter((_, other) => other !== i) })}
          >
            {says.remove}
          </button>
        </div>
      ))}
      <button
        type="button"
        onClick={() => change({ questions: [...draft.questions, { name: '', kind: 'text' }] })}
      >
        {says.addQuestion}
      </button>
    </section>
  )
}
