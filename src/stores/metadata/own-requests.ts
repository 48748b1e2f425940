import { sql } from 'kysely'
import type { RequestStatus } from '../../core/gate.js'
import type { RepoType } from '../../core/repo-id.js'
import type { Database } from './database.js'
import { toHex } from './schema.js'
import { type Viewer, visible, writable } from './visible.js'

/** A request of one person, among all of theirs. */
export interface OwnRequest {
  id: number
  requestId: string
  type: RepoType
  /** null: the person may not know the repo any more. */
  repo: string | null
  status: RequestStatus
  asked: boolean
  purpose: string | null
  termsSha256: string | null
  requestedAt: Date
  decidedAt: Date | null
  reason: string | null
  grantedUntil: Date | number | null
}
/** A gated repo that somebody reviews, and how many requests it has in each state. */
export interface ReviewedRepo {
  id: number
  type: RepoType
  repo: string
  gated: 'auto' | 'manual'
  pending: number
  accepted: number
  expired: number
  rejected: number
}

/** Requests for gated repos as their people see them: those who asked, and those who decide. */
export class OwnRequestReader {
  constructor(private readonly db: Database) {}

  /** The newest first; those before the one of id `before`. */
  async ofPerson(
    viewer: Viewer & { userId: number },
    { before, limit }: { before: number; limit: number },
  ): Promise<OwnRequest[]> {
    const { rows } = await sql<Omit<OwnRequest, 'termsSha256'> & { termsSha256: Buffer | null }>`
      select a.id, a.request_id as "requestId", r.type, a.status, a.asked, a.purpose, a.terms_sha256 as "termsSha256",
             case when ${visible(viewer, sql`r.id`)} then n.name || '/' || r.name end as repo,
             a.requested_at as "requestedAt", a.decided_at as "decidedAt", a.reason, a.granted_until as "grantedUntil"
        from access_requests a join repos r on r.id = a.repo_id join namespaces n on n.id = r.namespace_id
       where a.user_id = ${viewer.userId} and a.id < ${before} order by a.id desc limit ${limit}`.execute(
      this.db,
    )
    return rows.map(({ termsSha256, ...row }) => ({ ...row, termsSha256: termsSha256 && toHex(termsSha256) }))
  }

  /** Gated repos that the viewer may write to, in the order of their ids. */
  async reviewedBy(
    viewer: Viewer,
    { now, after, limit }: { now: Date; after: number; limit: number },
  ): Promise<ReviewedRepo[]> {
    const { rows } = await sql<ReviewedRepo>`
      select r.id, r.type, n.name || '/' || r.name as repo, r.gated,
             count(*) filter (where a.status = 'pending') as pending,
             count(*) filter (where a.status = 'accepted' and a.granted_until > ${now}) as accepted,
             count(*) filter (where a.status = 'accepted' and a.granted_until <= ${now}) as expired,
             count(*) filter (where a.status = 'rejected') as rejected
        from repos r join namespaces n on n.id = r.namespace_id left join access_requests a on a.repo_id = r.id
       where r.gated is not null and r.id > ${after} and ${writable(viewer, sql`r.id`)}
       group by r.id, n.name order by r.id limit ${limit}`.execute(this.db)
    return rows
  }
}
