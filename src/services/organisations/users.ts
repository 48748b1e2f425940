import { HubError } from '../../core/errors.js'
import type { Principal } from '../../core/policy.js'
import type { Namespace } from '../../stores/metadata/accounts.js'
import type { Stores } from '../context.js'
import { actorIdOf } from '../grants.js'
import { createNamespaces } from './namespaces.js'

export type { Namespace as User } from '../../stores/metadata/accounts.js'

/** What administrators of the hub do with the accounts of people. */
export function createUsers({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  const namespaces = createNamespaces({ clock })

  /** Throws NamespaceNotFound. */
  async function find(name: string): Promise<Namespace> {
    const found = await metadata.accounts.findNamespace(name)
    if (found?.kind === 'user') return found
    throw new HubError('NamespaceNotFound', { kind: 'user', name: name.slice(0, 100) })
  }

  const list = (after: string, limit: number): Promise<Namespace[]> =>
    metadata.accounts.listNamespaces('user', after, limit)

  /** From now on nothing is done in the user's name; `authentication.ts` asks. Throws BadRequest for oneself. */
  async function suspend(principal: Principal, name: string, isSuspended: boolean): Promise<Namespace> {
    const user = await find(name)
    requireOther(principal, user)
    return metadata.transact(async (tx) => {
      await tx.organisations.lock(user.id)
      const before = await tx.accounts.findUser(user.id)
      if (!before || (before.suspendedAt !== null) === isSuspended) return before ?? user
      const suspendedAt = isSuspended ? clock.now() : null
      await tx.organisations.suspend(user.id, suspendedAt)
      await tx.events.add({
        type: isSuspended ? 'user.suspended' : 'user.unsuspended',
        at: clock.now(),
        repoId: null,
        actorId: actorIdOf(principal),
        payload: { id: user.id, name: user.name },
      })
      return { ...before, suspendedAt }
    })
  }

  /** With tokens and roles. Throws OwnsRepos, LastAdmin, HasReceipts, or BadRequest for oneself. */
  async function remove(principal: Principal, name: string): Promise<void> {
    const user = await find(name)
    requireOther(principal, user)
    await metadata.transact(async (tx) => {
      // in the order of all that changes members: first the organisations, then who is in them
      await tx.organisations.lockName(user.name)
      await tx.organisations.lockAllOf(user.id)
      await tx.organisations.lockWhole(user.id)
      // those that took them in meanwhile
      await tx.organisations.lockAllOf(user.id)
      if (await tx.gate.hasReceipts(user.id)) throw new HubError('HasReceipts', { name: user.name })
      const [org] = await tx.organisations.onlyAdminIn(user.id)
      if (org) throw new HubError('LastAdmin', { user: user.name, org: org.name })
      await namespaces.remove(tx, user, actorIdOf(principal))
    })
  }

  return { find, list, suspend, remove }
}

/** An administrator who shuts themselves out may be the last one. */
function requireOther(principal: Principal, user: Namespace): void {
  if (principal.kind === 'user' && principal.userId === user.id)
    throw new HubError('BadRequest', { why: 'This is your own account; ask another administrator.' })
}
