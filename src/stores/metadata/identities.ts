import { sql } from 'kysely'
import type { Database } from './database.js'

/** Who a provider says somebody is. */
export interface Identity {
  id: number
  userId: number
  issuer: string
  subject: string
  email: string | null
  /** The few that the hub keeps. */
  claims: Record<string, string>
  createdAt: Date
  lastUsedAt: Date
}
export type NewIdentity = Omit<Identity, 'id' | 'createdAt' | 'lastUsedAt'> & { at: Date }

const IDENTITY = [
  'id',
  'user_id as userId',
  'issuer',
  'subject',
  'email',
  'claims',
  'created_at as createdAt',
  'last_used_at as lastUsedAt',
] as const

export class IdentityReader {
  constructor(protected readonly db: Database) {}

  find(issuer: string, subject: string): Promise<Identity | undefined> {
    const query = this.db.selectFrom('identities').select(IDENTITY)
    return query.where('issuer', '=', issuer).where('subject', '=', subject).executeTakeFirst()
  }

  /** All of one person; there is a limit to how many one may have. */
  ofUser(userId: number): Promise<Identity[]> {
    const query = this.db.selectFrom('identities').select(IDENTITY)
    return query.where('user_id', '=', userId).orderBy('id').execute()
  }
}

export class IdentityWriter extends IdentityReader {
  /** As `find`, and nobody else gives this identity to anybody until the transaction ends. */
  async lock(issuer: string, subject: string): Promise<Identity | undefined> {
    const name = `identity ${issuer} ${subject}`
    await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(this.db)
    return this.find(issuer, subject)
  }

  /** In how many ways a person can sign in. Until the transaction ends, nobody else takes one away. */
  async lockWays(userId: number): Promise<number> {
    await sql`select 1 from namespaces where id = ${userId} for no key update`.execute(this.db)
    const { rows } = await sql<{ ways: number }>`
      select ((select count(*) from passwords where user_id = ${userId})
            + (select count(*) from passkeys where user_id = ${userId})
            + (select count(*) from identities where user_id = ${userId}))::int as ways`.execute(this.db)
    return rows[0]?.ways ?? 0
  }

  /** The address that a provider has checked, for a user who is new; see `passwords.isEmailTaken`. */
  async setEmail(userId: number, email: string, at: Date): Promise<void> {
    const proven = { email, email_verified_at: at }
    await this.db.updateTable('namespaces').set(proven).where('id', '=', userId).execute()
  }

  async add({ userId, issuer, subject, email, claims, at }: NewIdentity): Promise<void> {
    await this.db
      .insertInto('identities')
      .values({
        user_id: userId,
        issuer,
        subject,
        email,
        claims: JSON.stringify(claims),
        created_at: at,
        last_used_at: at,
      })
      .execute()
  }

  async use(id: number, { email, claims, at }: Pick<NewIdentity, 'email' | 'claims' | 'at'>): Promise<void> {
    const set = { email, claims: JSON.stringify(claims), last_used_at: at }
    await this.db.updateTable('identities').set(set).where('id', '=', id).execute()
  }

  async remove(id: number): Promise<void> {
    await this.db.deleteFrom('identities').where('id', '=', id).execute()
  }
}
