import { sql } from 'kysely'
import type { VoucherKind } from '../../core/quota.js'
import type { Database } from './database.js'

export interface Voucher {
  id: number
  namespaceId: number
  namespace: string
  kind: VoucherKind
  budget: number
  spent: number
  reserved: number
  grantedBy: string | null
  note: string
  createdAt: Date
  expiresAt: Date
  revokedAt: Date | null
}
export interface VoucherEntry {
  id: number
  at: Date
  act: 'reserve' | 'settle' | 'release'
  amount: number
  of: number | null
  reason: string
  reference: string
}
export interface Reservation {
  /** Of its entry in the ledger. */
  id: number
  voucherId: number
  amount: number
}
export interface NewReservation {
  amount: number
  reason: string
  reference: string
  at: Date
  deadline: Date
}

const VOUCHER = sql`v.id, v.namespace_id as "namespaceId", n.name as namespace, v.kind, v.budget, v.spent, v.reserved,
  g.name as "grantedBy", v.note, v.created_at as "createdAt", v.expires_at as "expiresAt", v.revoked_at as "revokedAt"`
const FROM = sql`vouchers v join namespaces n on n.id = v.namespace_id left join namespaces g on g.id = v.granted_by`

/** Budgets and the ledger of what they paid. */
export class VoucherReader {
  constructor(protected readonly db: Database) {}

  /** Of one namespace, or of all; the oldest first, after the one of id `after`. */
  async list(namespaceId: number | undefined, after: number, limit: number): Promise<Voucher[]> {
    const mine = namespaceId === undefined ? sql`true` : sql`v.namespace_id = ${namespaceId}`
    const { rows } = await sql<Voucher>`select ${VOUCHER} from ${FROM}
      where ${mine} and v.id > ${after} order by v.id limit ${limit}`.execute(this.db)
    return rows
  }

  async find(id: number): Promise<Voucher | undefined> {
    const { rows } = await sql<Voucher>`select ${VOUCHER} from ${FROM} where v.id = ${id}`.execute(this.db)
    return rows[0]
  }

  /** Those that can pay now, the one that ends first before the others. */
  async payers(
    namespaceIds: number[],
    kind: VoucherKind,
    now: Date,
  ): Promise<{ id: number; left: number }[]> {
    const { rows } = await sql<{ id: number; left: number }>`
      select id, budget - spent - reserved as left from vouchers
       where namespace_id = any(${namespaceIds}::bigint[]) and kind = ${kind} and revoked_at is null and expires_at > ${now}
       order by expires_at, id limit 100`.execute(this.db)
    return rows
  }

  async entries(voucherId: number, after: number, limit: number): Promise<VoucherEntry[]> {
    const { rows } = await sql<VoucherEntry>`
      select id, at, act, amount, of, reason, reference from voucher_entries
       where voucher_id = ${voucherId} and id > ${after} order by id limit ${limit}`.execute(this.db)
    return rows
  }

  /** Reservations whose holder should have settled them before `now`. */
  async overdue(now: Date, limit: number): Promise<number[]> {
    const { rows } = await sql<{ id: number }>`select id from voucher_entries
      where act = 'reserve' and closed_at is null and deadline < ${now} order by deadline limit ${limit}`.execute(
      this.db,
    )
    return rows.map((row) => row.id)
  }

  /** Vouchers whose columns are not what their ledger says: must be none. */
  async faults(limit: number): Promise<number[]> {
    const { rows } = await sql<{ id: number }>`
      select v.id from vouchers v left join lateral (
        select coalesce(sum(amount) filter (where act = 'settle'), 0) as spent,
               coalesce(sum(amount) filter (where act = 'reserve' and closed_at is null), 0) as reserved
          from voucher_entries e where e.voucher_id = v.id) l on true
       where v.spent <> l.spent or v.reserved <> l.reserved limit ${limit}`.execute(this.db)
    return rows.map((row) => row.id)
  }
}

export class VoucherWriter extends VoucherReader {
  async add(voucher: {
    namespaceId: number
    kind: VoucherKind
    budget: number
    grantedBy: number | null
    note: string
    at: Date
    expiresAt: Date
  }): Promise<number> {
    const { namespaceId, kind, budget, grantedBy, note, at, expiresAt } = voucher
    const { rows } = await sql<{ id: number }>`
      insert into vouchers (namespace_id, kind, budget, granted_by, note, created_at, expires_at)
      values (${namespaceId}, ${kind}, ${budget}, ${grantedBy}, ${note}, ${at}, ${expiresAt}) returning id`.execute(
      this.db,
    )
    return rows[0]?.id as number
  }

  /** False when it was revoked before. What is reserved is still paid. */
  async revoke(id: number, at: Date): Promise<boolean> {
    const result =
      await sql`update vouchers set revoked_at = ${at} where id = ${id} and revoked_at is null`.execute(
        this.db,
      )
    return result.numAffectedRows === 1n
  }

  /** Takes the amount if it is there. One statement decides, whoever else takes at the same time. */
  async reserve(voucherId: number, wanted: NewReservation): Promise<Reservation | undefined> {
    const { amount, at, deadline, reason, reference } = wanted
    const result = await sql`update vouchers set reserved = reserved + ${amount}
      where id = ${voucherId} and spent + reserved + ${amount} <= budget and revoked_at is null and expires_at > ${at}`.execute(
      this.db,
    )
    if (result.numAffectedRows !== 1n) return undefined
    const { rows } = await sql<{ id: number }>`
      insert into voucher_entries (voucher_id, at, act, amount, reason, reference, deadline)
      values (${voucherId}, ${at}, 'reserve', ${amount}, ${reason}, ${reference}, ${deadline}) returning id`.execute(
      this.db,
    )
    return { id: rows[0]?.id as number, voucherId, amount }
  }

  /** Ends a reservation: what was used is spent, the rest is free again. False when it was ended before. */
  async close(id: number, used: number, { at, reason }: { at: Date; reason: string }): Promise<boolean> {
    const { rows } = await sql<{ voucher_id: number; amount: number; reference: string }>`
      update voucher_entries set closed_at = ${at} where id = ${id} and act = 'reserve' and closed_at is null
      returning voucher_id, amount, reference`.execute(this.db)
    const [open] = rows
    if (!open) return false
    const paid = Math.min(Math.max(0, Math.ceil(used)), open.amount)
    await sql`update vouchers set reserved = reserved - ${open.amount}, spent = spent + ${paid}
      where id = ${open.voucher_id}`.execute(this.db)
    const acts = [
      { act: 'settle', amount: paid },
      { act: 'release', amount: open.amount - paid },
    ].filter((each) => each.amount > 0)
    for (const { act, amount } of acts)
      await sql`insert into voucher_entries (voucher_id, at, act, amount, of, reason, reference)
        values (${open.voucher_id}, ${at}, ${act}, ${amount}, ${id}, ${reason}, ${open.reference})`.execute(
        this.db,
      )
    return true
  }
}
