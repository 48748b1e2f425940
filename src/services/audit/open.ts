import { decide, NO_CONDITIONS, type Principal, type RepoAction } from '../../core/policy.js'
import { REPO_ROLES, type Role } from '../../core/roles.js'
import type { Repo } from '../../stores/metadata/repos.js'
import { termsOf } from '../terms/conditions.js'

/** Whether everybody may see what the action shows; nobody needs to know who did. */
export function isOpenToAll(action: RepoAction, repo: Repo, now: Date): boolean {
  const seen = action === 'repo:read' || action === 'repo:sample' ? action : 'repo:download'
  return decide({ kind: 'anonymous' }, seen, resourceFor(repo, null, now)).allow
}

/** The least role that sees the page of a repo, by its whole standing; null: none is needed. */
export function seenBy(repo: Repo, now: Date): Role | null {
  const roles = [null, ...REPO_ROLES]
  const least = roles.find((role) => decide(SOMEBODY, 'repo:read', resourceFor(repo, role, now)).allow)
  return least === undefined ? 'admin' : least
}

const SOMEBODY: Principal = {
  ...{ kind: 'user', userId: 0, name: '', isAdmin: false, scope: { role: 'write' } },
  credential: { kind: 'session', id: 0, isStrong: true, signedInAt: new Date(0) },
}

function resourceFor(repo: Repo, role: Role | null, now: Date) {
  const { visibility, gated, disabled, opening } = repo
  // nobody says where the hub is: what must be kept in some country is not for caches, which are anywhere
  const conditions = { ...NO_CONDITIONS, opening, terms: termsOf(repo), now }
  const access = 'none' as const
  return { kind: 'repo' as const, id: repo, visibility, gated, disabled, role, access, ...conditions }
}
