import { type AuditEntry, auditActor, storable } from '../../core/audit.js'
import type { Principal } from '../../core/policy.js'
import { type RepoId, repoPath } from '../../core/repo-id.js'
import type { Stores } from '../context.js'
import { createGroups } from './groups.js'
import { currentOrigin } from './origin.js'

const MOST_NAME = 250
/** Of a list; no page shows more. */
const MOST_REPOS = 1000

export type Verdict = Pick<AuditEntry, 'outcome' | 'error'>
export const ALLOWED: Verdict = { outcome: 'allow' }

/** Writes decisions down. Data may leave when the promise has resolved; it throws Busy when nothing can be recorded. */
export function createRecorder({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  const add = createGroups<AuditEntry>((entries) => metadata.transact((tx) => tx.audit.receive(entries)))

  /** `asked`: the repo by the name that was asked for. */
  async function record(
    principal: Principal,
    action: string,
    what: { asked?: RepoId | undefined; repos: NamedRepo[] },
    verdict: Verdict,
  ): Promise<void> {
    const origin = currentOrigin()
    // what the hub does for itself shows nobody anything
    if (principal.kind === 'job' && !origin) return
    await add({
      at: clock.now().toISOString(),
      kind: 'decision',
      actor: auditActor(principal, origin),
      address: origin?.address ?? null,
      agent: origin?.agent ?? null,
      action,
      ...(what.asked && { asked: nameOf(what.asked) }),
      repos: what.repos.slice(0, MOST_REPOS).map((repo) => ({ id: repo.id, name: nameOf(repo) })),
      ...verdict,
      ...(origin?.request && { request: origin.request }),
    })
  }

  /** Repos that a list shows to this principal and not to everybody, in one entry. */
  async function shown(principal: Principal, hidden: NamedRepo[]): Promise<void> {
    if (hidden.length > 0) await record(principal, 'repo:read', { repos: hidden }, ALLOWED)
  }

  return { record, shown }
}
export type Recorder = ReturnType<typeof createRecorder>
type NamedRepo = RepoId & { id: number }

const nameOf = (id: RepoId): string => storable(repoPath(id), MOST_NAME)
