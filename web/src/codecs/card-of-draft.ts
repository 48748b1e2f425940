import { type Draft, languageCodes } from '../core/draft.js'
import { joinCard, setField, splitCard } from './card-text.js'
import type { CardConfig } from './csv-configs.js'

/** Headings of the sections, in the language of whoever publishes. */
export type CardHeadings = Record<'source' | 'collected' | 'limits' | 'citation', string>

/** The YAML keys that a draft says something about. Empty ones are not written. */
export function draftFields(draft: Draft): [key: string, value: unknown][] {
  const isGated = draft.gate !== 'off'
  const questions = draft.questions.filter(({ name }) => name.trim() !== '')
  return [
    ['pretty_name', draft.title.trim()],
    ['license', draft.licence],
    ['language', languageCodes(draft.languages)],
    ['task_categories', draft.task === '' ? [] : [draft.task]],
    ['extra_gated_prompt', isGated ? draft.gatePrompt.trim() : ''],
    [
      'extra_gated_fields',
      isGated && questions.length > 0
        ? Object.fromEntries(questions.map(({ name, kind }) => [name.trim(), kind]))
        : undefined,
    ],
  ]
}

/** README.md of a draft. With an `own` one its text stays, and the YAML gets what the form says, but no other `configs`. */
export function cardOfDraft(
  draft: Draft,
  headings: CardHeadings,
  own?: string,
  configs?: CardConfig[],
): string {
  const { front, body } = splitCard(own ?? '')
  const fields = draftFields(draft)
  if (!/^configs:/m.test(front)) fields.push(['configs', configs])
  const filled = fields.filter(([, value]) => value !== undefined && value !== '' && !isEmptyList(value))
  const written = filled.reduce((yaml, [key, value]) => setField(yaml, key, value), front)
  return joinCard({ front: written, body: body.trim() === '' ? bodyOf(draft, headings) : body })
}

const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0

function bodyOf(draft: Draft, headings: CardHeadings): string {
  const parts = [`# ${draft.title.trim() || draft.name}`, draft.description.trim()]
  for (const key of ['source', 'collected', 'limits'] as const)
    if (draft[key].trim() !== '') parts.push(`## ${headings[key]}`, draft[key].trim())
  const citation = draft.citation.trim()
  if (citation !== '')
    parts.push(
      `## ${headings.citation}`,
      citation.startsWith('@') ? `\`\`\`bibtex\n${citation}\n\`\`\`` : citation,
    )
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}
