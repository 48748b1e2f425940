import { sql } from 'kysely'
import type { Namespace } from './accounts.js'
import type { Database } from './database.js'
import { toBytes } from './schema.js'

export interface SecondFactor {
  /** Sealed. */
  secret: Buffer
  isConfirmed: boolean
}
const USER = sql`id, kind, name, full_name as "fullName", email, is_admin as "isAdmin", created_at as "createdAt",
  suspended_at as "suspendedAt", members_public as "membersPublic"`

/** What people know: passwords, one-time codes, links to set a password. */
export class PasswordReader {
  constructor(protected readonly db: Database) {}

  async hashOf(userId: number): Promise<string | undefined> {
    const { rows } = await sql<{ hash: string }>`
      select hash from passwords where user_id = ${userId}`.execute(this.db)
    return rows[0]?.hash
  }

  /** The one user of an e-mail address; undefined when there are several. */
  async userByEmail(email: string): Promise<Namespace | undefined> {
    const { rows } = await sql<Namespace>`select ${USER} from namespaces
      where lower(email) = ${email.toLowerCase()} and kind = 'user' limit 2`.execute(this.db)
    return rows.length === 1 ? rows[0] : undefined
  }

  async secondFactor(userId: number): Promise<SecondFactor | undefined> {
    const { rows } = await sql<SecondFactor>`
      select secret, confirmed_at is not null as "isConfirmed"
        from second_factors where user_id = ${userId}`.execute(this.db)
    return rows[0]
  }

  async recoveryCodesLeft(userId: number): Promise<number> {
    const { rows } = await sql<{ left: number }>`
      select count(*)::int as left from recovery_codes where user_id = ${userId}`.execute(this.db)
    return rows[0]?.left ?? 0
  }
}

export class PasswordWriter extends PasswordReader {
  async setHash(userId: number, hash: string, at: Date): Promise<void> {
    await sql`insert into passwords (user_id, hash, changed_at) values (${userId}, ${hash}, ${at})
      on conflict (user_id) do update set hash = excluded.hash, changed_at = excluded.changed_at`.execute(
      this.db,
    )
  }

  /** Another hash of the same password, unless the password was changed meanwhile. */
  async rehash(userId: number, from: string, to: string): Promise<void> {
    await sql`update passwords set hash = ${to} where user_id = ${userId} and hash = ${from}`.execute(this.db)
  }

  /** Whether an address is another user's already; nobody else takes it until the transaction ends. */
  async isEmailTaken(email: string, byOtherThan: number): Promise<boolean> {
    const name = `email ${email.toLowerCase()}`
    await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(this.db)
    const { rows } = await sql`select 1 from namespaces
      where lower(email) = ${email.toLowerCase()} and kind = 'user' and id <> ${byOtherThan} limit 1`.execute(
      this.db,
    )
    return rows.length > 0
  }

  /** A second factor that waits for its first code. False when there is a confirmed one. */
  async proposeSecondFactor(userId: number, secret: Buffer, at: Date): Promise<boolean> {
    const { numAffectedRows } = await sql`
      insert into second_factors (user_id, secret, created_at) values (${userId}, ${secret}, ${at})
      on conflict (user_id) do update set secret = excluded.secret, created_at = excluded.created_at, last_step = 0
      where second_factors.confirmed_at is null`.execute(this.db)
    return numAffectedRows === 1n
  }

  /** False when a code of this or a later step was taken already. */
  async takeStep(userId: number, step: number): Promise<boolean> {
    const { numAffectedRows } = await sql`update second_factors set last_step = ${step}
      where user_id = ${userId} and last_step < ${step}`.execute(this.db)
    return numAffectedRows === 1n
  }

  async confirmSecondFactor(userId: number, at: Date): Promise<boolean> {
    const { numAffectedRows } = await sql`update second_factors set confirmed_at = ${at}
      where user_id = ${userId} and confirmed_at is null`.execute(this.db)
    return numAffectedRows === 1n
  }

  async removeSecondFactor(userId: number): Promise<boolean> {
    await this.setRecoveryCodes(userId, [])
    const { numAffectedRows } = await sql`delete from second_factors where user_id = ${userId}`.execute(
      this.db,
    )
    return numAffectedRows === 1n
  }

  async setRecoveryCodes(userId: number, hashes: string[]): Promise<void> {
    await sql`delete from recovery_codes where user_id = ${userId}`.execute(this.db)
    for (const hash of hashes)
      await sql`insert into recovery_codes (user_id, code_hash) values (${userId}, ${toBytes(hash)})`.execute(
        this.db,
      )
  }

  async takeRecoveryCode(userId: number, hash: string): Promise<boolean> {
    const { numAffectedRows } = await sql`delete from recovery_codes
      where user_id = ${userId} and code_hash = ${toBytes(hash)}`.execute(this.db)
    return numAffectedRows === 1n
  }

  /** A link by which a user sets a password; the one before it is void. */
  async setLink(userId: number, secretHash: string, endsAt: Date): Promise<void> {
    await sql`delete from account_links where user_id = ${userId}`.execute(this.db)
    await sql`insert into account_links (secret_hash, user_id, ends_at)
      values (${toBytes(secretHash)}, ${userId}, ${endsAt})`.execute(this.db)
  }

  /** The user of a link, locked until the transaction ends; undefined when it has ended or was used. */
  async lockLink(secretHash: string, now: Date): Promise<Namespace | undefined> {
    const { rows } = await sql<Namespace>`select n.id, n.kind, n.name, n.full_name as "fullName", n.email,
             n.is_admin as "isAdmin", n.created_at as "createdAt",
             n.suspended_at as "suspendedAt", n.members_public as "membersPublic"
        from account_links l join namespaces n on n.id = l.user_id
       where l.secret_hash = ${toBytes(secretHash)} and l.ends_at > ${now} for update of l`.execute(this.db)
    return rows[0]
  }

  async removeLinks(userId: number): Promise<void> {
    await sql`delete from account_links where user_id = ${userId}`.execute(this.db)
  }

  async sweepLinks(now: Date): Promise<void> {
    await sql`delete from account_links where ends_at <= ${now}`.execute(this.db)
  }
}
