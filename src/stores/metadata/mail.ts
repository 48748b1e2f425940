import { sql } from 'kysely'
import type { MailKind } from '../../core/mail-kinds.js'
import type { Database } from './database.js'

export type Language = 'en' | 'ko'
export interface Recipient {
  id: number
  name: string
  email: string | null
  language: Language
  /** Kinds that they do not want. */
  off: MailKind[]
}
export interface NewMail {
  toUser: number
  kind: MailKind
  /** Ids, never names: what may be told is decided when it is sent. */
  params: Record<string, unknown>
  /** A mail with that key is written once. */
  once?: string
}
export interface QueuedMail {
  id: number
  publicId: string
  toUser: number
  kind: MailKind
  params: Record<string, unknown>
  attempts: number
  /** End of this process's lease. */
  until: Date
}
export interface EndingAccess {
  repoId: number
  userId: number
  until: Date
}

export class MailReader {
  constructor(protected readonly db: Database) {}

  async recipient(userId: number): Promise<Recipient | undefined> {
    const { rows } = await sql<Recipient>`select id, name, email, language, mail_off as off from namespaces
      where id = ${userId} and kind = 'user'`.execute(this.db)
    return rows[0]
  }

  /**
   * Those who can review the repo, have an e-mail address and want that mail: `writersOf` says who may write as
   * `roleInRepo` does, so a contributor hears of what they created.
   */
  async reviewersOf(
    { id, namespaceId }: { id: number; namespaceId: number },
    kind: MailKind,
    limit: number,
  ): Promise<number[]> {
    const { rows } = await sql<{ id: number }>`
      select n.id from namespaces n
       where n.kind = 'user' and n.email is not null and n.suspended_at is null and ${kind} <> all(n.mail_off)
         and n.id in (${writersOf(id, namespaceId)})
       order by n.id limit ${limit}`.execute(this.db)
    return rows.map((row) => row.id)
  }

  /** Approvals of gated repos that end in a span of time and were given for longer than `leastMs`. */
  async endings(
    span: { from: Date; to: Date; leastMs: number },
    after: EndingAccess | undefined,
    limit: number,
  ): Promise<EndingAccess[]> {
    const behind = after
      ? sql`(a.granted_until, a.repo_id, a.user_id) > (${after.until}, ${after.repoId}::bigint, ${after.userId}::bigint)`
      : sql`true`
    const { rows } = await sql<EndingAccess>`
      select a.repo_id as "repoId", a.user_id as "userId", a.granted_until as until
        from access_requests a join repos r on r.id = a.repo_id
       where a.status = 'accepted' and r.gated is not null and a.granted_until > ${span.from}
         and a.granted_until <= ${span.to} and ${behind}
         and a.granted_until > coalesce(a.decided_at, a.requested_at) + make_interval(secs => ${span.leastMs / 1000})
       order by a.granted_until, a.repo_id, a.user_id limit ${limit}`.execute(this.db)
    return rows
  }
}

const writersOf = (repoId: number, namespaceId: number) => sql`
  select ${namespaceId}::bigint
  union all select m.user_id from memberships m where m.org_id = ${namespaceId} and m.role in ('write', 'admin')
  union all select m.user_id from repos r join memberships m on m.org_id = r.namespace_id and m.user_id = r.creator_id
    where r.id = ${repoId} and m.role = 'contributor'
  union all select s.user_id from repo_shares s where s.repo_id = ${repoId} and s.role in ('write', 'admin')`

export class MailWriter extends MailReader {
  async queue(mails: NewMail[], at: Date): Promise<void> {
    for (const { toUser, kind, params, once = null } of mails)
      await sql`insert into mail_outbox (to_user, kind, params, once, next_at, created_at)
        values (${toUser}, ${kind}, ${JSON.stringify(params)}, ${once}, ${at}, ${at})
        on conflict (once) do nothing`.execute(this.db)
  }

  async claim(now: Date, until: Date): Promise<QueuedMail | undefined> {
    const { rows } = await sql<Omit<QueuedMail, 'until'>>`
      update mail_outbox set busy_until = ${until} where id = (
        select id from mail_outbox where state = 'waiting' and next_at <= ${now}
           and (busy_until is null or busy_until <= ${now})
         order by next_at, id limit 1 for update skip locked)
      returning id, public_id as "publicId", to_user as "toUser", kind, params, attempts`.execute(this.db)
    return rows[0] && { ...rows[0], until }
  }

  /** What is done needs no parameters any more, which may be personal. */
  async settle(
    { id, until }: QueuedMail,
    outcome: { state: 'waiting' | 'sent' | 'failed' | 'dropped'; nextAt: Date; error: string | null },
  ): Promise<void> {
    const { state, nextAt, error } = outcome
    await sql`update mail_outbox set state = ${state}, next_at = ${nextAt}, error = ${error}, busy_until = null,
        attempts = attempts + 1, params = case when ${state} = 'waiting' then params else '{}' end
      where id = ${id} and busy_until = ${until}`.execute(this.db)
  }

  async setPreferences(
    userId: number,
    { language, off }: { language?: Language | undefined; off?: MailKind[] | undefined },
  ): Promise<void> {
    await sql`update namespaces set language = coalesce(${language ?? null}, language),
        mail_off = coalesce(${off ?? null}, mail_off) where id = ${userId}`.execute(this.db)
  }

  /** Forgets at most `limit` mails from before `before`; the keys of those that are written once with them. */
  async sweep(before: Date, limit: number): Promise<number> {
    const done = await sql`delete from mail_outbox where id in (
      select id from mail_outbox where created_at < ${before} order by created_at limit ${limit})`.execute(
      this.db,
    )
    return Number(done.numAffectedRows ?? 0)
  }
}
