import { expect, test } from 'vitest'
import { readTerms } from '../core/terms.js'
import { PRESETS } from '../core/terms-presets.js'
import { odrlJson, odrlNode, PROFILE_TERMS } from './odrl.js'
import { toTurtle } from './rdf.js'

const ABOUT = {
  target: 'https://hub/datasets/lab/x#dataset',
  assigner: 'https://hub/lab#agent',
  uid: 'https://hub/api/datasets/lab/x/terms#v1',
  profile: 'https://hub/ns/policy',
}
const written = (document: object) => toTurtle([odrlNode(readTerms(document) ?? 'unreadable', ABOUT)])
/** The rules of one kind, each as one line. */
const rules = (document: object, kind: 'Permission' | 'Prohibition') =>
  written(document)
    .replace(/\s+/g, ' ')
    .split(/\[ a odrl:(?=Permission|Prohibition)/)
    .filter((text) => text.startsWith(kind))

test('the preset of the worked example: index and sample for all, use and derive for approved residents', () => {
  const permissions = rules(PRESETS['ai-hub'], 'Permission')
  expect(permissions).toHaveLength(4)
  const [index, sample, use, derive] = permissions as [string, string, string, string]
  expect(index).toContain('odrl/2/index>')
  expect(sample).toContain('policy#sample>')
  for (const open of [index, sample]) expect(open).not.toContain('odrl:constraint')
  for (const rule of [use, derive]) {
    expect(rule).toMatch(/policy#personCountry> ; odrl:operator <\S+isAnyOf> ; odrl:rightOperand "KR"/)
    expect(rule).toMatch(/policy#approval> ; odrl:operator <\S+eq> ; odrl:rightOperand "true"/)
    expect(rule).toMatch(/odrl:duty \[ a odrl:Duty ; odrl:action <\S+attribute>/)
  }
  const [distribute, exporting] = rules(PRESETS['ai-hub'], 'Prohibition') as [string, string]
  expect(distribute).toContain('odrl/2/distribute>')
  expect(exporting).toMatch(/policy#export>.*policy#storageCountry> ; odrl:operator <\S+isNoneOf>/)
  expect(written(PRESETS['ai-hub'])).toContain('odrl:conflict <http://www.w3.org/ns/odrl/2/prohibit>')
})

test('every condition is written', () => {
  const text = written({
    version: 1,
    who: 'approved',
    metadata: 'hidden',
    purposes: ['research'],
    report: 30,
    deleteBy: 90,
    onward: true,
  })
  for (const part of [
    'policy#purpose-research',
    'policy#reportUse',
    '"P30D"',
    '"P90D"',
    '2/delete',
    '2/distribute',
  ])
    expect(text).toContain(part)
  expect(text).not.toContain('odrl:prohibition')
  expect(text).not.toContain('2/index')
  const members = written({ version: 1, who: 'members', deleteBy: '2027-01-31' })
  for (const part of ['policy#member', '2/dateTime', '"2027-01-31"']) expect(members).toContain(part)
})

test('terms that cannot be read prohibit use', () => {
  expect(rules({ version: 99 }, 'Permission')).toEqual([])
  expect(rules({ version: 99 }, 'Prohibition')[0]).toContain('odrl/2/use>')
})

test('the same as JSON-LD, with the words of the profile only', () => {
  const json = odrlJson(readTerms(PRESETS['ai-hub']) ?? 'unreadable', ABOUT)
  expect(json).toMatchObject({ '@id': ABOUT.uid, '@type': 'odrl:Set' })
  for (const [, word] of JSON.stringify(json).matchAll(/ns\/policy#(\w+)/g))
    expect(Object.keys(PROFILE_TERMS)).toContain(word)
})
