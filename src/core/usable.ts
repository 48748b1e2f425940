import { HubError } from './errors.js'

/** Whatever lets somebody act in the name of a user asks this first. Throws AccountSuspended. */
export function usable<U extends { name: string; suspendedAt: Date | null }>(user: U): U {
  if (user.suspendedAt !== null) throw new HubError('AccountSuspended', { name: user.name })
  return user
}
