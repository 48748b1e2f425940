import { useState } from 'react'
import { cardValues } from '../../codecs/card-values.js'
import { licenceName, useFacetName } from '../../components/facet-name.js'
import { languageCodes } from '../../core/draft.js'
import { LICENCES } from '../../core/licences.js'
import { useWords } from '../../words/words.js'
import { Pick, TextField } from './fields.js'
import { LanguageField } from './language-field.js'
import { TASKS } from './step-describe.js'

interface Props {
  /** What the YAML says now. */
  values: Record<string, unknown>
  change(key: string, value: unknown): void
}

/** The keys of a card that most people change, as a form. Others stay as they are. */
export function CardFields({ values, change }: Props) {
  const { words } = useWords()
  const says = words.publish
  const facetName = useFacetName()
  const [typed, setTyped] = useState<string>()
  const licence = cardValues(values.license)[0] ?? ''
  const task = cardValues(values.task_categories)[0] ?? ''
  // while somebody types "ko, " it is not yet a list
  const languages = typed ?? cardValues(values.language).join(', ')
  const isSaid = (known: string[], value: string) =>
    value === '' || known.includes(value) ? known : [value, ...known]
  return (
    <>
      <TextField
        label={says.prettyTitle}
        value={cardValues(values.pretty_name)[0] ?? ''}
        change={(title) => change('pretty_name', title)}
        maxLength={200}
      />
      <LanguageField
        value={languages}
        change={(text) => {
          setTyped(text)
          change('language', languageCodes(text))
        }}
      />
      <div className="pair">
        <Pick
          label={says.licence}
          value={licence}
          options={[
            ['', says.chooseLicence],
            ...isSaid(LICENCES, licence).map((id): [string, string] => [
              id,
              says.licenceNames[id] ?? licenceName(id),
            ]),
          ]}
          change={(id) => change('license', id)}
        />
        <Pick
          label={says.task}
          value={task}
          options={[
            ['', says.noTask],
            ...isSaid(TASKS, task).map((each): [string, string] => [each, facetName('task', each)]),
          ]}
          change={(chosen) =>
            change(
              'task_categories',
              [chosen, ...cardValues(values.task_categories).slice(1)].filter((each) => each !== ''),
            )
          }
        />
      </div>
    </>
  )
}
