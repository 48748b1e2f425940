import { expect, test } from 'vitest'
import { mayStoreIn, PURPOSES, parseTerms, readTerms } from './terms.js'
import { PRESETS } from './terms-presets.js'
import { attributionText, summary } from './terms-text.js'

const problemOf = (document: unknown) => {
  const read = parseTerms(document)
  return 'problem' in read ? read.problem.key : undefined
}
const BASE = { version: 1, who: 'everyone' }
const APPROVED = { version: 1, who: 'approved' }

test('a short document is filled up with what asks nothing, and no passing on', () => {
  expect(readTerms(BASE)).toEqual({
    metadata: 'visible',
    sample: 'none',
    who: 'everyone',
    residents: null,
    purposes: null,
    storage: null,
    attribution: null,
    onward: false,
    report: null,
    deleteBy: null,
  })
})

test('every preset can be read', () => {
  for (const preset of Object.values(PRESETS)) expect(readTerms(preset)).toBeDefined()
})

const WRONG: [string, unknown][] = [
  ['version', null],
  ['version', []],
  ['version', 'terms'],
  ['version', {}],
  ['version', { who: 'everyone' }],
  ['version', { ...BASE, version: '1' }],
  ['version', { ...BASE, version: 2 }],
  ['who', { version: 1 }],
  ['who', { ...BASE, who: null }],
  ['who', { ...BASE, who: ['everyone'] }],
  ['more', { ...BASE, more: null }],
  ['constructor', { ...BASE, constructor: 1 }],
  ['metadata', { ...BASE, metadata: 'secret' }],
  ['metadata', { ...BASE, metadata: undefined }],
  ['metadata', { ...BASE, metadata: 'hidden' }],
  ['sample', { ...BASE, sample: true }],
  ['residents', { ...BASE, residents: [] }],
  ['residents', { ...BASE, residents: ['kr'] }],
  ['residents', { ...BASE, residents: ['XX'] }],
  ['residents', { ...BASE, residents: ['KR', 'KR'] }],
  ['residents', { ...BASE, residents: 'KR' }],
  ['storage', { ...BASE, storage: [['KR']] }],
  ['purposes', { ...APPROVED, purposes: ['fun'] }],
  ['purposes', { ...BASE, purposes: ['research'] }],
  ['attribution', { ...BASE, attribution: '' }],
  ['attribution', { ...BASE, attribution: 'x'.repeat(501) }],
  ['attribution', { ...BASE, attribution: 'by {name}' }],
  ['attribution', { ...BASE, attribution: 'by {title' + '\n' }],
  ['attribution', { ...BASE, attribution: 'a\nb' }],
  ['onward', { ...BASE, onward: 'no' }],
  ['report', { ...APPROVED, report: 0 }],
  ['report', { ...APPROVED, report: 1.5 }],
  ['report', { ...BASE, report: 30 }],
  ['deleteBy', { ...BASE, deleteBy: 30 }],
  ['deleteBy', { ...BASE, deleteBy: '2026-02-30' }],
  ['deleteBy', { ...BASE, deleteBy: '1 May 2026' }],
  ['deleteBy', { ...APPROVED, deleteBy: -1 }],
]
test.each(WRONG)('a document that is wrong in %s is not read: %j', (key, document) => {
  expect(problemOf(document)).toBe(key)
  expect(readTerms(document)).toBeUndefined()
})

test('a whole document is read as it stands', () => {
  const whole = {
    version: 1,
    metadata: 'hidden',
    sample: 'none',
    who: 'approved',
    residents: ['KR', 'FR'],
    purposes: [...PURPOSES],
    storage: ['KR'],
    attribution: '{title} {version} {url} {date}',
    onward: true,
    report: 36_500,
    deleteBy: '2027-03-31',
  }
  const { version: _, ...terms } = whole
  expect(readTerms(whole)).toEqual(terms)
  expect(summary(readTerms(whole) ?? null)).toHaveLength(9)
})

test('bytes are kept where the terms allow, and unknown places are none of these', () => {
  const terms = readTerms({ ...BASE, storage: ['KR', 'JP'] }) ?? null
  expect([mayStoreIn(terms, 'KR'), mayStoreIn(terms, 'FR'), mayStoreIn(terms, null)]).toEqual([
    true,
    false,
    false,
  ])
  expect(mayStoreIn(readTerms(BASE) ?? null, null)).toBe(true)
  expect([mayStoreIn(null, null), mayStoreIn('unreadable', 'KR')]).toEqual([true, false])
})

test('values of a line of attribution are put in once, as they are', () => {
  const values = { title: '{url} $&', version: 'v', url: 'u', date: new Date('2026-11-22T23:00:00Z') }
  expect(attributionText('{title}: {version} {url} {date}', values)).toBe('{url} $&: v u 2026-11-22')
})

test('the sentences say each condition', () => {
  expect(summary(null)).toHaveLength(1)
  expect(summary('unreadable')[0]).toContain('cannot read')
  const said = (document: object) => summary(readTerms(document) ?? null).join(' ')
  expect(said(BASE)).toBe(
    'Everybody sees the description. The contents are for everybody whom the licence allows. It may not be passed on.',
  )
  expect(said({ ...BASE, who: 'members', metadata: 'hidden', onward: true })).toContain('may be passed on')
  expect(said(PRESETS['ai-hub'])).toContain('confirmed to be KR.')
  expect(said({ ...APPROVED, purposes: ['research', 'education', 'evaluation'], deleteBy: 90 })).toContain(
    'research, education or evaluation',
  )
  expect(said({ ...BASE, deleteBy: '2027-01-01' })).toContain('Access ends on 2027-01-01')
})
