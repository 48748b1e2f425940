import { sql } from 'kysely'
import type { Database } from './database.js'
import { toBytes } from './schema.js'

/** The address of a user, and whether they have shown that it is theirs. */
export interface EmailAddress {
  email: string | null
  verifiedAt: Date | null
}
/** The code that was mailed last. */
export interface EmailCode {
  email: string
  /** null: it was used. */
  codeHash: Buffer | null
  endsAt: Date
  sentAt: Date
  /** Codes that were mailed since `firstAt`. */
  sent: number
  firstAt: Date
}

export class EmailCodeReader {
  constructor(protected readonly db: Database) {}

  async address(userId: number): Promise<EmailAddress> {
    const { rows } = await sql<EmailAddress>`select email, email_verified_at as "verifiedAt" from namespaces
      where id = ${userId}`.execute(this.db)
    return rows[0] ?? { email: null, verifiedAt: null }
  }
}

export class EmailCodeWriter extends EmailCodeReader {
  /** As `address`, which nobody changes until the transaction ends, with the code that was mailed last. */
  async lock(userId: number): Promise<{ address: EmailAddress; code: EmailCode | undefined }> {
    await sql`select id from namespaces where id = ${userId} for no key update`.execute(this.db)
    const { rows } =
      await sql<EmailCode>`select email, code_hash as "codeHash", ends_at as "endsAt", sent_at as "sentAt",
        sent, first_at as "firstAt" from email_codes where user_id = ${userId}`.execute(this.db)
    return { address: await this.address(userId), code: rows[0] }
  }

  /** The code takes the place of the one before. */
  async put(
    userId: number,
    { codeHash, ...code }: Omit<EmailCode, 'codeHash'> & { codeHash: string },
  ): Promise<void> {
    const { email, endsAt, sentAt, sent, firstAt } = code
    await sql`insert into email_codes (user_id, email, code_hash, ends_at, sent_at, sent, first_at)
      values (${userId}, ${email}, ${toBytes(codeHash)}, ${endsAt}, ${sentAt}, ${sent}, ${firstAt})
      on conflict (user_id) do update set email = excluded.email, code_hash = excluded.code_hash,
        ends_at = excluded.ends_at, sent_at = excluded.sent_at, sent = excluded.sent,
        first_at = excluded.first_at`.execute(this.db)
  }

  /** Uses the code up. */
  async verify(userId: number, at: Date): Promise<void> {
    await sql`update email_codes set code_hash = null where user_id = ${userId}`.execute(this.db)
    await sql`update namespaces set email_verified_at = ${at} where id = ${userId}`.execute(this.db)
  }
}
