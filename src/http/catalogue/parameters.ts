import { HubError } from '../../core/errors.js'
import type { RepoType } from '../../core/repo-id.js'
import type { Query } from '../route.js'

const TYPES = ['dataset', 'model'] as const

export function typeOf(query: Query): RepoType | undefined {
  const type = query.get('type')
  return type === undefined || type === '' ? undefined : oneOf('type', type, TYPES)
}

export function oneOf<T extends string>(key: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === text)
  if (found === undefined) throw refused(key, text, allowed)
  return found
}

export const refused = (key: string, text: string, allowed: readonly string[]): HubError =>
  new HubError('BadRequest', {
    why: `There is no ${key} "${text.slice(0, 60)}". Choose from: ${allowed.join(', ')}.`,
  })
