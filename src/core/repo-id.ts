import { HubError } from './errors.js'

export type RepoType = 'model' | 'dataset'
export interface RepoId {
  type: RepoType
  namespace: string
  name: string
}

/** First segments of hub addresses; a namespace of that name would hide a route. */
const RESERVED = new Set([
  ...['api', 'datasets', 'spaces', 'models', 'kernels', 'buckets', 'collections', 'settings', 'oauth'],
  ...[
    'resolve',
    'assets',
    'papers',
    '.well-known',
    'healthz',
    'readyz',
    'metrics',
    'login',
    'new',
    'search',
    'admin-area',
  ],
])
/** Whether the hub uses a first segment itself, so that it names no namespace. */
export const isReserved = (name: string): boolean => RESERVED.has(name.toLowerCase())
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

/** Throws InvalidName unless `name` can be a user or an organisation. */
export function checkNamespace(name: string): string {
  if (isReserved(name)) throw new HubError('InvalidName', { name, why: 'the hub uses it itself' })
  return checkName(name)
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
