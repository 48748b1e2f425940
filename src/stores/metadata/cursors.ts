import { sql } from 'kysely'
import type { Database } from './database.js'
import type { EventType, StoredEvent } from './events.js'

type Row = StoredEvent & { tx: string }

/** Followers of the event log: each event comes to each of them once, in the transaction that moves its cursor. */
export class CursorWriter {
  constructor(private readonly db: Database) {}

  /** The next events, in order of their numbers; none when another process is at it. Moves the cursor behind them. */
  async take(name: string, limit: number): Promise<StoredEvent[]> {
    const found = await sql<{ tx: string; seq: number }>`
      select tx::text, seq from delivery_cursors where name = ${name} for update skip locked`.execute(this.db)
    const cursor = found.rows[0]
    if (!cursor) return []
    if (await this.isElsewhere(cursor.tx)) return this.settleIn()
    const { rows } =
      await sql<Row>`select seq, at, type, repo_id as "repoId", actor_id as "actorId", payload, tx::text
        from events
       where (tx, seq) > (${cursor.tx}::xid8, ${cursor.seq}) and tx < pg_snapshot_xmin(pg_current_snapshot())
       order by tx, seq limit ${limit}`.execute(this.db)
    const last = rows.at(-1)
    if (!last) return []
    await sql`update delivery_cursors set tx = ${last.tx}::xid8, seq = ${last.seq} where name = ${name}`.execute(
      this.db,
    )
    return rows
      .map(({ tx: _, ...event }) => ({ ...event, type: event.type as EventType }))
      .sort((a, b) => a.seq - b.seq)
  }

  /** A copy of the database on another server, whose transactions have not come as far. */
  private async isElsewhere(tx: string): Promise<boolean> {
    const { rows } = await sql<{ ahead: boolean }>`
      select greatest(${tx}::xid8::text::numeric,
                      (select tx::text::numeric from events order by tx desc limit 1))
             >= pg_snapshot_xmax(pg_current_snapshot())::text::numeric as ahead`.execute(this.db)
    return rows[0]?.ahead ?? false
  }

  /** All that is here was written elsewhere, so it comes before what is written here. */
  private async settleIn(): Promise<[]> {
    await sql`update events set tx = '0' where tx <> '0'`.execute(this.db)
    await sql`update delivery_cursors set tx = '0'`.execute(this.db)
    return []
  }
}
