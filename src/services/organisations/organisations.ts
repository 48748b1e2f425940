import { HubError } from '../../core/errors.js'
import type { Principal } from '../../core/policy.js'
import type { RepoType } from '../../core/repo-id.js'
import type { OrgRole } from '../../core/roles.js'
import type { Membership, Namespace } from '../../stores/metadata/accounts.js'
import { type OrgGrant, type SignedIn, viewerOf } from '../access.js'
import type { Stores } from '../context.js'
import { actorIdOf } from '../grants.js'
import { createMembers, noMember } from './members.js'
import { createNamespaces } from './namespaces.js'

export interface Member {
  name: string
  fullName: string
  /** For other members only. */
  role: OrgRole | undefined
}
/** What everybody may know of an account. */
export interface Overview {
  namespace: Namespace
  repos: Record<RepoType, number>
  /** Of an organisation, for those who may see its members. */
  members: number | undefined
  /** Of a user: those that the asker may know of. */
  orgs: Namespace[]
}

/** Organisations: their making, settings, members and pages. */
export function createOrganisations({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  const namespaces = createNamespaces({ clock })
  const members = createMembers({ metadata, clock })

  /** Whoever makes an organisation administers it. Throws InvalidName, AlreadyExists or NameTaken. */
  const create = (maker: SignedIn, name: string, fullName: string | undefined): Promise<Namespace> =>
    metadata.transact(async (tx) => {
      const org = await namespaces.add(tx, 'org', name, { fullName }, maker.userId)
      const user = { id: maker.userId, name: maker.name }
      await members.addIn(tx, { org, actorId: maker.userId }, user, 'admin')
      return org
    })

  /** Throws OwnsRepos. */
  const remove = (grant: OrgGrant<'org:admin'>): Promise<void> =>
    metadata.transact((tx) => namespaces.remove(tx, grant.org, actorIdOf(grant.principal)))

  async function changeSettings(
    { org, principal }: OrgGrant<'org:admin'>,
    settings: { fullName?: string | undefined; membersPublic?: boolean | undefined },
  ): Promise<void> {
    await metadata.transact(async (tx) => {
      await tx.organisations.change(org.id, settings)
      const payload = { org: org.name, ...settings }
      await tx.events.add({
        type: 'org.settings',
        at: clock.now(),
        repoId: null,
        actorId: actorIdOf(principal),
        payload,
      })
    })
  }

  /** Throws MemberNotFound or LastAdmin. null takes the user out. */
  async function setRole(
    { org, principal }: OrgGrant<'org:admin'>,
    userName: string,
    role: OrgRole | null,
  ): Promise<void> {
    const user = await metadata.accounts.findNamespace(userName)
    if (user?.kind !== 'user') throw noMember({ name: userName }, { org })
    await members.change({ org, actorId: actorIdOf(principal) }, user, role)
  }

  /** Ends one's own membership. Throws LastAdmin. */
  async function leave({ org, principal }: OrgGrant<'org:leave'>): Promise<void> {
    if (principal.kind !== 'user') throw new HubError('NotSignedIn')
    const user = { id: principal.userId, name: principal.name }
    await members.change({ org, actorId: user.id }, user, null)
  }

  /** Nothing, for those who may not see who is in it. */
  async function listMembers(
    principal: Principal,
    org: Namespace,
    { after, limit }: { after: string; limit: number },
  ): Promise<Member[]> {
    const inside = await isInside(principal, org.id)
    if (!org.membersPublic && !inside) return []
    const rows = await metadata.accounts.members(org.id, after, limit)
    return rows.map((row) => ({ ...row, role: inside ? row.role : undefined }))
  }

  /** Members, and those who administer the hub. */
  async function isInside(principal: Principal, orgId: number): Promise<boolean> {
    if (principal.kind !== 'user') return principal.kind === 'job'
    if (principal.isAdmin) return true
    return (await metadata.organisations.roleIn(principal.userId, orgId)) !== null
  }

  /** Throws NamespaceNotFound. */
  async function overview(principal: Principal, kind: 'user' | 'org', name: string): Promise<Overview> {
    const namespace = await find(kind, name)
    const repos = await metadata.organisations.countRepos(namespace.id, viewerOf(principal))
    if (kind === 'user')
      return { namespace, repos, members: undefined, orgs: await orgsOf(principal, namespace) }
    const isShown = namespace.membersPublic || (await isInside(principal, namespace.id))
    const members = isShown ? await metadata.organisations.countMembers(namespace.id) : undefined
    return { namespace, repos, members, orgs: [] }
  }

  /** Throws NamespaceNotFound. */
  async function find(kind: 'user' | 'org', name: string): Promise<Namespace> {
    const found = await metadata.accounts.findNamespace(name)
    if (found?.kind === kind) return found
    throw new HubError('NamespaceNotFound', {
      kind: kind === 'org' ? 'organisation' : 'user',
      name: name.slice(0, 100),
    })
  }

  /** An organisation that does not show its members is not shown by its members either. */
  async function orgsOf(principal: Principal, user: Namespace): Promise<Namespace[]> {
    const all = (await metadata.accounts.memberships(user.id)).map(({ org }: Membership) => org)
    if (principal.kind !== 'user') return all.filter((org) => org.membersPublic || principal.kind === 'job')
    const own = await metadata.accounts.memberships(principal.userId)
    const known = new Set(own.map(({ org }) => org.id))
    return all.filter((org) => org.membersPublic || principal.isAdmin || known.has(org.id))
  }

  return { create, remove, changeSettings, setRole, leave, listMembers, overview, find }
}
