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
}
export interface Applicant {
  name: string
  fullName: string
  email: string | null
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
  a.requested_at as "requestedAt", a.decided_at as "decidedAt", a.reason, a.granted_until as "grantedUntil"`
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
             json_build_object('name', u.name, 'fullName', u.full_name, 'email', u.email) as user
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
        decided_by, reason, granted_until)
      values (${repoId}, ${userId}, ${status}, ${asked}, ${JSON.stringify(fields)}, ${termsSha256 && toBytes(termsSha256)},
        ${requestedAt}, ${decidedAt}, ${decidedBy}, ${reason}, ${until})
      on conflict (repo_id, user_id) do update set status = excluded.status, asked = excluded.asked, fields = excluded.fields,
        terms_sha256 = excluded.terms_sha256, requested_at = excluded.requested_at, decided_at = excluded.decided_at,
        decided_by = excluded.decided_by, reason = excluded.reason, granted_until = excluded.granted_until,
        request_id = case when ${isNew} then excluded.request_id else access_requests.request_id end`.execute(
      this.db,
    )
  }

  async forget(repoId: number, userId: number, at: Date): Promise<void> {
    await this.keepBefore(repoId, userId, at)
    await sql`delete from access_requests where repo_id = ${repoId} and user_id = ${userId}`.execute(this.db)
  }

  private async keepBefore(repoId: number, userId: number, at: Date): Promise<void> {
    const columns = sql`request_id, repo_id, user_id, status, asked, fields, terms_sha256, requested_at, decided_at,
      decided_by, reason, granted_until`
    await sql`insert into access_requests_before (replaced_at, ${columns})
      select ${at}, ${columns} from access_requests where repo_id = ${repoId} and user_id = ${userId}`.execute(
      this.db,
    )
  }
}
