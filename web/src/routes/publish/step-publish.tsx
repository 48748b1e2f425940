import { useEffect, useState } from 'react'
import { configsOf } from '../../codecs/csv-configs.js'
import { languageName, licenceName } from '../../components/facet-name.js'
import { Problem } from '../../components/problem.js'
import { languageCodes } from '../../core/draft.js'
import { licenceWarnings } from '../../core/licences.js'
import { nameFault } from '../../core/repo-name.js'
import { useFormats, useWords } from '../../words/words.js'
import type { StepProps } from './new.js'
import { PersonalNotice } from './personal-notice.js'
import { Progress } from './progress.js'
import { Unreadable } from './unreadable.js'
import { usePublishing } from './use-publishing.js'

/** Everything at a glance, what to think over, and the button. */
export function StepPublish(props: StepProps) {
  const { draft, change, files, found, done, lock } = props
  const { words } = useWords()
  const says = words.publish
  const [isLookedAt, setLookedAt] = useState(false)
  const hasPersonal = (found?.personal.length ?? 0) > 0
  const warnings = licenceWarnings(draft.licence, found?.licence?.id, draft.terms)
  const publishing = usePublishing({
    ...{ draft, change, files, done },
    readme: found?.readme,
    configs: configsOf(
      found?.tables ?? [],
      files.map(({ path }) => path),
    ),
    headings: says.headings,
    summary: says.title,
  })
  const isSending = publishing.stage !== 'review'
  useEffect(() => lock(isSending), [lock, isSending])
  if (publishing.upload && publishing.stage !== 'review')
    return (
      <>
        <Progress upload={publishing.upload} run={publishing.goOn} change={publishing.review} />
        {publishing.stage === 'opening' && <p role="status">{says.openingNow}</p>}
      </>
    )
  const missing = [
    ...(nameFault(draft.name) ? [says.names[nameFault(draft.name) ?? 'empty']] : []),
    ...(files.length === 0 ? [draft.made ? says.chooseAgain : says.noFiles] : []),
    ...(draft.terms === 'ai-hub' && draft.gate === 'off' ? [says.termsNeedGate] : []),
  ]
  return (
    <>
      <Review {...props} />
      {[...missing, ...warnings.map((warning) => says.licenceWarnings[warning])].map((text) => (
        <p key={text} className="notice">
          {text}
        </p>
      ))}
      {found && <Unreadable paths={found.unreadable} />}
      {found && <PersonalNotice personal={found.personal} />}
      {hasPersonal && (
        <label className="agree">
          <input type="checkbox" checked={isLookedAt} onChange={() => setLookedAt(!isLookedAt)} />
          <span>{says.personalOk}</span>
        </label>
      )}
      {publishing.error !== undefined && <Problem error={publishing.error} />}
      <button
        type="button"
        className="primary"
        disabled={missing.length > 0 || found === undefined || (hasPersonal && !isLookedAt)}
        onClick={() => void publishing.begin()}
      >
        {says.publish}
      </button>
    </>
  )
}

function Review({ draft, files, goTo }: StepProps) {
  const { words, language } = useWords()
  const { bytes, number } = useFormats()
  const says = words.publish
  const size = files.reduce((sum, { file }) => sum + file.size, 0)
  const languages = languageCodes(draft.languages).map((code) => languageName(code, language))
  const rows: [name: string, value: string, step: 'files' | 'describe' | 'access'][] = [
    [says.prettyTitle, draft.title, 'files'],
    [says.address, `/datasets/${draft.owner}/${draft.name}`, 'files'],
    [says.files, says.chosen(number(files.length), bytes(size)), 'files'],
    [says.language, languages.join(', '), 'describe'],
    [says.licence, says.licenceNames[draft.licence] ?? licenceName(draft.licence), 'describe'],
    [says.visibility, draft.isPrivate ? says.private : says.public, 'access'],
    [says.gate, says.gates[draft.gate][0], 'access'],
    [says.terms, says.termsChoices[draft.terms][0], 'access'],
    [says.opening, says.openings[draft.opening][0], 'access'],
  ]
  return (
    <section className="panel">
      <h2>{says.review}</h2>
      <table className="listing review">
        <tbody>
          {rows.map(([name, value, step]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value || <span className="quiet">{says.none}</span>}</td>
              <td className="number">
                <button
                  type="button"
                  className="small plain"
                  aria-label={`${says.change}: ${name}`}
                  onClick={() => goTo(step)}
                >
                  {says.change}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
