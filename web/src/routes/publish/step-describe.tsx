import { cardOfDraft } from '../../codecs/card-of-draft.js'
import { licenceName, useFacetName } from '../../components/facet-name.js'
import { Markdown } from '../../components/markdown.js'
import { LICENCES, licenceWarnings } from '../../core/licences.js'
import { useWords } from '../../words/words.js'
import { Pick as PickField, TextField } from './fields.js'
import { LanguageField } from './language-field.js'
import type { StepProps } from './new.js'

export const TASKS = [
  ...['text-classification', 'token-classification', 'question-answering', 'text-generation', 'translation'],
  ...['summarization', 'sentence-similarity', 'automatic-speech-recognition', 'text-to-speech'],
  ...['audio-classification', 'image-classification', 'object-detection', 'image-segmentation'],
  ...['image-to-text', 'visual-question-answering', 'tabular-classification', 'tabular-regression'],
  ...['time-series-forecasting', 'robotics', 'reinforcement-learning', 'other'],
]

/** The card as a form, beside what it will look like. */
export function StepDescribe({ draft, change, found }: StepProps) {
  const { words } = useWords()
  const says = words.publish
  const facetName = useFacetName()
  const hasReadme = found?.readme !== undefined
  return (
    <div className="beside even">
      <div>
        {hasReadme && <p className="notice">{says.ownReadme}</p>}
        {!hasReadme && (
          <TextField
            label={says.description}
            hint={says.descriptionHint}
            value={draft.description}
            change={(description) => change({ description })}
            rows={5}
            maxLength={50_000}
          />
        )}
        <div className="pair">
          <LanguageField value={draft.languages} change={(languages) => change({ languages })} />
          <PickField
            label={says.task}
            value={draft.task}
            options={[
              ['', says.noTask],
              ...TASKS.map((task): [string, string] => [task, facetName('task', task)]),
            ]}
            change={(task) => change({ task })}
          />
        </div>
        <LicenceField draft={draft} change={change} found={found} />
        {!hasReadme && <BodyFields draft={draft} change={change} />}
      </div>
      <section className="panel card-preview" aria-label={says.preview}>
        <h2>{says.preview}</h2>
        <Markdown text={cardOfDraft(draft, says.headings, found?.readme)} base="" />
      </section>
    </div>
  )
}

/** Sections of the text, where there is none yet. */
function BodyFields({ draft, change }: Pick<StepProps, 'draft' | 'change'>) {
  const { words } = useWords()
  const says = words.publish
  return (
    <>
      <TextField label={says.source} value={draft.source} change={(source) => change({ source })} rows={2} />
      <TextField
        label={says.collected}
        value={draft.collected}
        change={(collected) => change({ collected })}
        rows={2}
      />
      <TextField
        label={says.limits}
        hint={says.limitsHint}
        value={draft.limits}
        change={(limits) => change({ limits })}
        rows={2}
      />
      <TextField
        label={says.citation}
        hint={says.citationHint}
        value={draft.citation}
        change={(citation) => change({ citation })}
        rows={2}
      />
    </>
  )
}

type LicenceProps = { draft: StepProps['draft']; change: StepProps['change']; found: StepProps['found'] }

function LicenceField({ draft, change, found }: LicenceProps) {
  const { words } = useWords()
  const says = words.publish
  const inFile = found?.licence
  return (
    <>
      <PickField
        label={says.licence}
        value={draft.licence}
        options={[
          ['', says.chooseLicence],
          ...LICENCES.map((id): [string, string] => [id, says.licenceNames[id] ?? licenceName(id)]),
        ]}
        change={(licence) => change({ licence })}
      />
      {licenceWarnings(draft.licence, inFile?.id, draft.terms).map((warning) => (
        <p key={warning} className="notice">
          {says.licenceWarnings[warning]}
        </p>
      ))}
      {inFile && inFile.id !== draft.licence && (
        <p className="small">
          {says.licenceInFile(inFile.path, licenceName(inFile.id))}{' '}
          <button type="button" onClick={() => change({ licence: inFile.id })}>
            {says.useThisLicence}
          </button>
        </p>
      )}
    </>
  )
}
