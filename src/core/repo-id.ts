import { HubError } from './errors.js'
import { reasonAgainst } from './names.js'

export type RepoType = 'model' | 'dataset'
export interface RepoId {
  type: RepoType
  namespace: string
  name: string
}

const NAME = /^[A-Za-z0-9_.-]{1,96}$/

/** Throws InvalidName unless `name` can be a namespace or a repo name (the rule of the Python client). */
export function checkName(name: string): string {
  const why = !NAME.test(name)
    ? 'use 1 to 96 of the characters A-Z a-z 0-9 _ . -'
    : /^[-.]|[-.]$/.test(name)
      ? 'it must not begin or end with - or .'
      : name.includes('--') || name.includes('..')
        ? 'it must not hold -- or ..'
        : name.endsWith('.git')
          ? 'it must not end in .git'
          : undefined
  if (why !== undefined) throw new HubError('InvalidName', { name, why })
  return name
}

/** Throws InvalidName unless `name` can be a user or an organisation. `isAdmin`: of an administrator of the hub. */
export function checkNamespace(name: string, { isAdmin = false } = {}): string {
  checkName(name)
  const why = reasonAgainst(name, { isAdmin })
  if (why !== undefined) throw new HubError('InvalidName', { name, why })
  return name
}

/** `datasets/ns/name` or `ns/name`: the part of an address that names a repo. */
export const repoPath = (id: RepoId): string =>
  `${id.type === 'dataset' ? 'datasets/' : ''}${id.namespace}/${id.name}`

export const fullName = (id: Pick<RepoId, 'namespace' | 'name'>): string => `${id.namespace}/${id.name}`

export function parseFullName(text: string, type: RepoType): RepoId {
  const [namespace, name, ...rest] = text.split('/')
  if (!namespace || !name || rest.length > 0) {
    throw new HubError('InvalidName', { name: text, why: 'write it as namespace/name' })
  }
  return { type, namespace, name }
}
