import type { RepoRef } from '../../codecs/repo-address.js'
import { Copyable, saveText } from '../../components/govern/copy.js'
import { useMe } from '../../data/me.js'
import { type Answers, type Standing, useAttribution } from '../../data/requests.js'
import { useFormats, useWords } from '../../words/words.js'

/** What one asked for and accepted, to keep, and the line by which the source is named. */
export function Receipt({ repo, standing }: { repo: RepoRef; standing: Standing }) {
  const { words } = useWords()
  const me = useMe()
  const attribution = useAttribution(repo, standing.state === 'accepted')
  const { request } = standing
  if (!request) return null
  const save = () =>
    saveText(
      `${repo.id.replace('/', '-')}-receipt.txt`,
      receiptText(repo, me.data?.name ?? '', { ...standing, request }),
    )
  return (
    <details>
      <summary>{words.requests.details}</summary>
      <AnswerList fields={request.fields} purpose={request.purpose} days={request.days} />
      {request.terms && (
        <p className="small">
          {words.requests.termsHash}: <span className="hash">{request.terms.sha256}</span>
        </p>
      )}
      {attribution.data && (
        <>
          <p className="small quiet">{words.requests.attribution}</p>
          <Copyable text={attribution.data} label={words.requests.attribution} />
        </>
      )}
      <p>
        <button type="button" onClick={save}>
          {words.requests.receiptFile}
        </button>
      </p>
    </details>
  )
}

interface AnswerProps {
  fields: Answers
  purpose: string | undefined
  days: number | undefined
}

/** Answers of a form. They are text of somebody else, and shown as text. */
export function AnswerList({ fields, purpose, days }: AnswerProps) {
  const { words } = useWords()
  const { number } = useFormats()
  const rows = Object.entries(fields).map(([name, value]): [string, string] => [
    name,
    value === true ? '✓' : String(value),
  ])
  if (days) rows.unshift([words.requests.askedDays, number(days)])
  if (purpose) rows.unshift([words.requests.purpose, words.requests.purposes[purpose] ?? purpose])
  if (rows.length === 0) return null
  return (
    <dl className="answers">
      {rows.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** As a plain text that both sides can compare; its keys are those of the API, whatever language the page speaks. */
function receiptText(
  repo: RepoRef,
  user: string,
  { request }: Standing & { request: NonNullable<Standing['request']> },
) {
  const { terms, fields, ...rest } = request
  const facts = {
    [repo.type]: repo.id,
    hub: window.location.origin,
    user,
    ...rest,
    termsSha256: terms?.sha256 ?? null,
  }
  const lines = Object.entries(facts).map(([name, value]) => `${name}: ${value ?? '-'}`)
  const answers = Object.entries(fields).map(([name, value]) => `  ${name}: ${value}`)
  return [...lines, 'answers:', ...answers, '', 'terms as accepted:', terms?.text ?? '-', ''].join('\n')
}
