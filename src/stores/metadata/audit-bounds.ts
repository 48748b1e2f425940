import { sql } from 'kysely'
import type { AuditHead } from '../../codecs/audit-chain.js'
import type { Database } from './database.js'

/** Refusals of a caller on a day that hid a repo. */
export interface HiddenCount {
  caller: string
  /** YYYY-MM-DD, UTC. */
  day: string
  count: number
}
/** Entries that one statement deletes. */
const CUT_STEP = 200_000

/** How the record is kept from growing without end: what is merged, and where its beginning was cut off. */
export class AuditBoundReader {
  constructor(protected readonly db: Database) {}

  async lastCut(): Promise<AuditHead | undefined> {
    const { rows } = await sql<AuditHead>`select seq, hash, at, signature from audit_cuts
      order by seq desc limit 1`.execute(this.db)
    return rows[0] && { kind: 'cut', ...rows[0] }
  }

  /** The last entry before all of `before` and later; never the last one of the chain, which the next is joined to. */
  async cutBefore(before: Date): Promise<{ seq: number; hash: Buffer } | undefined> {
    const { rows } = await sql<{ seq: number; hash: Buffer }>`select seq, hash from audit_log
      where seq < least((select max(seq) from audit_log),
              coalesce((select min(seq) from audit_log where at >= ${before}), 9223372036854775807))
      order by seq desc limit 1`.execute(this.db)
    return rows[0]
  }
}

export class AuditBoundWriter extends AuditBoundReader {
  /** Adds to the counts of a day. Returns what they are now, in the same order. */
  async countHidden(counts: HiddenCount[]): Promise<number[]> {
    const { rows } = await sql<HiddenCount>`insert into audit_hidden as h (caller, day, count)
      select caller, day, count from jsonb_to_recordset(${JSON.stringify(counts)}::jsonb)
        as c(caller text, day date, count bigint)
      on conflict (day, caller) do update set count = h.count + excluded.count
      returning caller, day::text as day, count`.execute(this.db)
    return counts.map(
      ({ caller, day }) => rows.find((row) => row.caller === caller && row.day === day)?.count ?? 0,
    )
  }

  async addMerged(counts: HiddenCount[]): Promise<void> {
    await sql`update audit_hidden h set merged = h.merged + c.count
      from jsonb_to_recordset(${JSON.stringify(counts)}::jsonb) as c(caller text, day date, count bigint)
      where h.caller = c.caller and h.day = c.day`.execute(this.db)
  }

  /** Takes out the counts of days before `today`: those that were merged. */
  async takeMerged(today: string): Promise<HiddenCount[]> {
    const { rows } = await sql<HiddenCount>`with gone as (
        delete from audit_hidden where day < ${today} returning caller, day, merged)
      select caller, day::text as day, merged as count from gone where merged > 0
      order by gone.day, caller`.execute(this.db)
    return rows
  }

  /** Deletes the entries up to a head, which is kept. Returns how many there were. */
  async cut({ seq, hash, at, signature }: AuditHead, step = CUT_STEP): Promise<number> {
    await sql`insert into audit_cuts (seq, hash, at, signature) values (${seq}, ${hash}, ${at}, ${signature})`.execute(
      this.db,
    )
    await sql`select set_config('databelt.audit_prune', 'on', true)`.execute(this.db)
    const { rows } = await sql<{ seq: number | null }>`select min(seq) as seq from audit_log`.execute(this.db)
    let gone = 0
    // each statement has a time limit
    for (let from = rows[0]?.seq ?? seq + 1; from <= seq; from += step) {
      const upTo = Math.min(seq, from + step - 1)
      const { numAffectedRows } =
        await sql`delete from audit_log where seq between ${from} and ${upTo}`.execute(this.db)
      gone += Number(numAffectedRows ?? 0)
    }
    await sql`select set_config('databelt.audit_prune', 'off', true)`.execute(this.db)
    return gone
  }
}
