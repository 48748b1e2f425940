import { sql } from 'kysely'
import type { TermsPage } from '../../core/terms-rules.js'
import type { Database } from './database.js'

export interface TermsVersion {
  version: number
  document: unknown
  setAt: Date
  /** null when the account is gone. */
  setBy: string | null
}
export interface UseReport {
  id: number
  user: string
  text: string
  filedAt: Date
}

export class TermsReader {
  constructor(protected readonly db: Database) {}

  /** Versions older than `before`, the newest first. */
  async history(repoId: number, before: number, limit: number): Promise<TermsVersion[]> {
    const { rows } = await sql<TermsVersion>`
      select t.version, t.document, t.set_at as "setAt", n.name as "setBy"
        from repo_terms t left join namespaces n on n.id = t.set_by
       where t.repo_id = ${repoId} and t.version < ${before} order by t.version desc limit ${limit}`.execute(
      this.db,
    )
    return rows
  }

  /** The country that somebody asserted of a person. */
  async country(userId: number): Promise<string | null> {
    const { rows } = await sql<{ value: string }>`
      select value from person_attributes where user_id = ${userId} and name = 'country'`.execute(this.db)
    return rows[0]?.value ?? null
  }

  /** When a person last reported on their use. */
  async reportedAt(repoId: number, userId: number): Promise<Date | null> {
    const { rows } = await sql<{ at: Date | null }>`
      select max(filed_at) as at from use_reports where repo_id = ${repoId} and user_id = ${userId}`.execute(
      this.db,
    )
    return rows[0]?.at ?? null
  }

  /** When the first approval was given on which a person has not reported, be it over by now; null: they owe nothing. */
  async unreportedSince(repoId: number, userId: number): Promise<Date | null> {
    const approvals = (
      table: string,
    ) => sql`select coalesce(granted_at, to_timestamp(0)) as at from ${sql.table(table)}
      where repo_id = ${repoId} and user_id = ${userId} and coalesce(granted_at, granted_until) is not null`
    const { rows } = await sql<{ since: Date | null }>`
      select min(a.at) as since
        from (${approvals('access_requests')} union all ${approvals('access_requests_before')}) a
       where a.at > coalesce((select max(filed_at) from use_reports where repo_id = ${repoId} and user_id = ${userId}),
         '-infinity')`.execute(this.db)
    return rows[0]?.since ?? null
  }

  /** Reports after the one of id `after`, in the order they were filed. */
  async reports(repoId: number, after: number, limit: number): Promise<UseReport[]> {
    const { rows } = await sql<UseReport>`
      select u.id, n.name as user, u.content as text, u.filed_at as "filedAt"
        from use_reports u join namespaces n on n.id = u.user_id
       where u.repo_id = ${repoId} and u.id > ${after} order by u.id limit ${limit}`.execute(this.db)
    return rows
  }
}

export class TermsWriter extends TermsReader {
  /** Adds the next version; returns its number. Nobody else adds one until the transaction ends. */
  async add(fields: {
    repoId: number
    document: unknown
    page: TermsPage
    setBy: number | null
    at: Date
  }): Promise<number> {
    const { repoId, document, page, setBy, at } = fields
    await sql`select from repos where id = ${repoId} for no key update`.execute(this.db)
    const { rows } = await sql<{ version: number }>`
      insert into repo_terms (repo_id, version, document, page, set_by, set_at)
      select ${repoId}, coalesce(max(version), 0) + 1, ${JSON.stringify(document)}::jsonb, ${page}, ${setBy}::bigint, ${at}
        from repo_terms where repo_id = ${repoId} returning version`.execute(this.db)
    return (rows[0] as { version: number }).version
  }

  async addReport(fields: { repoId: number; userId: number; text: string; at: Date }): Promise<void> {
    const { repoId, userId, text, at } = fields
    await sql`insert into use_reports (repo_id, user_id, content, filed_at)
      values (${repoId}, ${userId}, ${text}, ${at})`.execute(this.db)
  }
}
