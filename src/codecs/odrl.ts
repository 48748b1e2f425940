import type { Terms, TermsInForce } from '../core/terms.js'
import { jsonNode, type RdfNode, type RdfValue } from './rdf.js'

/**
 * Terms of use in ODRL 2.2 (https://www.w3.org/TR/odrl-model/). What ODRL has no word for is in a profile of this hub,
 * which `GET /ns/policy` explains. Where rules disagree the prohibition wins.
 */

/** Words of the profile, with what they mean. */
export const PROFILE_TERMS = {
  personCountry: 'Left operand: the country of the person, as somebody else than the person asserted it.',
  storageCountry: 'Left operand: the country where the bytes are kept.',
  approval: 'Left operand: whether the person has an approval of the owner that holds.',
  member: 'Left operand: whether the person is a member of the organisation that owns the data.',
  sample: 'Action: to see the first rows of each table.',
  export: 'Action: to take the bytes to another country.',
  reportUse: 'Action: to tell the owner what was done with the data.',
  unknown: 'Terms that the hub cannot read: everything is prohibited.',
} as const

const PURPOSE = 'purpose-'
type Rule = { action: string; constraints?: RdfNode[]; duties?: RdfNode[] }

export interface OdrlTarget {
  /** IRI of the dataset. */
  target: string
  /** IRI of its owner. */
  assigner: string
  /** IRI of the terms themselves. */
  uid: string
  /** Address of the page of the profile. */
  profile: string
}

/** The terms as a graph; without terms there is nothing to say. */
export function odrlNode(terms: Exclude<TermsInForce, null>, about: OdrlTarget): RdfNode {
  const word = (name: string): string => `${about.profile}#${name}`
  const rules =
    terms === 'unreadable'
      ? { permission: [], prohibition: [{ action: 'odrl:use' }] }
      : { permission: permissions(terms, word), prohibition: prohibitions(terms, word) }
  const made = (type: string, rule: Rule): RdfNode => ruleNode(type, rule, about)
  return {
    iri: about.uid,
    type: 'odrl:Set',
    properties: [
      ['odrl:uid', [{ iri: about.uid }]],
      ['odrl:profile', [{ iri: about.profile }]],
      ['odrl:conflict', [odrl('prohibit')]],
      ['odrl:permission', rules.permission.map((rule) => made('odrl:Permission', rule))],
      ['odrl:prohibition', rules.prohibition.map((rule) => made('odrl:Prohibition', rule))],
    ],
  }
}

/** The same as JSON-LD, to be put into another document whose context knows `odrl` and `xsd`. */
export const odrlJson = (terms: Exclude<TermsInForce, null>, about: OdrlTarget): Record<string, unknown> =>
  jsonNode(odrlNode(terms, about))

type Word = (name: string) => string

function permissions(terms: Terms, word: Word): Rule[] {
  const constraints = conditions(terms, word)
  const duties = dutiesOf(terms, word)
  const open: Rule[] = []
  if (terms.metadata === 'visible') open.push({ action: 'odrl:index' })
  if (terms.sample === 'public') open.push({ action: word('sample') })
  return [
    ...open,
    { action: 'odrl:use', constraints, duties },
    { action: 'odrl:derive', constraints, duties },
    ...(terms.onward ? [{ action: 'odrl:distribute', constraints, duties }] : []),
  ]
}

function prohibitions({ onward, storage }: Terms, word: Word): Rule[] {
  return [
    ...(onward ? [] : [{ action: 'odrl:distribute' }]),
    ...(storage
      ? [
          {
            action: word('export'),
            constraints: [constraint(word('storageCountry'), 'isNoneOf', storage.map(text))],
          },
        ]
      : []),
  ]
}

function conditions(terms: Terms, word: Word): RdfNode[] {
  const { who, residents, purposes, deleteBy } = terms
  return [
    ...(who === 'members' ? [constraint(word('member'), 'eq', [text('true')])] : []),
    ...(who === 'approved' ? [constraint(word('approval'), 'eq', [text('true')])] : []),
    ...(residents ? [constraint(word('personCountry'), 'isAnyOf', residents.map(text))] : []),
    ...(purposes
      ? [
          constraint(
            'odrl:purpose',
            'isAnyOf',
            purposes.map((name) => ({ iri: word(PURPOSE + name) })),
          ),
        ]
      : []),
    ...(typeof deleteBy === 'string' ? [constraint('odrl:dateTime', 'lt', [text(deleteBy)])] : []),
    ...(typeof deleteBy === 'number' ? [constraint('odrl:elapsedTime', 'lt', [text(`P${deleteBy}D`)])] : []),
  ]
}

function dutiesOf({ attribution, report, deleteBy }: Terms, word: Word): RdfNode[] {
  const elapsed = (days: number) => [constraint('odrl:elapsedTime', 'lteq', [text(`P${days}D`)])]
  const when =
    typeof deleteBy === 'number'
      ? elapsed(deleteBy)
      : deleteBy === null
        ? []
        : [constraint('odrl:dateTime', 'lteq', [text(deleteBy)])]
  return [
    ...(attribution === null ? [] : [duty('odrl:attribute', [], attribution)]),
    ...(report === null ? [] : [duty(word('reportUse'), elapsed(report))]),
    ...(deleteBy === null ? [] : [duty('odrl:delete', when)]),
  ]
}

const ruleNode = (
  type: string,
  { action, constraints = [], duties = [] }: Rule,
  about: OdrlTarget,
): RdfNode => ({
  type,
  properties: [
    ['odrl:target', [{ iri: about.target }]],
    ['odrl:assigner', [{ iri: about.assigner }]],
    ['odrl:action', [named(action)]],
    ['odrl:constraint', constraints],
    ['odrl:duty', duties],
  ],
})

const duty = (action: string, constraints: RdfNode[], note?: string): RdfNode => ({
  type: 'odrl:Duty',
  properties: [
    ['odrl:action', [named(action)]],
    ['odrl:constraint', constraints],
    ['dct:description', note === undefined ? [] : [text(note)]],
  ],
})

const constraint = (operand: string, operator: string, right: RdfValue[]): RdfNode => ({
  type: 'odrl:Constraint',
  properties: [
    ['odrl:leftOperand', [named(operand)]],
    ['odrl:operator', [odrl(operator)]],
    ['odrl:rightOperand', right],
  ],
})

const ODRL = 'http://www.w3.org/ns/odrl/2/'
const odrl = (name: string): RdfValue => ({ iri: ODRL + name })
const named = (name: string): RdfValue => (name.startsWith('odrl:') ? odrl(name.slice(5)) : { iri: name })
const text = (value: string): RdfValue => ({ text: value })
