import { type RawBuilder, sql } from 'kysely'
import type { AccessState, RequestStatus } from '../../core/gate.js'
import type { Answers } from '../../core/gate-form.js'
import type { Database } from './database.js'
import { toBytes, toHex } from './schema.js'

/** A person's request for the contents of a gated repo, as it stands. */
export interface AccessRequest {
  id: number
  /** UUID by which reviewers name it. */
  requestId: string
  repoId: number
  userId: number
  status: RequestStatus
  /** By that person; else it was given without a request. */
  asked: boolean
  fields: Answers
  /** Of the terms that were accepted. */
  termsSha256: string | null
  requestedAt: Date
  decidedAt: Date | null
  reason: string | null
  /** `Infinity`: an approval that does not end; null: never approved. */
  grantedUntil: Date | number | null
  /** What it was asked for; null: terms of use named no purposes. */
  purpose: string | null
  /** For how long it was asked for; null: no time was named. */
  askedDays: number | null
  /** Of the approval that was given last. */
  grantedPurpose: string | null
  grantedAt: Date | null
}
export interface Applicant {
  name: string
  fullName: string
  email: string | null
  /** They have shown that it is theirs. */
  emailVerified: boolean
}
export type ListedRequest = AccessRequest & {
  user: Applicant
  reviewer: string | null
  replacedAt: Date | null
}
export type NewRequest = Omit<AccessRequest, 'id' | 'requestId'> & { decidedBy: number | null }

export interface RequestQuery {
  state: Exclude<AccessState, 'none'> | undefined
  now: Date
}

const STATE = {
  pending: () => sql`a.status = 'pending'`,
  rejected: () => sql`a.status = 'rejected'`,
  accepted: (now: Date) => sql`a.status = 'accepted' and a.granted_until > ${now}`,
  expired: (now: Date) => sql`a.status = 'accepted' and a.granted_until <= ${now}`,
}
const REQUEST = sql`a.id, a.request_id as "requestId", a.repo_id as "repoId", a.user_id as "userId", a.status, a.asked, a.fields, a.terms_sha256 as "termsSha256",
  a.requested_at as "requestedAt", a.decided_at as "decidedAt", a.reason, a.granted_until as "grantedUntil",
  a.purpose, a.granted_purpose as "grantedPurpose", a.granted_at as "grantedAt", a.asked_days as "askedDays"`
type Row<T extends AccessRequest> = Omit<T, 'termsSha256'> & { termsSha256: Buffer | null }
const toRequest = <T extends AccessRequest>({ termsSha256, ...row }: Row<T>): T =>
  ({ ...row, termsSha256: termsSha256 && toHex(termsSha256) }) as T

export class GateReader {
  constructor(protected readonly db: Database) {}

  async request(repoId: number, userId: number): Promise<AccessRequest | undefined> {
    const { rows } = await sql<Row<AccessRequest>>`select ${REQUEST} from access_requests a
      where a.repo_id = ${repoId} and a.user_id = ${userId}`.execute(this.db)
    return rows[0] && toRequest(rows[0])
  }

  /** Whether the user ever accepted terms. */
  async hasReceipts(userId: number): Promise<boolean> {
    const { rows } =
      await sql`select from access_requests where user_id = ${userId} and terms_sha256 is not null
      union all select from access_requests_before where user_id = ${userId} and terms_sha256 is not null limit 1`.execute(
        this.db,
      )
    return rows.length > 0
  }

  async requestCalled(repoId: number, requestId: string): Promise<AccessRequest | undefined> {
    const { rows } = await sql<Row<AccessRequest>>`select ${REQUEST} from access_requests a
      where a.repo_id = ${repoId} and a.request_id = ${requestId}`.execute(this.db)
    return rows[0] && toRequest(rows[0])
  }

  /** Requests after the one of id `after`, in the order they were first made; in any state when none is given. */
  async requests(
    repoId: number,
    { state, now, after, limit }: RequestQuery & { after: number; limit: number },
  ): Promise<ListedRequest[]> {
    const wanted = state === undefined ? sql`true` : STATE[state](now)
    const condition = sql`a.repo_id = ${repoId} and ${wanted} and a.id > ${after}`
    return this.list(sql`access_requests a`, sql`null::timestamptz`, condition, limit)
  }

  /** What stood there before, in the order it was replaced. */
  async requestsBefore(
    repoId: number,
    { after, limit }: { after: number; limit: number },
  ): Promise<ListedRequest[]> {
    const condition = sql`a.repo_id = ${repoId} and a.id > ${after}`
    return this.list(sql`access_requests_before a`, sql`a.replaced_at`, condition, limit)
  }

  private async list(
    from: RawBuilder<unknown>,
    replacedAt: RawBuilder<unknown>,
    condition: RawBuilder<unknown>,
    limit: number,
  ): Promise<ListedRequest[]> {
    const { rows } = await sql<Row<ListedRequest>>`
      select ${REQUEST}, ${replacedAt} as "replacedAt", d.name as reviewer,
             json_build_object('name', u.name, 'fullName', u.full_name, 'email', u.email,
               'emailVerified', u.email_verified_at is not null) as user
        from ${from} join namespaces u on u.id = a.user_id left join namespaces d on d.id = a.decided_by
       where ${condition} order by a.id limit ${limit}`.execute(this.db)
    return rows.map((row) => toRequest(row))
  }

  async terms(sha256: string): Promise<string | undefined> {
    const { rows } = await sql<{ content: string }>`
      select content from terms where sha256 = ${toBytes(sha256)}`.execute(this.db)
    return rows[0]?.content
  }
}

/** What is kept of a request that is replaced. */
const COLUMNS = sql`request_id, repo_id, user_id, status, asked, fields, terms_sha256, requested_at, decided_at,
  decided_by, reason, granted_until, purpose, granted_purpose, granted_at, asked_days`

export class GateWriter extends GateReader {
  /** The request of a person, made or not, which nobody else changes until the transaction ends. */
  async lock(repoId: number, userId: number): Promise<AccessRequest | undefined> {
    const name = `access ${repoId} ${userId}`
    await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(this.db)
    return this.request(repoId, userId)
  }

  async keepTerms(sha256: string, content: string): Promise<void> {
    await sql`insert into terms (sha256, content) values (${toBytes(sha256)}, ${content})
      on conflict do nothing`.execute(this.db)
  }

  /** `isNew`: another request than the one that stands there, under an id of its own. */
  async put(request: NewRequest, at: Date, { isNew }: { isNew: boolean }): Promise<void> {
    const { repoId, userId, status, asked, fields, termsSha256, requestedAt, decidedAt, decidedBy, reason } =
      request
    const until = request.grantedUntil === Number.POSITIVE_INFINITY ? 'infinity' : request.grantedUntil
    await this.keepBefore(repoId, userId, at)
    await sql`insert into access_requests (repo_id, user_id, status, asked, fields, terms_sha256, requested_at, decided_at,
        decided_by, reason, granted_until, purpose, granted_purpose, granted_at, asked_days)
      values (${repoId}, ${userId}, ${status}, ${asked}, ${JSON.stringify(fields)}, ${termsSha256 && toBytes(termsSha256)},
        ${requestedAt}, ${decidedAt}, ${decidedBy}, ${reason}, ${until},
        ${request.purpose}, ${request.grantedPurpose}, ${request.grantedAt}, ${request.askedDays})
      on conflict (repo_id, user_id) do update set status = excluded.status, asked = excluded.asked, fields = excluded.fields,
        terms_sha256 = excluded.terms_sha256, requested_at = excluded.requested_at, decided_at = excluded.decided_at,
        decided_by = excluded.decided_by, reason = excluded.reason, granted_until = excluded.granted_until,
        purpose = excluded.purpose, granted_purpose = excluded.granted_purpose, granted_at = excluded.granted_at,
        asked_days = excluded.asked_days,
        request_id = case when ${isNew} then excluded.request_id else access_requests.request_id end`.execute(
      this.db,
    )
  }

  async forget(repoId: number, userId: number, at: Date): Promise<void> {
    await this.keepBefore(repoId, userId, at)
    await sql`delete from access_requests where repo_id = ${repoId} and user_id = ${userId}`.execute(this.db)
  }

  /**
   * What new terms of use do to approvals: those for other purposes end, the others hold for at most `days` from when they
   * were given. Returns how many were changed.
   */
  async narrow(
    repoId: number,
    to: { purposes: string[] | null; days: number | null },
    at: Date,
  ): Promise<number> {
    const { purposes, days } = to
    const isOther = sql`(${purposes}::text[] is not null and (a.granted_purpose is null or a.granted_purpose <> all(${purposes}::text[])))`
    const until = sql`case when ${isOther} then ${at}::timestamptz
      else least(a.granted_until, a.granted_at + make_interval(days => ${days}::int)) end`
    const { numAffectedRows } = await sql`with changed as (
        select a.id, ${until} as until from access_requests a
         where a.repo_id = ${repoId} and a.granted_until > ${at} and ${until} < a.granted_until for update),
      kept as (insert into access_requests_before (replaced_at, ${COLUMNS})
        select ${at}, ${COLUMNS} from access_requests where id in (select id from changed))
      update access_requests a set granted_until = c.until from changed c where c.id = a.id`.execute(this.db)
    return Number(numAffectedRows ?? 0)
  }

  private async keepBefore(repoId: number, userId: number, at: Date): Promise<void> {
    await sql`insert into access_requests_before (replaced_at, ${COLUMNS})
      select ${at}, ${COLUMNS} from access_requests where repo_id = ${repoId} and user_id = ${userId}`.execute(
      this.db,
    )
  }
}
