import type { ErrorKey } from './errors.js'
import type { Principal } from './policy.js'

/** Where something that is recorded came from. */
export interface Origin {
  /** Network address; `command line` for commands of the operator. */
  address: string
  agent: string
  /** User of the operating system, of a command. */
  osUser?: string
  request?: { id: string; method: string; route: string; path: string }
}

export type AuditActor =
  | { kind: 'anonymous' | 'hub' }
  | { kind: 'user'; id: number; name: string | null; credential?: string }
  | { kind: 'command'; name: string }

export interface AuditedRepo {
  id: number
  /** datasets/namespace/name, or namespace/name of a model, as it was called then. */
  name: string | null
}

/** An entry before it has its place in the chain. */
export interface AuditEntry {
  /** ISO 8601; of the decision or the act, which may be a moment before entries with a lower seq. */
  at: string
  kind: 'decision' | 'act'
  actor: AuditActor
  address: string | null
  agent: string | null
  /** Action of the policy, or type of the event. */
  action: string
  /** The repo by the name that was asked for, whether there is one or not. */
  asked?: string
  repos: AuditedRepo[]
  outcome: 'allow' | 'deny'
  error?: ErrorKey
  /** One of more refusals than a caller is shown of a day; see services/audit/merging.ts. */
  beyond?: true
  request?: Origin['request']
  /** What the event says. */
  detail?: Record<string, unknown>
}

/** Refusals that protect the repo from changes, and no data from being seen. */
const ABOUT_RIGHTS: ErrorKey[] = ['NotSignedIn', 'Forbidden']
export const protectsData = (error: ErrorKey): boolean => !ABOUT_RIGHTS.includes(error)

/** Events of data, which the history of repos tells; all others, also those to come, are administrative acts. */
const NO_ACTS = [
  ...['ref.moved', 'blob.quarantined', 'tables.ready', 'tables.failed', 'repo.liked', 'repo.unliked'],
  ...['account.followed', 'account.unfollowed', 'discussion.created', 'discussion.commented'],
  ...['discussion.status', 'discussion.retitled', 'discussion.edited'],
]
export const isAct = (type: string): boolean => !NO_ACTS.includes(type)

export function auditActor(principal: Principal, origin: Origin | null): AuditActor {
  if (principal.kind === 'user') {
    const { userId, name, credential } = principal
    return { kind: 'user', id: userId, name, credential: `${credential.kind} ${credential.id}` }
  }
  if (origin?.osUser !== undefined) return { kind: 'command', name: origin.osUser }
  return { kind: principal.kind === 'job' ? 'hub' : 'anonymous' }
}

/** What a person is told of entries about them: of a refusal, no more than they were told then. */
export function toldToActor(entry: AuditEntry): Omit<AuditEntry, 'actor'> & { actor?: AuditActor } {
  const { repos, error, ...rest } = entry
  if (entry.outcome === 'allow') return entry
  const hides = error === 'RepoNotFound' || error === 'RepoNotFoundAnonymous' || error === 'BadSignature'
  return { ...rest, ...(error && { error }), repos: hides ? [] : repos }
}

/** What the administrators of a repo are told: nothing of other repos. */
export const toldToRepo = (entry: AuditEntry, repoId: number): AuditEntry => ({
  ...entry,
  repos: entry.repos.filter(({ id }) => id === repoId),
})

const MOST_PATH = 500
const MOST_AGENT = 200
/** Values of addresses that say what was asked; others may be secrets and are left out. */
const TOLD = ['dataset', 'config', 'split', 'revision', 'offset', 'length', 'service', 'format', 'limit']

/** Text that can be stored: well-formed, without control characters, of at most so many characters. */
export const storable = (text: string, most: number): string =>
  text
    .slice(0, most)
    .toWellFormed()
    .replace(/\p{Cc}/gu, '?')
export const storableAgent = (text: string): string => storable(text, MOST_AGENT)

/** An address as it may be kept: path, and the values that are known to be no secrets. */
export function auditedPath(url: string): string {
  // a whole address, as for a proxy, may hold a password
  const [path = '', query = ''] = url.replace(/^[a-z][\w+.-]*:\/\/[^/?]*/i, '').split(/\?(.*)/s)
  const told = [...new URLSearchParams(query)].filter(([key]) => TOLD.includes(key))
  const rest = told.length > 0 ? `?${new URLSearchParams(told)}` : ''
  return storable(path + rest, MOST_PATH)
}
