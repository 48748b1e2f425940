import { expect, test } from 'vitest'
import type { Asker } from './refusal.js'
import { readTerms, type TermsInForce } from './terms.js'
import { isSampleOpen, pageOf, reportDue, seesPage, type TermsCase, termsRefusal } from './terms-rules.js'

const NOW = new Date('2026-06-01T00:00:00Z')
const ASKERS = {
  nobody: { isAnonymous: true, isMember: false, isWriter: false, isAdmin: false, isApproved: false },
  stranger: { isAnonymous: false, isMember: false, isWriter: false, isAdmin: false, isApproved: false },
  approved: { isAnonymous: false, isMember: false, isWriter: false, isAdmin: false, isApproved: true },
  member: { isAnonymous: false, isMember: true, isWriter: false, isAdmin: false, isApproved: false },
  writer: { isAnonymous: false, isMember: true, isWriter: true, isAdmin: false, isApproved: false },
  admin: { isAnonymous: false, isMember: true, isWriter: true, isAdmin: true, isApproved: false },
} satisfies Record<string, Asker>
const names = Object.keys(ASKERS) as (keyof typeof ASKERS)[]

const terms = (fields: object): TermsInForce =>
  readTerms({ version: 1, who: 'everyone', ...fields }) ?? 'unreadable'
const at = new Date('2026-05-01T00:00:00Z')
const approval = { purpose: 'research', at, unreportedSince: at }
const about = (of: TermsInForce, more: Partial<TermsCase> = {}): TermsCase => ({
  terms: of,
  country: null,
  hubCountry: null,
  approval,
  now: NOW,
  ...more,
})
/** What each of ASKERS gets, in order. */
const answers = (of: TermsInForce, more: Partial<TermsCase> = {}) =>
  names.map((name) => termsRefusal(about(of, more), ASKERS[name])?.error ?? 'ok')
const OK = names.map(() => 'ok')

test('none, and terms that ask nothing, close nothing', () => {
  expect(answers(null)).toEqual(OK)
  expect(answers(terms({}))).toEqual(OK)
})

test('terms that cannot be read close all but to administrators', () => {
  const closed = 'TermsUnreadable'
  expect(answers('unreadable')).toEqual([closed, closed, closed, closed, closed, 'ok'])
})

test('members only', () => {
  const closed = 'TermsMembers'
  expect(answers(terms({ who: 'members' }))).toEqual(['GatedRepoAnonymous', closed, closed, 'ok', 'ok', 'ok'])
})

test('approved people only', () => {
  const expected = ['GatedRepoAnonymous', 'GatedRepo', 'ok', 'GatedRepo', 'ok', 'ok']
  expect(answers(terms({ who: 'approved' }))).toEqual(expected)
  expect(answers(terms({ who: 'approved' }), { approval: null })[2]).toBe('GatedRepo')
})

test('residents', () => {
  const of = terms({ residents: ['KR'] })
  const all = (code: string) => ['GatedRepoAnonymous', code, code, code, 'ok', 'ok']
  expect(answers(of)).toEqual(all('TermsCountryUnknown'))
  expect(answers(of, { country: 'FR' })).toEqual(all('TermsCountry'))
  expect(answers(of, { country: 'KR' })).toEqual(all('ok'))
})

test('a hub in another country, or in none that is known, hands nothing out but to writers', () => {
  const of = terms({ storage: ['KR'], sample: 'public' })
  const closed = ['TermsStorageAnonymous', 'TermsStorage', 'TermsStorage', 'TermsStorage', 'ok', 'ok']
  expect(answers(of)).toEqual(closed)
  expect(answers(of, { hubCountry: 'FR' })).toEqual(closed)
  expect(answers(of, { hubCountry: 'KR' })).toEqual(OK)
  const why = termsRefusal(about(of, { hubCountry: 'FR' }), ASKERS.stranger)?.why
  expect(why).toBe('KR only, and this hub keeps them in FR')
})

test('purposes', () => {
  expect(answers(terms({ who: 'approved', purposes: ['research'] }))[2]).toBe('ok')
  expect(answers(terms({ who: 'approved', purposes: ['education'] }))[2]).toBe('TermsPurpose')
  const nameless = { approval: { ...approval, purpose: null } }
  expect(answers(terms({ who: 'approved', purposes: ['research'] }), nameless)[2]).toBe('TermsPurpose')
})

test('a date ends access for all but writers, to the instant', () => {
  const over = ['GatedRepoAnonymous', 'TermsEnded', 'TermsEnded', 'TermsEnded', 'ok', 'ok']
  expect(answers(terms({ deleteBy: '2026-06-01' }))).toEqual(over)
  expect(answers(terms({ deleteBy: '2026-06-02' }))).toEqual(OK)
})

test('days after the approval end it, and one of unknown age has ended', () => {
  expect(answers(terms({ who: 'approved', deleteBy: 31 }))[2]).toBe('TermsEnded')
  expect(answers(terms({ who: 'approved', deleteBy: 32 }))[2]).toBe('ok')
  const old = { approval: { ...approval, at: null } }
  expect(answers(terms({ who: 'approved', deleteBy: 365 }), old)[2]).toBe('TermsEnded')
})

test('a report is due so many days after the first approval that it was not filed for', () => {
  const of = terms({ who: 'approved', report: 31 })
  expect(answers(of)[2]).toBe('ReportDue')
  expect(answers(terms({ who: 'approved', report: 32 }))[2]).toBe('ok')
  const since = (unreportedSince: Date | null) => ({ approval: { ...approval, unreportedSince } })
  expect(answers(of, since(null))[2]).toBe('ok')
  // an approval of today puts nothing off
  expect(answers(of, { approval: { ...approval, at: NOW } })[2]).toBe('ReportDue')
  expect(answers(of, since(NOW))[2]).toBe('ok')
  expect(reportDue(readTerms({ version: 1, who: 'approved' }) as never, at)).toBeNull()
})

test('who sees the page', () => {
  const seen = (of: TermsInForce) => names.filter((name) => seesPage(of, ASKERS[name]))
  const hidden = (who: string) => terms({ who, metadata: 'hidden' })
  expect(seen(null)).toEqual(names)
  expect(seen(terms({ who: 'members' }))).toEqual(names)
  expect(seen(hidden('approved'))).toEqual(['approved', 'member', 'writer', 'admin'])
  expect(seen(hidden('members'))).toEqual(['member', 'writer', 'admin'])
  expect(seen('unreadable')).toEqual(['admin'])
  expect(pageOf(hidden('approved'))).toBe('approved')
})

test('a sample is open where the terms say so', () => {
  expect([null, 'unreadable' as const, terms({})].map(isSampleOpen)).toEqual([false, false, false])
  expect(isSampleOpen(terms({ who: 'approved', sample: 'public' }))).toBe(true)
})
