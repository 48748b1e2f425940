import { HubError } from '../../core/errors.js'
import type { OrgRole } from '../../core/roles.js'
import type { Namespace } from '../../stores/metadata/accounts.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { Stores } from '../context.js'

type User = Pick<Namespace, 'id' | 'name'>
/** In which organisation, and who does it; null: the operator of the hub. */
export interface Where {
  org: Pick<Namespace, 'id' | 'name'>
  actorId: number | null
}

/** How roles in an organisation change: one at a time, and never without an administrator being left. */
export function createMembers({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  /** null: the user leaves, and with the organisation its teams. Throws LastAdmin. */
  const set = (where: Where, user: User, role: OrgRole | null): Promise<void> =>
    metadata.transact((tx) => setIn(tx, where, user, role))

  /** As `set`, of a member only. Throws MemberNotFound. */
  const change = (where: Where, user: User, role: OrgRole | null): Promise<void> =>
    metadata.transact(async (tx) => {
      await tx.organisations.lock(where.org.id)
      if ((await tx.organisations.roleIn(user.id, where.org.id)) === null) throw noMember(user, where)
      await setIn(tx, where, user, role)
    })

  /** Takes in somebody who is no member yet. Throws AlreadyExists. */
  async function addIn(tx: Writers, where: Where, user: User, role: OrgRole): Promise<void> {
    await tx.organisations.lock(where.org.id)
    if (await tx.organisations.roleIn(user.id, where.org.id)) throw isMember(user, where)
    await setIn(tx, where, user, role)
  }

  async function setIn(tx: Writers, where: Where, user: User, role: OrgRole | null): Promise<void> {
    const { org, actorId } = where
    if (!(await tx.organisations.lock(org.id))) throw gone(org)
    const before = await tx.organisations.roleIn(user.id, org.id)
    if (before === role) return
    if (before === 'admin') await requireAnother(tx, org, user)
    await tx.accounts.setRole(org.id, user.id, role)
    await tx.invitations.removeOf(org.id, user.id)
    await tx.events.add({
      type: 'org.member',
      at: clock.now(),
      repoId: null,
      actorId,
      payload: { org: org.name, user: user.name, role },
    })
  }

  return { set, change, addIn }
}

/** The organisation must be locked, or two administrators could leave at once. */
async function requireAnother(tx: Writers, org: Where['org'], user: User): Promise<void> {
  const only = await tx.organisations.onlyAdminIn(user.id)
  if (only.some(({ id }) => id === org.id))
    throw new HubError('LastAdmin', { user: user.name, org: org.name })
}

const gone = ({ name }: { name: string }): HubError =>
  new HubError('NamespaceNotFound', { kind: 'organisation', name })
export const isMember = (user: User, { org }: Where): HubError =>
  new HubError('AlreadyExists', { what: `The membership of ${user.name} in ${org.name}` })
export const noMember = ({ name }: { name: string }, { org }: Pick<Where, 'org'>): HubError =>
  new HubError('MemberNotFound', {
    what: `${name} is not a member of ${org.name}; invite them with POST /api/organizations/${org.name}/invitations`,
  })
