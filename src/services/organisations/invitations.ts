import { randomBytes } from 'node:crypto'
import { HubError } from '../../core/errors.js'
import type { OrgRole } from '../../core/roles.js'
import type { Namespace } from '../../stores/metadata/accounts.js'
import type { Invitation } from '../../stores/metadata/invitations.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { OrgGrant, SignedIn } from '../access.js'
import type { Stores } from '../context.js'
import { actorIdOf } from '../grants.js'
import { createInvited, ended, eventOf, sha256 } from './invited.js'
import { isMember } from './members.js'

export type { Invitation } from '../../stores/metadata/invitations.js'

const DAYS = 14
const DAY_MS = 86_400_000
const SECRET_BYTES = 32
const MOST_OPEN = 500
const MOST_LISTED = MOST_OPEN

/** Asking people into an organisation. Nobody is in it before they say so. */
export function createInvitations({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  /** `secret` is shown this once; it is what an invitation to an address is accepted with. */
  async function invite(
    grant: OrgGrant<'org:admin'>,
    asked: { user: string } | { email: string },
    role: OrgRole,
  ): Promise<{ invitation: Invitation; secret: string | undefined }> {
    const { org, principal } = grant
    const user = 'user' in asked ? await userCalled(asked.user) : undefined
    const secret = user ? undefined : randomBytes(SECRET_BYTES).toString('base64url')
    const createdAt = clock.now()
    const fields = {
      orgId: org.id,
      userId: user?.id ?? null,
      email: 'email' in asked ? asked.email : null,
      role,
      secretHash: secret === undefined ? null : sha256(secret).toString('hex'),
      invitedBy: actorIdOf(principal),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + DAYS * DAY_MS),
    }
    const invitation = await metadata.transact(async (tx) => {
      await requireNew(tx, grant, user)
      const id = await tx.invitations.add(fields)
      if (id === undefined) throw invitedAlready(grant)
      await tx.events.add(
        eventOf(createdAt, 'org.invited', { org, user: user?.name ?? null, role }, fields.invitedBy, id),
      )
      return tx.invitations.find(id, createdAt)
    })
    if (!invitation) throw invitedAlready(grant)
    return { invitation, secret }
  }

  /** One at a time, so that nobody becomes a member and is invited at once. */
  async function requireNew(
    tx: Writers,
    { org }: OrgGrant<'org:admin'>,
    user: Namespace | undefined,
  ): Promise<void> {
    await tx.organisations.lock(org.id)
    if (user && (await tx.organisations.roleIn(user.id, org.id))) throw isMember(user, { org, actorId: null })
    if ((await tx.invitations.countOpen(org.id, clock.now())) >= MOST_OPEN)
      throw new HubError('BadRequest', {
        why: `${org.name} has ${MOST_OPEN} open invitations, which is the most. Withdraw some first.`,
      })
  }

  const list = ({ org }: OrgGrant<'org:admin'>): Promise<Invitation[]> =>
    metadata.invitations.list(org.id, { now: clock.now(), limit: MOST_LISTED })

  /** Those for the user by name. */
  const mine = ({ userId }: SignedIn): Promise<Invitation[]> =>
    metadata.invitations.ofUser(userId, { now: clock.now(), limit: MOST_LISTED })

  /** Throws InvitationNotFound. */
  async function withdraw({ org, principal }: OrgGrant<'org:admin'>, id: string): Promise<void> {
    await metadata.transact(async (tx) => {
      const found = await tx.invitations.find(id, clock.now())
      if (found?.orgId !== org.id || !(await tx.invitations.remove(id)))
        throw new HubError('InvitationNotFound')
      await tx.events.add(ended(clock.now(), found, 'withdrawn', actorIdOf(principal)))
    })
  }

  async function userCalled(name: string): Promise<Namespace> {
    const found = await metadata.accounts.findNamespace(name)
    if (found?.kind === 'user') return found
    throw new HubError('NamespaceNotFound', { kind: 'user', name: name.slice(0, 100) })
  }

  return { invite, list, mine, withdraw, ...createInvited({ metadata, clock }) }
}

const invitedAlready = ({ org }: OrgGrant): HubError =>
  new HubError('AlreadyExists', { what: `An invitation of theirs to ${org.name}` })
