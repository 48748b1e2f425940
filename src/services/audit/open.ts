import { decide, NO_CONDITIONS, type RepoAction } from '../../core/policy.js'
import type { Repo } from '../../stores/metadata/repos.js'
import { termsOf } from '../terms/conditions.js'

/** Whether everybody may see what the action shows; nobody needs to know who did. */
export function isOpenToAll(action: RepoAction, repo: Repo, now: Date): boolean {
  const seen = action === 'repo:read' || action === 'repo:sample' ? action : 'repo:download'
  const { visibility, gated, disabled, opening } = repo
  const conditions = { ...NO_CONDITIONS, opening, terms: termsOf(repo), now }
  const resource = { kind: 'repo' as const, id: repo, visibility, gated, disabled, role: null, ...conditions }
  return decide({ kind: 'anonymous' }, seen, { ...resource, access: 'none' }).allow
}
