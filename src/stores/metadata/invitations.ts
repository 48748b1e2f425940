import { sql } from 'kysely'
import type { OrgRole } from '../../core/roles.js'
import type { Database } from './database.js'
import { toBytes, toHex } from './schema.js'

export interface Invitation {
  id: string
  orgId: number
  org: string
  /** null: for whoever holds the secret. */
  userId: number | null
  user: string | null
  email: string | null
  role: OrgRole
  /** SHA-256. */
  secretHash: string | null
  /** null: the operator of the hub. */
  invitedBy: number | null
  inviter: string | null
  createdAt: Date
  expiresAt: Date
}
export type NewInvitation = Omit<Invitation, 'id' | 'org' | 'user' | 'inviter'>

const SELECT = sql`select i.id, i.org_id as "orgId", o.name as org, i.user_id as "userId", u.name as user, i.email, i.role,
    i.secret_hash as "secretHash", i.invited_by as "invitedBy", b.name as inviter, i.created_at as "createdAt",
    i.expires_at as "expiresAt"
  from invitations i join namespaces o on o.id = i.org_id left join namespaces u on u.id = i.user_id
    left join namespaces b on b.id = i.invited_by`
type Row = Omit<Invitation, 'secretHash'> & { secretHash: Buffer | null }
const toInvitation = (row: Row): Invitation => ({
  ...row,
  secretHash: row.secretHash && toHex(row.secretHash),
})

/** Invitations that have ended are not there. */
export class InvitationReader {
  constructor(protected readonly db: Database) {}

  async find(id: string, now: Date): Promise<Invitation | undefined> {
    const { rows } = await sql<Row>`${SELECT} where i.id = ${id} and i.expires_at > ${now}`.execute(this.db)
    return rows[0] && toInvitation(rows[0])
  }

  async list(orgId: number, { now, limit }: { now: Date; limit: number }): Promise<Invitation[]> {
    const { rows } = await sql<Row>`${SELECT} where i.org_id = ${orgId} and i.expires_at > ${now}
      order by i.created_at desc, i.id limit ${limit}`.execute(this.db)
    return rows.map(toInvitation)
  }

  async ofUser(userId: number, { now, limit }: { now: Date; limit: number }): Promise<Invitation[]> {
    const { rows } = await sql<Row>`${SELECT} where i.user_id = ${userId} and i.expires_at > ${now}
      order by i.created_at desc, i.id limit ${limit}`.execute(this.db)
    return rows.map(toInvitation)
  }
}

export class InvitationWriter extends InvitationReader {
  /** Undefined when there is one already for that user or address. */
  async add(fields: NewInvitation): Promise<string | undefined> {
    const { orgId, userId, email, role, secretHash, invitedBy, createdAt, expiresAt } = fields
    await sql`delete from invitations where org_id = ${orgId} and expires_at <= ${createdAt}`.execute(this.db)
    const { rows } = await sql<{ id: string }>`
      insert into invitations (org_id, user_id, email, role, secret_hash, invited_by, created_at, expires_at)
      values (${orgId}, ${userId}, ${email}, ${role}, ${secretHash && toBytes(secretHash)}, ${invitedBy}, ${createdAt}, ${expiresAt})
      on conflict do nothing returning id`.execute(this.db)
    return rows[0]?.id
  }

  /** False when somebody else has ended it. */
  async remove(id: string): Promise<boolean> {
    const { numAffectedRows } = await sql`delete from invitations where id = ${id}`.execute(this.db)
    return numAffectedRows === 1n
  }

  async countOpen(orgId: number, now: Date): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from invitations where org_id = ${orgId} and expires_at > ${now}`.execute(
      this.db,
    )
    return rows[0]?.count ?? 0
  }

  /** A new member needs no invitation any more. */
  async removeOf(orgId: number, userId: number): Promise<void> {
    await sql`delete from invitations where org_id = ${orgId} and user_id = ${userId}`.execute(this.db)
  }
}
