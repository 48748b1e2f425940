import { protectsData } from '../../core/audit.js'
import type { Clock } from '../../core/clock.js'
import { HubError } from '../../core/errors.js'
import type { Action, Decision, Principal, RepoAction } from '../../core/policy.js'
import { fullName, type RepoId } from '../../core/repo-id.js'
import type { Repo } from '../../stores/metadata/repos.js'
import { isOpenToAll } from './open.js'
import { ALLOWED, type Recorder } from './recorder.js'

/** What `access` has recorded. Nothing that not everybody may have leaves the hub before its promise has resolved. */
export function createDecisions({ record }: Recorder, clock: Clock) {
  /** `id`: the name that was asked for. */
  async function decided(
    principal: Principal,
    action: RepoAction,
    { repo, id }: { repo: Repo; id: RepoId },
    decision: Decision,
  ): Promise<void> {
    const isHarmless = decision.allow || !protectsData(decision.error)
    if (isHarmless && isOpenToAll(action, repo, clock.now())) return
    const verdict = decision.allow ? ALLOWED : { outcome: 'deny' as const, error: decision.error }
    // who came with an address or an id named no repo, and may not know what it is called now
    await record(principal, action, { asked: id === repo ? undefined : id, repos: [repo] }, verdict)
  }

  /** The refusal of a repo that is not there: it is recorded like, and takes as long as, that of a private one. */
  async function absent(principal: Principal, action: RepoAction, id: RepoId): Promise<HubError> {
    const error = principal.kind === 'anonymous' ? 'RepoNotFoundAnonymous' : 'RepoNotFound'
    await record(principal, action, { asked: id, repos: [] }, { outcome: 'deny', error })
    return new HubError(error, { repo: fullName(id) })
  }

  /**
   * Of a list of repos those whose content is used. Those refused are not recorded: nobody asked for them, and their
   * owners must not hear who holds the same content.
   */
  async function used(principal: Principal, repos: Repo[]): Promise<void> {
    const hidden = repos.filter((repo) => !isOpenToAll('repo:download', repo, clock.now()))
    if (hidden.length > 0) await record(principal, 'repo:download', { repos: hidden }, ALLOWED)
  }

  /** A refusal of what concerns the whole hub. What is allowed is recorded where it is read or done. */
  async function hub(principal: Principal, action: Action, decision: Decision): Promise<void> {
    if (action !== 'hub:admin' || decision.allow) return
    await record(principal, action, { repos: [] }, { outcome: 'deny', error: decision.error })
  }

  return { decided, absent, used, hub }
}
