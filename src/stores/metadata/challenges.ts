import { sql } from 'kysely'
import type { Database } from './database.js'
import { toBytes } from './schema.js'

export interface NewChallenge {
  /** SHA-256 of what the browser must show. */
  hash: string
  kind: string
  address: string
  payload: Record<string, unknown>
  expiresAt: Date
}

/** Sign-ins that have begun. */
export class ChallengeReader {
  constructor(protected readonly db: Database) {}
}

export class ChallengeWriter extends ChallengeReader {
  async add({ hash, kind, address, payload, expiresAt }: NewChallenge): Promise<void> {
    await this.db
      .insertInto('sign_in_challenges')
      .values({ hash: toBytes(hash), kind, address, payload: JSON.stringify(payload), expires_at: expiresAt })
      .execute()
  }

  /** Takes it out: of two who ask, one gets it. */
  async take(hash: string, kind: string, now: Date): Promise<Record<string, unknown> | undefined> {
    const row = await this.db
      .deleteFrom('sign_in_challenges')
      .where('hash', '=', toBytes(hash))
      .where('kind', '=', kind)
      .returning(['payload', 'expires_at'])
      .executeTakeFirst()
    return row && row.expires_at > now ? row.payload : undefined
  }

  /** Drops what has ended, at most `limit` rows. */
  async sweep(now: Date, limit: number): Promise<number> {
    const { numAffectedRows } = await sql`delete from sign_in_challenges where hash = any(array(
      select hash from sign_in_challenges where expires_at <= ${now} limit ${limit}
         for update skip locked))`.execute(this.db)
    return Number(numAffectedRows ?? 0)
  }

  /** Of one address the newest `most` stay. */
  async bound(address: string, most: number): Promise<void> {
    await sql`delete from sign_in_challenges where hash = any(array(
      select hash from sign_in_challenges where address = ${address}
       order by expires_at desc offset ${most} for update skip locked))`.execute(this.db)
  }
}
