import { sql } from 'kysely'
import type { Opening, OpeningState } from '../../core/opening.js'
import type { Database } from './database.js'

export interface OpeningStep {
  id: number
  from: OpeningState
  to: OpeningState
  embargoUntil: Date | null
  reason: string | null
  at: Date
  /** null when the account is gone. */
  actor: string | null
}

export class OpeningReader {
  constructor(protected readonly db: Database) {}

  /** Steps before the one of id `before`, the newest first. */
  async steps(repoId: number, before: number, limit: number): Promise<OpeningStep[]> {
    const { rows } = await sql<OpeningStep>`
      select s.id, s.from_state as "from", s.to_state as "to", s.embargo_until as "embargoUntil", s.reason, s.at,
             n.name as actor
        from opening_steps s left join namespaces n on n.id = s.actor_id
       where s.repo_id = ${repoId} and s.id < ${before} order by s.id desc limit ${limit}`.execute(this.db)
    return rows
  }
}

export class OpeningWriter extends OpeningReader {
  /** How far the repo is opened, which nobody else changes until the transaction ends. Undefined when it is gone. */
  async lock(repoId: number): Promise<{ opening: Opening; isFirst: boolean } | undefined> {
    const { rows } = await sql<Opening & { isFirst: boolean }>`
      select opening as state, embargo_until as "embargoUntil", opening_reason as reason,
             not exists (select from opening_steps s where s.repo_id = repos.id) as "isFirst"
        from repos where id = ${repoId} for no key update`.execute(this.db)
    const [row] = rows
    if (!row) return undefined
    const { isFirst, ...opening } = row
    return { opening, isFirst }
  }

  async step(fields: {
    repoId: number
    from: OpeningState
    to: Opening
    actorId: number | null
    at: Date
  }): Promise<void> {
    const { repoId, from, to, actorId, at } = fields
    await sql`update repos set opening = ${to.state}, embargo_until = ${to.embargoUntil},
      opening_reason = ${to.reason} where id = ${repoId}`.execute(this.db)
    await sql`insert into opening_steps (repo_id, from_state, to_state, embargo_until, reason, actor_id, at)
      values (${repoId}, ${from}, ${to.state}, ${to.embargoUntil}, ${to.reason}, ${actorId}, ${at})`.execute(
      this.db,
    )
  }
}
