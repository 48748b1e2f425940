import type { Database } from './database.js'

/** What happened, in the words of the event log. Payloads hold ids, names and hashes; never a secret. */
export type EventType =
  | 'user.created'
  | 'org.created'
  | 'repo.created'
  | 'repo.moved'
  | 'repo.deleted'
  | 'repo.settings'
  | 'ref.moved'
  | 'access.requested'
  | 'access.decided'
  | 'access.withdrawn'
  | 'blob.quarantined'
  | 'quota.changed'
  | 'voucher.granted'
  | 'voucher.revoked'

export interface NewEvent {
  type: EventType
  at: Date
  repoId: number | null
  actorId: number | null
  payload: Record<string, unknown>
}
export interface StoredEvent extends NewEvent {
  seq: number
}

export class EventReader {
  constructor(protected readonly db: Database) {}

  async listAfter(seq: number, limit: number): Promise<StoredEvent[]> {
    const query = this.db
      .selectFrom('events')
      .select(['seq', 'at', 'type', 'repo_id as repoId', 'actor_id as actorId', 'payload'])
    const rows = await query.where('seq', '>', seq).orderBy('seq').limit(limit).execute()
    return rows.map((row) => ({ ...row, type: row.type as EventType }))
  }
}

export class EventWriter extends EventReader {
  async add(event: NewEvent): Promise<void> {
    await this.db
      .insertInto('events')
      .values({
        at: event.at,
        type: event.type,
        repo_id: event.repoId,
        actor_id: event.actorId,
        payload: JSON.stringify(event.payload),
      })
      .execute()
  }
}
