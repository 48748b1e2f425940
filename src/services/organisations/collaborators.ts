import { HubError } from '../../core/errors.js'
import { fullName } from '../../core/repo-id.js'
import type { Role } from '../../core/roles.js'
import type { Collaborator } from '../../stores/metadata/organisations.js'
import type { Grant } from '../access.js'
import type { Stores } from '../context.js'
import { actorIdOf } from '../grants.js'

/** Single users, also from outside of the organisation, with a role in one repo. */
export function createCollaborators({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  const list = (
    { repo }: Grant<'repo:admin'>,
    page: { after: string; limit: number },
  ): Promise<Collaborator[]> => metadata.organisations.collaborators(repo.id, page)

  /** null takes the role away. Throws NamespaceNotFound or MemberNotFound. */
  async function set(
    { repo, principal }: Grant<'repo:admin'>,
    name: string,
    role: Role | null,
  ): Promise<void> {
    const user = await metadata.accounts.findNamespace(name)
    if (user?.kind !== 'user')
      throw new HubError('NamespaceNotFound', { kind: 'user', name: name.slice(0, 100) })
    await metadata.transact(async (tx) => {
      // whoever has taken the repo over meanwhile says who works on it
      const now = (await tx.repos.lock(repo.id)) ? await tx.repos.byId(repo.id) : undefined
      if (now?.namespaceId !== repo.namespaceId) throw new HubError('RepoNotFound', { repo: fullName(repo) })
      const isChanged = await tx.organisations.share(repo.id, user.id, role)
      if (!isChanged && role === null)
        throw new HubError('MemberNotFound', { what: `${user.name} is no collaborator of ${fullName(repo)}` })
      if (!isChanged) return
      await tx.events.add({
        type: 'repo.collaborator',
        at: clock.now(),
        repoId: repo.id,
        actorId: actorIdOf(principal),
        payload: { user: user.name, role },
      })
    })
  }

  return { list, set }
}
