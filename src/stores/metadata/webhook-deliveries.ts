import { sql } from 'kysely'
import type { Domain } from '../../core/webhooks.js'
import type { Database } from './database.js'
import { WEBHOOK, type Webhook } from './webhooks.js'

export interface Delivery {
  id: number
  /** UUID that the receiver sees; the same for every try. */
  publicId: string
  webhookId: number
  /** null: a test. */
  eventSeq: number | null
  state: 'waiting' | 'delivered' | 'failed' | 'dropped'
  attempts: number
  nextAt: Date
  triedAt: Date | null
  status: number | null
  error: string | null
  createdAt: Date
}
export type ListedDelivery = Delivery & { eventType: string | null }
/** An event that a webhook may want. `namespaceId`: of a repo that is no longer there. */
export interface Offer {
  seq: number
  repoId: number | null
  namespaceId: number | null
  domain: Domain
  /** A webhook that was made later does not hear of it. */
  at: Date
}
/** A delivery that this process makes, until its lease ends. */
export interface Claim {
  webhook: Webhook
  delivery: Delivery
  until: Date
}
export type Outcome = Pick<Delivery, 'state' | 'nextAt' | 'status' | 'error'> & { at: Date }

const DELIVERY = sql`d.id, d.public_id as "publicId", d.webhook_id as "webhookId", d.event_seq as "eventSeq", d.state,
  d.attempts, d.next_at as "nextAt", d.tried_at as "triedAt", d.status, d.error, d.created_at as "createdAt"`

export class DeliveryReader {
  constructor(protected readonly db: Database) {}

  /**
   * The newest first, behind the one called `after`. Only what was tried: what waits may be about a repo that the owner
   * must not hear of.
   */
  async log(
    webhookId: number,
    { after, limit }: { after: string | undefined; limit: number },
  ): Promise<ListedDelivery[]> {
    const behind = after
      ? sql`d.id < (select id from webhook_deliveries where webhook_id = ${webhookId} and public_id = ${after})`
      : sql`true`
    const { rows } = await sql<ListedDelivery>`select ${DELIVERY}, e.type as "eventType"
        from webhook_deliveries d left join events e on e.seq = d.event_seq
       where d.webhook_id = ${webhookId} and d.tried_at is not null and ${behind}
       order by d.id desc limit ${limit}`.execute(this.db)
    return rows
  }
}

export class DeliveryWriter extends DeliveryReader {
  /** A delivery for each webhook that watches the repo, or its owner, for events of that domain. */
  async offer(offers: Offer[], at: Date): Promise<void> {
    if (offers.length === 0) return
    await sql`insert into webhook_deliveries (webhook_id, event_seq, next_at, created_at)
      select w.id, o.seq, ${at}, ${at}
        from unnest(${offers.map((o) => o.seq)}::bigint[], ${offers.map((o) => o.repoId)}::bigint[],
                    ${offers.map((o) => o.namespaceId)}::bigint[], ${offers.map((o) => o.domain)}::text[],
                    ${offers.map((o) => o.at)}::timestamptz[])
             as o(seq, repo_id, namespace_id, domain, at)
        left join repos r on r.id = o.repo_id
        join webhooks w on w.id in (select x.webhook_id from webhook_watched x where x.repo_id = o.repo_id
          union select x.webhook_id from webhook_watched x where x.namespace_id in (r.namespace_id, o.namespace_id))
       where not w.disabled and w.created_at <= o.at and o.domain = any(w.domains)
       order by o.seq, w.id`.execute(this.db)
  }

  async addTest(webhookId: number, at: Date): Promise<string> {
    const { rows } = await sql<{ publicId: string }>`
      insert into webhook_deliveries (webhook_id, next_at, tried_at, created_at) values (${webhookId}, ${at}, ${at}, ${at})
      returning public_id as "publicId"`.execute(this.db)
    return rows[0]?.publicId as string
  }

  /** Puts a delivery of the log back to wait, as if it were new. False when there is none. */
  async again(webhookId: number, publicId: string, at: Date): Promise<boolean> {
    const done = await sql`update webhook_deliveries set state = 'waiting', attempts = 0, next_at = ${at}
      where webhook_id = ${webhookId} and public_id = ${publicId} and tried_at is not null`.execute(this.db)
    return done.numAffectedRows === 1n
  }

  /** The oldest delivery that is due, of the webhook that waited longest. A webhook has one at a time. */
  async claim(now: Date, until: Date): Promise<Claim | undefined> {
    const taken = await sql<Webhook>`update webhooks w set busy_until = ${until} where w.id = (
        select c.id from webhooks c
         where not c.disabled and (c.busy_until is null or c.busy_until <= ${now})
           and exists (select 1 from webhook_deliveries d
                        where d.webhook_id = c.id and d.state = 'waiting' and d.next_at <= ${now})
         order by c.busy_until nulls first, c.id limit 1 for update skip locked)
      returning ${WEBHOOK}`.execute(this.db)
    const webhook = taken.rows[0]
    if (!webhook) return undefined
    const { rows } = await sql<Delivery>`select ${DELIVERY} from webhook_deliveries d
      where d.webhook_id = ${webhook.id} and d.state = 'waiting' and d.next_at <= ${now}
      order by d.id limit 1`.execute(this.db)
    return rows[0] && { webhook, delivery: rows[0], until }
  }

  /** Writes down what came of a try, and lets go of the webhook. False when the lease had ended: another has it. */
  async settle({ webhook, delivery, until }: Claim, outcome: Outcome): Promise<boolean> {
    const { state, nextAt, status, error, at } = outcome
    const mine =
      await sql`update webhooks set busy_until = ${at} where id = ${webhook.id} and busy_until = ${until}`.execute(
        this.db,
      )
    if (mine.numAffectedRows !== 1n) return false
    const tried = state === 'dropped' ? sql`tried_at` : sql`${at}::timestamptz`
    await sql`update webhook_deliveries set state = ${state}, attempts = attempts + 1, next_at = ${nextAt},
        tried_at = ${tried}, status = ${status}, error = ${error} where id = ${delivery.id}`.execute(this.db)
    return true
  }

  /** Counts tries in a row that failed. Returns the count, and since when. */
  async noteFailure(webhookId: number, at: Date): Promise<{ failures: number; since: Date }> {
    const { rows } = await sql<{ failures: number; since: Date }>`
      update webhooks set failures = failures + 1, failing_since = coalesce(failing_since, ${at}) where id = ${webhookId}
      returning failures, failing_since as since`.execute(this.db)
    return rows[0] ?? { failures: 0, since: at }
  }

  async noteSuccess(webhookId: number): Promise<void> {
    await sql`update webhooks set failures = 0, failing_since = null
      where id = ${webhookId} and failures > 0`.execute(this.db)
  }

  /** Forgets at most `limit` deliveries from before `before`. Returns how many. */
  async sweep(before: Date, limit: number): Promise<number> {
    const done = await sql`delete from webhook_deliveries where id in (
      select id from webhook_deliveries where created_at < ${before} order by created_at limit ${limit})`.execute(
      this.db,
    )
    return Number(done.numAffectedRows ?? 0)
  }
}
