import { HubError } from '../../core/errors.js'
import { checkNamespace } from '../../core/repo-id.js'
import type { Namespace } from '../../stores/metadata/accounts.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { Stores } from '../context.js'

export interface NewNamespace {
  fullName?: string | undefined
  email?: string | undefined
  isAdmin?: boolean
}

/** How names are given to users and organisations, and taken from everybody for good. */
export function createNamespaces({ clock }: Pick<Stores, 'clock'>) {
  /** Throws InvalidName, AlreadyExists or NameTaken. `actorId`: who asked for it. */
  async function add(
    tx: Writers,
    kind: 'user' | 'org',
    name: string,
    { fullName = name, email, isAdmin = false }: NewNamespace,
    actorId: number | null = null,
  ): Promise<Namespace> {
    checkNamespace(name, { isAdmin })
    await tx.organisations.lockName(name)
    const holder = await tx.organisations.holderOf(name)
    if (holder) throw taken(name, holder)
    const made = await tx.accounts.addNamespace({ kind, name, fullName, email: email ?? null, isAdmin })
    if (!made) throw new HubError('AlreadyExists', { what: `A user or organisation called ${name}` })
    await tx.events.add({
      type: `${kind}.created`,
      at: clock.now(),
      repoId: null,
      actorId,
      payload: { name },
    })
    return made
  }

  /** Throws OwnsRepos. The name is never given again. */
  async function remove(tx: Writers, { id, name, kind }: Namespace, actorId: number | null): Promise<void> {
    await tx.organisations.lockName(name)
    await tx.organisations.lockWhole(id)
    const repos = await tx.organisations.reposOf(id, MOST_NAMED)
    if (repos.count > 0)
      throw new HubError('OwnsRepos', { name, count: repos.count, some: repos.names.join(', ') })
    await tx.organisations.remove({ id, name, kind }, clock.now())
    await tx.events.add({
      type: `${kind}.removed`,
      at: clock.now(),
      repoId: null,
      actorId,
      payload: { id, name },
    })
  }

  return { add, remove }
}

const MOST_NAMED = 5

function taken(name: string, holder: { name: string; isRetired: boolean }): HubError {
  if (holder.isRetired)
    return new HubError('NameTaken', { name, why: 'an account had it, and no other one gets it' })
  if (holder.name.toLowerCase() === name.toLowerCase())
    return new HubError('AlreadyExists', { what: `A user or organisation called ${name}` })
  return new HubError('NameTaken', { name, why: `it is too much like ${holder.name}` })
}
