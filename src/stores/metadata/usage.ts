import { type RawBuilder, sql } from 'kysely'
import type { UsageKind, UserClass } from '../../core/usage.js'
import type { Database } from './database.js'

export interface UsageKey {
  /** UTC, as 2026-11-22. */
  day: string
  namespaceId: number
  repoId: number
  who: UserClass
  kind: UsageKind
}
export interface UsageNumbers {
  requests: number
  bytesOut: number
  bytesIn: number
  sqlMs: number
}
/** `repo`: undefined when it is gone. */
export type UsageRow = Omit<UsageKey, 'namespaceId'> &
  UsageNumbers & { repo: string | null; type: string | null }
export interface UsageQuery {
  of: { repoId: number } | { namespaceId: number } | 'hub'
  /** Days, both included. */
  from: string
  to: string
  after: (string | number)[] | undefined
  limit: number
}
/** Limits of egress and what went out, of a namespace or a repo. */
export type EgressOf = { namespaceId: number } | { repoId: number }
export interface EgressState {
  ownDay: number | null
  ownMonth: number | null
  day: number
  month: number
}

/** Traffic, and the counts of rate limits. */
export class UsageReader {
  constructor(protected readonly db: Database) {}

  async daily({ of, from, to, after, limit }: UsageQuery): Promise<UsageRow[]> {
    const mine =
      of === 'hub'
        ? sql`true`
        : 'repoId' in of
          ? sql`u.repo_id = ${of.repoId}`
          : sql`u.namespace_id = ${of.namespaceId}`
    // what has moved away is not for its old owner to know by its new name
    const isTold = of !== 'hub' && 'namespaceId' in of ? sql`r.namespace_id = u.namespace_id` : sql`true`
    const next: RawBuilder<unknown> = after
      ? sql`(u.day, u.repo_id, u.kind, u.who) > (${after[0]}::date, ${after[1]}::bigint, ${after[2]}::text, ${after[3]}::text)`
      : sql`true`
    const { rows } = await sql<UsageRow>`
      select u.day::text as day, u.repo_id as "repoId", r.type, n.name || '/' || r.name as repo, u.who, u.kind,
             sum(u.requests)::bigint as requests, sum(u.bytes_out)::bigint as "bytesOut",
             sum(u.bytes_in)::bigint as "bytesIn", sum(u.sql_ms)::bigint as "sqlMs"
        from usage_daily u left join repos r on r.id = u.repo_id and ${isTold} left join namespaces n on n.id = r.namespace_id
       where ${mine} and u.day between ${from}::date and ${to}::date and ${next}
       group by u.day, u.repo_id, r.type, n.name, r.name, u.kind, u.who
       order by u.day, u.repo_id, u.kind, u.who limit ${limit}`.execute(this.db)
    return rows
  }

  /** Egress of a namespace or a repo, on a day and in its month. That of a repo without limits is not summed. */
  async egress(of: EgressOf, day: string): Promise<EgressState | undefined> {
    const isRepo = 'repoId' in of
    const id = isRepo ? of.repoId : of.namespaceId
    const column = isRepo ? 'repo_id' : 'namespace_id'
    // no setting limits a repo, so that its sum is of no use without a limit of its own
    const isAsked = isRepo ? sql`greatest(q.egress_day, q.egress_month) > 0` : sql`true`
    const { rows } = await sql<EgressState>`
      select q.egress_day as "ownDay", q.egress_month as "ownMonth",
             coalesce(sum(u.bytes_out) filter (where u.day = ${day}::date), 0)::bigint as day,
             coalesce(sum(u.bytes_out), 0)::bigint as month
        from (select ${id}::bigint as id) i left join quotas q on ${sql.ref(`q.${column}`)} = i.id
        left join usage_daily u on ${sql.ref(`u.${column}`)} = i.id and u.who <> 'member' and ${isAsked}
          and u.day between date_trunc('month', ${day}::date)::date and ${day}::date
       group by q.egress_day, q.egress_month`.execute(this.db)
    return rows[0]
  }

  /** Time of queries of a day that needed no voucher. */
  async freeMs(day: string, payer: string): Promise<number> {
    const { rows } = await sql<{ ms: number }>`
      select ms from sql_free where day = ${day}::date and payer = ${payer}`.execute(this.db)
    return rows[0]?.ms ?? 0
  }
}

export class UsageWriter extends UsageReader {
  async addDaily(rows: (UsageKey & UsageNumbers)[]): Promise<void> {
    // in order, so that two processes cannot wait for each other
    const sorted = [...rows].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
    const column = <K extends keyof (UsageKey & UsageNumbers)>(name: K) => sorted.map((row) => row[name])
    await sql`insert into usage_daily as u (day, namespace_id, repo_id, who, kind, requests, bytes_out, bytes_in, sql_ms)
      select * from unnest(${column('day')}::date[], ${column('namespaceId')}::bigint[], ${column('repoId')}::bigint[],
        ${column('who')}::text[], ${column('kind')}::text[], ${column('requests')}::bigint[],
        ${column('bytesOut')}::bigint[], ${column('bytesIn')}::bigint[], ${column('sqlMs')}::bigint[])
      on conflict (repo_id, day, kind, who, namespace_id) do update set requests = u.requests + excluded.requests,
        bytes_out = u.bytes_out + excluded.bytes_out, bytes_in = u.bytes_in + excluded.bytes_in,
        sql_ms = u.sql_ms + excluded.sql_ms`.execute(this.db)
  }

  /** Adds counts of a window; returns those of all processes. */
  async addRates(
    window: number,
    counts: { key: string; count: number }[],
  ): Promise<{ key: string; count: number }[]> {
    const sorted = [...counts].sort((a, b) => (a.key < b.key ? -1 : 1))
    const { rows } = await sql<{ key: string; count: number }>`
      insert into rate_counts as c (key, "window", count)
      select k, ${window}, n from unnest(${sorted.map(({ key }) => key)}::text[], ${sorted.map(({ count }) => count)}::bigint[]) as t(k, n)
      on conflict (key, "window") do update set count = c.count + excluded.count returning key, count`.execute(
      this.db,
    )
    return rows
  }

  async dropRates(before: number): Promise<void> {
    await sql`delete from rate_counts where "window" < ${before}`.execute(this.db)
  }

  /** Adds time of a query that needed no voucher. */
  async addFree(day: string, payer: string, ms: number): Promise<void> {
    await sql`insert into sql_free as f (day, payer, ms) values (${day}::date, ${payer}, ${ms})
      on conflict (day, payer) do update set ms = f.ms + excluded.ms`.execute(this.db)
  }

  async dropFree(before: string): Promise<void> {
    await sql`delete from sql_free where day < ${before}::date`.execute(this.db)
  }
}

const orderOf = (row: UsageKey): string => [row.day, row.repoId, row.kind, row.who, row.namespaceId].join(' ')
