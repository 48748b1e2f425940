import { dayOf } from './clock.js'
import type { Language } from './language.js'
import type { ATTRIBUTION_VALUES, Terms, TermsInForce } from './terms.js'
import { SENTENCES } from './terms-sentences.js'

/** The line by which users name the data. */
export function attributionText(
  template: string,
  { date, ...values }: { title: string; version: string; url: string; date: Date },
): string {
  const all: Record<(typeof ATTRIBUTION_VALUES)[number], string> = { ...values, date: dayOf(date) }
  return template.replace(/\{(\w+)\}/g, (_, name: keyof typeof all) => all[name])
}

/** The terms in sentences, for people. */
export function summary(terms: TermsInForce, language: Language = 'en'): string[] {
  const say = SENTENCES[language]
  if (terms === null) return [say.none]
  if (terms === 'unreadable') return [say.unreadable]
  return [
    say.page[pageOf(terms)],
    say.who[terms.who],
    ...(terms.residents ? [say.residents(terms.residents)] : []),
    ...(terms.purposes ? [say.purposes(terms.purposes)] : []),
    ...(terms.storage ? [say.storage(terms.storage)] : []),
    ...(terms.attribution ? [say.attribution(terms.attribution)] : []),
    say.onward[terms.onward ? 'yes' : 'no'],
    ...(terms.report ? [say.report(terms.report)] : []),
    ...(terms.deleteBy === null ? [] : [endOf(terms.deleteBy, say)]),
  ]
}

function pageOf({ metadata, sample }: Terms): 'hidden' | 'sampled' | 'described' {
  if (metadata === 'hidden') return 'hidden'
  return sample === 'public' ? 'sampled' : 'described'
}

const endOf = (by: string | number, say: (typeof SENTENCES)[Language]): string =>
  typeof by === 'string' ? say.endsOn(by) : say.endsAfter(by)
