import { sql } from 'kysely'
import type { RepoType } from '../../core/repo-id.js'
import type { UsageKind } from '../../core/usage.js'
import type { Namespace } from './accounts.js'
import type { Database } from './database.js'
import type { ViewProblem, ViewState } from './tables.js'

/** How many of each the hub has. */
export interface HubCounts {
  users: number
  suspended: number
  organisations: number
  datasets: number
  models: number
  /** Bytes of the database itself. */
  databaseBytes: number
  /** Entries of the audit that have no place in the chain yet. */
  unsealed: number
}
/** What is being made, or failed to be made, of a data set. */
export interface HubJob {
  id: number
  repoId: number
  type: RepoType
  namespace: string
  name: string
  state: ViewState
  problems: ViewProblem[]
  createdAt: Date
  finishedAt: Date | null
}
export interface TrafficRow {
  day: string
  kind: UsageKind
  requests: number
  bytesOut: number
  bytesIn: number
}
/** Answers of an hour; `class` 2 is 200 to 299. */
export interface AnswersRow {
  hour: Date
  class: number
  requests: number
  ms: number
}

/** What an administrator sees of the hub as a whole. */
export class OverviewReader {
  constructor(protected readonly db: Database) {}

  async counts(): Promise<HubCounts> {
    const { rows } = await sql<HubCounts>`select
      (select count(*) from namespaces where kind = 'user') as users,
      (select count(*) from namespaces where suspended_at is not null) as suspended,
      (select count(*) from namespaces where kind = 'org') as organisations,
      (select count(*) from repos where type = 'dataset') as datasets,
      (select count(*) from repos where type = 'model') as models,
      pg_database_size(current_database()) as "databaseBytes",
      (select count(*) from audit_inbox) as unsealed`.execute(this.db)
    return rows[0] as HubCounts
  }

  /** Of the newest view of each data set. */
  async jobCounts(): Promise<Record<ViewState, number>> {
    const { rows } = await sql<{ state: ViewState; count: number }>`
      select state, count(*) as count from (${NEWEST}) v group by state`.execute(this.db)
    const none = { pending: 0, running: 0, ready: 0, failed: 0 }
    return { ...none, ...Object.fromEntries(rows.map(({ state, count }) => [state, count])) }
  }

  /** The newest first; those before the one of id `before`. */
  async jobs(state: ViewState, before: number, limit: number): Promise<HubJob[]> {
    const { rows } = await sql<HubJob>`
      select v.id, r.id as "repoId", r.type, n.name as namespace, r.name, v.state, v.problems, v.created_at as "createdAt", v.finished_at as "finishedAt"
        from (${NEWEST}) v join repos r on r.id = v.repo_id join namespaces n on n.id = r.namespace_id
       where v.state = ${state} and v.id < ${before} order by v.id desc limit ${limit}`.execute(this.db)
    return rows
  }

  async traffic(from: string, to: string): Promise<TrafficRow[]> {
    const { rows } = await sql<TrafficRow>`
      select day::text as day, kind, sum(requests)::bigint as requests, sum(bytes_out)::bigint as "bytesOut",
             sum(bytes_in)::bigint as "bytesIn"
        from usage_daily where day between ${from}::date and ${to}::date group by day, kind order by day, kind`.execute(
      this.db,
    )
    return rows
  }

  async answers(since: Date): Promise<AnswersRow[]> {
    const { rows } = await sql<AnswersRow>`select hour, class, requests, ms from answers_hourly
      where hour >= ${since} order by hour, class`.execute(this.db)
    return rows
  }

  /** Accounts with these letters in their names, in order of the name. */
  async findAccounts(
    { kind, words, isSuspended }: { kind: Namespace['kind']; words: string; isSuspended: boolean },
    { after, limit }: { after: string; limit: number },
  ): Promise<FoundAccount[]> {
    const like = `%${words.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
    const { rows } = await sql<FoundAccount>`
      select n.name, n.full_name as "fullName", n.email, n.is_admin as "isAdmin", n.created_at as "createdAt",
             n.suspended_at as "suspendedAt", coalesce(u.bytes, 0)::bigint as bytes,
             (select count(*) from repos r where r.namespace_id = n.id) as repos,
             (select count(*) from memberships m where m.org_id = n.id) as members
        from namespaces n left join namespace_usage u on u.namespace_id = n.id
       where n.kind = ${kind} and n.name > ${after} and (not ${isSuspended} or n.suspended_at is not null)
         and (lower(n.name) like ${like} or lower(n.full_name) like ${like} or lower(n.email) like ${like})
       order by n.name limit ${limit}`.execute(this.db)
    return rows
  }
}

export interface FoundAccount {
  name: string
  fullName: string
  email: string | null
  isAdmin: boolean
  createdAt: Date
  suspendedAt: Date | null
  bytes: number
  repos: number
  members: number
}

const NEWEST = sql`select distinct on (repo_id) * from dataset_views order by repo_id, id desc`

export class OverviewWriter extends OverviewReader {
  async addAnswers(rows: AnswersRow[]): Promise<void> {
    // in one order, so that two processes cannot wait for each other
    const sorted = [...rows].sort((a, b) => a.hour.getTime() - b.hour.getTime() || a.class - b.class)
    await sql`insert into answers_hourly as a (hour, class, requests, ms)
      select * from unnest(${sorted.map(({ hour }) => hour)}::timestamptz[], ${sorted.map((row) => row.class)}::smallint[],
        ${sorted.map(({ requests }) => requests)}::bigint[], ${sorted.map(({ ms }) => ms)}::bigint[])
      on conflict (hour, class) do update set requests = a.requests + excluded.requests, ms = a.ms + excluded.ms`.execute(
      this.db,
    )
  }
}
