import { createHash, timingSafeEqual } from 'node:crypto'
import { HubError } from '../../core/errors.js'
import type { OrgRole } from '../../core/roles.js'
import type { Invitation } from '../../stores/metadata/invitations.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { SignedIn } from '../access.js'
import type { Stores } from '../context.js'
import { createMembers } from './members.js'

/** What somebody does with an invitation that they got. */
export function createInvited({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  const members = createMembers({ metadata, clock })

  /** Throws InvitationNotFound, or AlreadyExists for a member. */
  async function accept(caller: SignedIn, id: string, secret: string | undefined): Promise<Invitation> {
    return metadata.transact(async (tx) => {
      const found = await take(tx, caller, id, secret)
      const where = { org: { id: found.orgId, name: found.org }, actorId: caller.userId }
      await members.addIn(tx, where, { id: caller.userId, name: caller.name }, found.role)
      await tx.events.add(ended(clock.now(), found, 'accepted', caller.userId))
      return found
    })
  }

  /** Throws InvitationNotFound. */
  async function decline(caller: SignedIn, id: string, secret: string | undefined): Promise<void> {
    await metadata.transact(async (tx) => {
      const found = await take(tx, caller, id, secret)
      await tx.events.add(ended(clock.now(), found, 'declined', caller.userId))
    })
  }

  /** The invitation, which is no more after the transaction. */
  async function take(tx: Writers, caller: SignedIn, id: string, secret: string | undefined) {
    const found = await tx.invitations.find(id, clock.now())
    if (!found || !isFor(found, caller, secret)) throw new HubError('InvitationNotFound')
    // in the order of all that changes members: first the organisation
    await tx.organisations.lock(found.orgId)
    if (!(await mayInvite(tx, found)) || !(await tx.invitations.remove(id)))
      throw new HubError('InvitationNotFound')
    return found
  }

  /** Whoever may not invite any more has not invited: else an administrator who was put out could come back. */
  async function mayInvite(tx: Writers, { invitedBy, orgId }: Invitation): Promise<boolean> {
    if (invitedBy === null) return true
    const inviter = await tx.accounts.findUser(invitedBy)
    if (!inviter || inviter.suspendedAt !== null) return false
    return inviter.isAdmin || (await tx.organisations.roleIn(invitedBy, orgId)) === 'admin'
  }

  return { accept, decline }
}

/** How an invitation ended. */
export const ended = (at: Date, found: Invitation, how: string, actorId: number | null) =>
  eventOf(at, 'org.invitation-ended', { org: { name: found.org }, role: found.role, how }, actorId, found.id)

/** Addresses are not told to those who read events. */
export const eventOf = (
  at: Date,
  type: 'org.invited' | 'org.invitation-ended',
  { org, ...payload }: { org: { name: string }; role: OrgRole; user?: string | null; how?: string },
  actorId: number | null,
  invitation: string,
) => ({ type, at, repoId: null, actorId, payload: { invitation, org: org.name, ...payload } })

export const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()

function isFor({ userId, secretHash }: Invitation, caller: SignedIn, secret: string | undefined): boolean {
  if (userId !== null) return userId === caller.userId
  if (secretHash === null || secret === undefined) return false
  return timingSafeEqual(Buffer.from(secretHash, 'hex'), sha256(secret))
}
