import { isAct, type Origin } from '../../core/audit.js'
import { receiveAct } from './audit.js'
import type { Database } from './database.js'

/** What happened, in the words of the event log. Payloads hold ids, names and hashes; never a secret. */
export type EventType =
  | 'audit.pruned'
  | 'user.created'
  | 'user.signed-in'
  | 'user.signed-out'
  | 'user.password'
  | 'user.link'
  | 'user.profile'
  | 'user.second-factor'
  | 'user.email-verified'
  | 'token.created'
  | 'token.revoked'
  | 'user.suspended'
  | 'user.unsuspended'
  | 'user.removed'
  | 'org.created'
  | 'org.settings'
  | 'org.member'
  | 'org.invited'
  | 'org.invitation-ended'
  | 'org.removed'
  | 'team.created'
  | 'team.removed'
  | 'team.member'
  | 'team.repo'
  | 'repo.created'
  | 'repo.moved'
  | 'repo.deleted'
  | 'repo.settings'
  | 'repo.collaborator'
  | 'repo.transfer-offered'
  | 'repo.transfer-ended'
  | 'repo.opening'
  | 'repo.terms'
  | 'ref.moved'
  | 'access.requested'
  | 'access.decided'
  | 'access.withdrawn'
  | 'access.reported'
  | 'discussion.created'
  | 'discussion.commented'
  | 'discussion.status'
  | 'discussion.retitled'
  | 'discussion.edited'
  | 'discussion.hidden'
  | 'repo.liked'
  | 'repo.unliked'
  | 'account.followed'
  | 'account.unfollowed'
  | 'blob.quarantined'
  | 'passkey.added'
  | 'passkey.renamed'
  | 'passkey.removed'
  | 'passkey.refused'
  | 'identity.linked'
  | 'identity.removed'
  | 'attribute.changed'
  | 'tables.ready'
  | 'tables.failed'
  | 'webhook.created'
  | 'webhook.changed'
  | 'webhook.removed'
  | 'webhook.disabled'
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

  async bySeq(seq: number): Promise<StoredEvent | undefined> {
    return (await this.listAfter(seq - 1, 1)).find((event) => event.seq === seq)
  }
}

export class EventWriter extends EventReader {
  constructor(
    db: Database,
    private readonly origin: () => Origin | null,
  ) {
    super(db)
  }

  /** Administrative acts go into the audit at once; see docs/audit.md. */
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
    if (isAct(event.type)) await receiveAct(this.db, event, this.origin())
  }
}
