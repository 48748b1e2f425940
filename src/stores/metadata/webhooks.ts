import { type RawBuilder, sql } from 'kysely'
import type { Domain } from '../../core/webhooks.js'
import type { Database } from './database.js'

export type WatchedType = 'dataset' | 'model' | 'user' | 'org'
/** `name` is as it was when the webhook was made: a new name is for those who may see it. */
export interface Watched {
  type: WatchedType
  name: string
  repoId: number | null
  namespaceId: number | null
}
export interface Webhook {
  id: number
  publicId: string
  ownerId: number
  url: string
  /** Sealed. */
  secret: Buffer | null
  domains: Domain[]
  disabled: boolean
  failures: number
  failingSince: Date | null
  watched: Watched[]
}
export type NewWebhook = Pick<Webhook, 'publicId' | 'ownerId' | 'url' | 'secret' | 'domains' | 'watched'>
export type WebhookChange = Partial<Pick<Webhook, 'url' | 'secret' | 'domains' | 'watched'>>

export const WEBHOOK = sql`w.id, w.public_id as "publicId", w.owner_id as "ownerId", w.url, w.secret, w.domains, w.disabled,
  w.failures, w.failing_since as "failingSince",
  (select coalesce(json_agg(json_build_object('type', x.type, 'name', x.name, 'repoId', x.repo_id,
     'namespaceId', x.namespace_id) order by x.type, x.name), '[]')
     from webhook_watched x where x.webhook_id = w.id) as watched`

export class WebhookReader {
  constructor(protected readonly db: Database) {}

  async ofOwner(ownerId: number, limit: number): Promise<Webhook[]> {
    return this.list(sql`w.owner_id = ${ownerId}`, limit)
  }

  async find(ownerId: number, publicId: string): Promise<Webhook | undefined> {
    return (await this.list(sql`w.owner_id = ${ownerId} and w.public_id = ${publicId}`, 1))[0]
  }

  private async list(condition: RawBuilder<unknown>, limit: number): Promise<Webhook[]> {
    const { rows } = await sql<Webhook>`
      select ${WEBHOOK} from webhooks w where ${condition} order by w.id limit ${limit}`.execute(this.db)
    return rows
  }
}

export class WebhookWriter extends WebhookReader {
  /** How many a user has; no other is added until the transaction ends. */
  async lockCount(ownerId: number): Promise<number> {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`webhooks ${ownerId}`}, 0))`.execute(this.db)
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from webhooks where owner_id = ${ownerId}`.execute(this.db)
    return rows[0]?.count ?? 0
  }

  async add(webhook: NewWebhook, at: Date): Promise<void> {
    const { publicId, ownerId, url, secret, domains, watched } = webhook
    const { rows } = await sql<{ id: number }>`
      insert into webhooks (public_id, owner_id, url, secret, domains, created_at)
      values (${publicId}, ${ownerId}, ${url}, ${secret}, ${domains}, ${at}) returning id`.execute(this.db)
    await this.watch(rows[0]?.id as number, watched)
  }

  async change(id: number, { url, secret, domains, watched }: WebhookChange): Promise<void> {
    await sql`update webhooks set url = coalesce(${url ?? null}, url), secret = coalesce(${secret ?? null}, secret),
        domains = coalesce(${domains ?? null}, domains) where id = ${id}`.execute(this.db)
    if (!watched) return
    await sql`delete from webhook_watched where webhook_id = ${id}`.execute(this.db)
    await this.watch(id, watched)
  }

  private async watch(id: number, watched: Watched[]): Promise<void> {
    for (const { type, name, repoId, namespaceId } of watched)
      await sql`insert into webhook_watched (webhook_id, type, name, repo_id, namespace_id)
        values (${id}, ${type}, ${name}, ${repoId}, ${namespaceId})`.execute(this.db)
  }

  /** One that is enabled again has failed no time yet. */
  async setDisabled(id: number, disabled: boolean): Promise<void> {
    await sql`update webhooks set disabled = ${disabled}, failures = 0, failing_since = null where id = ${id}`.execute(
      this.db,
    )
  }

  async remove(id: number): Promise<void> {
    await sql`delete from webhooks where id = ${id}`.execute(this.db)
  }
}
