import type { Principal, Role } from './policy.js'

/** What a request was about, for its owner's accounts. */
export const USAGE_KINDS = [
  'resolve',
  'git',
  'lfs',
  'xet',
  'viewer',
  'sql',
  'subset',
  'upload',
  'api',
] as const
export type UsageKind = (typeof USAGE_KINDS)[number]
/** Who asked: nobody known, somebody, or a member of the namespace. More is not kept. */
export type UserClass = 'anonymous' | 'user' | 'member'

/** The class of a caller with that role in the repo. The hub and its administrators are members everywhere. */
export function userClass({ principal, role }: { principal: Principal; role: Role | null }): UserClass {
  if (principal.kind === 'anonymous') return 'anonymous'
  return principal.kind === 'job' || principal.isAdmin || role !== null ? 'member' : 'user'
}

/** The kind of an address of the route table. */
export function usageKind(method: string, path: string): UsageKind {
  if (/\/(resolve|raw|resolve-cache|zip)\/|\/resolve-cache/.test(path)) return 'resolve'
  if (path.includes('lfs/')) return 'lfs'
  if (path.startsWith('/xet/') || path.includes('/xet-')) return 'xet'
  if (/\/info\/refs|\/git-|\/HEAD$/.test(path)) return 'git'
  if (path.startsWith('/api/sql')) return 'sql'
  if (path.includes('/subset')) return 'subset'
  if (/\/(preupload|commit)\//.test(path) && method !== 'GET') return 'upload'
  return path.startsWith('/api/') || path.includes('/:ns/') || path.startsWith('/:ns') ? 'api' : 'viewer'
}
