import { sql } from 'kysely'
import type { Tally } from '../../core/attempts.js'
import type { Database } from './database.js'
import { toBytes } from './schema.js'

/** Failed attempts, by the SHA-256 of what they have in common. */
export class SignInFailureReader {
  constructor(protected readonly db: Database) {}
}

export class SignInFailureWriter extends SignInFailureReader {
  /** The tallies of these keys in their order, which nobody else changes until the transaction ends. */
  async lock(keys: string[], now: Date): Promise<Tally[]> {
    const found = new Map<string, Tally>()
    // one order for all, or two that share keys would wait for each other
    for (const key of [...keys].sort()) {
      await sql`insert into sign_in_failures (key, failures, last_at) values (${toBytes(key)}, 0, ${now})
        on conflict do nothing`.execute(this.db)
      const { rows } = await sql<Tally>`select failures, last_at as "lastAt" from sign_in_failures
        where key = ${toBytes(key)} for update`.execute(this.db)
      found.set(key, rows[0] ?? { failures: 0, lastAt: now })
    }
    return keys.map((key) => found.get(key) as Tally)
  }

  async set(key: string, { failures, lastAt }: Tally): Promise<void> {
    await sql`insert into sign_in_failures (key, failures, last_at) values (${toBytes(key)}, ${failures}, ${lastAt})
      on conflict (key) do update set failures = excluded.failures, last_at = excluded.last_at`.execute(
      this.db,
    )
  }

  /** Takes one attempt back that was counted ahead. */
  async takeBack(key: string): Promise<void> {
    await sql`update sign_in_failures set failures = greatest(failures - 1, 0)
      where key = ${toBytes(key)}`.execute(this.db)
  }

  async forget(key: string): Promise<void> {
    await sql`delete from sign_in_failures where key = ${toBytes(key)}`.execute(this.db)
  }

  async sweep(before: Date): Promise<void> {
    await sql`delete from sign_in_failures where last_at < ${before}`.execute(this.db)
  }
}
