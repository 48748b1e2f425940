import { type ErrorKey, fill, type HubError } from '../errors.js'
import { ASKED } from './asked.js'
import { KOREAN } from './errors.js'
import { FINDINGS } from './findings.js'
import { PHRASES } from './phrases.js'

/** Parameters that the hub words itself. One word may be a name of somebody in those that are not codes of ours. */
const WORDED = ['why', 'what', 'hint', 'limit', 'repo', 'action', 'kind', 'period']
const CODES = ['action', 'kind', 'period']
/** What people gave as their reason is theirs: it is shown as they wrote it. */
const QUOTING: ErrorKey[] = ['RepoWithdrawn', 'AccessRejected']

/** The message of an error in Korean. */
export function inKorean({ key, params }: HubError): string {
  if (QUOTING.includes(key)) return fill(KOREAN[key], params)
  const said = Object.entries(params).map(([name, value]) => {
    const isOurs = CODES.includes(name) || (WORDED.includes(name) && String(value).includes(' '))
    return [name, isOurs ? partInKorean(String(value)) : value]
  })
  return fill(KOREAN[key], Object.fromEntries(said))
}

interface Row {
  literals: string[]
  names: string[]
  korean: string
}
const rows = [...PHRASES, ...ASKED, ...FINDINGS]
const exact = new Map(rows)
const templates: Row[] = rows
  .filter(([english]) => english.includes('{'))
  .map(([english, korean]) => ({
    literals: english.split(/\{\w+\}/),
    names: [...english.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name)),
    korean,
  }))

/** No part of ours is longer, so that a text of somebody else costs nothing. */
const LONGEST = 2000

/** Part of a message in Korean, or the part itself when no row has it. */
export function partInKorean(text: string): string {
  const known = exact.get(text)
  if (known !== undefined || text.length > LONGEST) return known ?? text
  for (const { literals, names, korean } of templates) {
    const values = valuesIn(text, literals)
    if (values) return fill(korean, valuesOf(names, values))
  }
  return text
}

const valuesOf = (names: string[], values: string[]): Record<string, string> =>
  Object.fromEntries(
    values.map((value, i) => {
      const name = String(names[i])
      return [name, name === 'why' ? partInKorean(value) : value]
    }),
  )

/** What stands between the literals; undefined: the text is not of this form. In one pass, as texts may hold anything. */
function valuesIn(text: string, [first = '', ...rest]: string[]): string[] | undefined {
  const last = rest.pop() ?? ''
  if (!text.startsWith(first) || !text.endsWith(last)) return undefined
  const values: string[] = []
  let at = first.length
  for (const literal of rest) {
    const next = text.indexOf(literal, at + 1)
    if (next < 0) return undefined
    values.push(text.slice(at, next))
    at = next + literal.length
  }
  if (text.length - last.length <= at) return undefined
  return [...values, text.slice(at, text.length - last.length)]
}
