import { sql } from 'kysely'
import type { Database } from './database.js'

/** A repo that is offered to another owner. */
export interface Transfer {
  id: string
  repoId: number
  type: 'model' | 'dataset'
  /** Present full name. */
  repo: string
  /** The name that it gets. */
  name: string
  toId: number
  to: string
  /** null: the operator of the hub. */
  offeredBy: number | null
  offerer: string | null
  createdAt: Date
  expiresAt: Date
}

const SELECT = sql`select t.id, t.repo_id as "repoId", r.type, f.name || '/' || r.name as repo, t.name, t.to_id as "toId",
    o.name as "to", t.offered_by as "offeredBy", b.name as offerer, t.created_at as "createdAt", t.expires_at as "expiresAt"
  from repo_transfers t join repos r on r.id = t.repo_id join namespaces f on f.id = r.namespace_id
    join namespaces o on o.id = t.to_id left join namespaces b on b.id = t.offered_by`

/** Offers that have ended are not there. */
export class TransferReader {
  constructor(protected readonly db: Database) {}

  async find(id: string, now: Date): Promise<Transfer | undefined> {
    const { rows } = await sql<Transfer>`${SELECT} where t.id = ${id} and t.expires_at > ${now}`.execute(
      this.db,
    )
    return rows[0]
  }

  async ofRepo(repoId: number, now: Date): Promise<Transfer | undefined> {
    const { rows } =
      await sql<Transfer>`${SELECT} where t.repo_id = ${repoId} and t.expires_at > ${now}`.execute(this.db)
    return rows[0]
  }

  /** Offers to the user, and to organisations that the user administers. */
  async toUser(userId: number, { now, limit }: { now: Date; limit: number }): Promise<Transfer[]> {
    const { rows } =
      await sql<Transfer>`${SELECT} where t.expires_at > ${now} and (t.to_id = ${userId} or t.to_id in (
        select org_id from memberships where user_id = ${userId} and role = 'admin'))
      order by t.created_at desc, t.id limit ${limit}`.execute(this.db)
    return rows
  }
}

export class TransferWriter extends TransferReader {
  /** One offer a repo: a new one takes the place of the old one. */
  async put(offer: {
    repoId: number
    fromId: number
    toId: number
    name: string
    offeredBy: number | null
    createdAt: Date
    expiresAt: Date
  }): Promise<string> {
    const { repoId, fromId, toId, name, offeredBy, createdAt, expiresAt } = offer
    const { rows } = await sql<{ id: string }>`
      insert into repo_transfers (repo_id, from_id, to_id, name, offered_by, created_at, expires_at)
      values (${repoId}, ${fromId}, ${toId}, ${name}, ${offeredBy}, ${createdAt}, ${expiresAt})
      on conflict (repo_id) do update set from_id = excluded.from_id, to_id = excluded.to_id, name = excluded.name, offered_by = excluded.offered_by,
        created_at = excluded.created_at, expires_at = excluded.expires_at, id = gen_random_uuid()
      returning id`.execute(this.db)
    return rows[0]?.id as string
  }

  /** False when it has ended by now; else nobody else takes it until the transaction ends. */
  async remove(id: string): Promise<boolean> {
    const { numAffectedRows } = await sql`delete from repo_transfers where id = ${id}`.execute(this.db)
    return numAffectedRows === 1n
  }

  async removeOf(repoId: number): Promise<boolean> {
    const { numAffectedRows } = await sql`delete from repo_transfers where repo_id = ${repoId}`.execute(
      this.db,
    )
    return numAffectedRows === 1n
  }
}
