import { dayOf } from './clock.js'
import type { ATTRIBUTION_VALUES, Terms, TermsInForce } from './terms.js'

/** The line by which users name the data. */
export function attributionText(
  template: string,
  { date, ...values }: { title: string; version: string; url: string; date: Date },
): string {
  const all: Record<(typeof ATTRIBUTION_VALUES)[number], string> = { ...values, date: dayOf(date) }
  return template.replace(/\{(\w+)\}/g, (_, name: keyof typeof all) => all[name])
}

/** The terms in sentences, for people. */
export function summary(terms: TermsInForce): string[] {
  if (terms === null) return ['There are no terms beside the licence and the gate of this repository.']
  if (terms === 'unreadable')
    return ['This hub cannot read the terms. Nobody but administrators may use the repository.']
  return [
    pageLine(terms),
    whoLine(terms),
    ...(terms.residents
      ? [`Only for people whose country is confirmed to be ${anyOf(terms.residents)}.`]
      : []),
    ...(terms.purposes ? [`Only for ${anyOf(terms.purposes)}; whoever asks says which.`] : []),
    ...(terms.storage ? [`The bytes may be kept in ${anyOf(terms.storage)} only.`] : []),
    ...(terms.attribution ? [`Users name it with this line: ${terms.attribution}`] : []),
    terms.onward ? 'It may be passed on under the same terms.' : 'It may not be passed on.',
    ...(terms.report ? [`A report on the use is due ${terms.report} days after the approval.`] : []),
    ...(terms.deleteBy === null ? [] : [deleteLine(terms.deleteBy)]),
  ]
}

const anyOf = (values: string[]): string =>
  values.length === 1 ? String(values[0]) : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`

function pageLine({ metadata, sample }: Terms): string {
  if (metadata === 'hidden') return 'Only those with a part in it know that it is there.'
  return sample === 'public'
    ? 'Everybody sees the description and the first rows.'
    : 'Everybody sees the description.'
}

function whoLine({ who }: Terms): string {
  if (who === 'everyone') return 'The contents are for everybody whom the licence allows.'
  if (who === 'members') return 'The contents are for members of the organisation.'
  return 'The contents are for people who asked for access and were approved.'
}

const deleteLine = (by: string | number): string =>
  typeof by === 'string'
    ? `Access ends on ${by}, and copies are deleted by then.`
    : `Access ends ${by} days after the approval, and copies are deleted by then.`
