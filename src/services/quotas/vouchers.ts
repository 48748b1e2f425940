import { HubError } from '../../core/errors.js'
import type { VoucherKind } from '../../core/quota.js'
import type { Namespace } from '../../stores/metadata/accounts.js'
import type { Voucher, VoucherEntry } from '../../stores/metadata/vouchers.js'
import type { Stores } from '../context.js'

export type { Voucher, VoucherEntry } from '../../stores/metadata/vouchers.js'

/** Part of a budget that nobody else can spend. It must be settled; who dies before loses it at the deadline. */
export interface Hold {
  amount: number
  /** Pays what was used, at most `amount`; the rest is free again. */
  settle(used: number): Promise<void>
}
export interface Spending {
  /** Namespaces whose vouchers may pay. */
  namespaceIds: number[]
  kind: VoucherKind
  amount: number
  /** Less is taken, too, when no voucher has `amount` left. */
  least: number
  reason: string
  /** What it was for, such as the id of a query. */
  reference: string
  deadlineMs: number
}

const MOST_NOTE = 500
const BATCH = 100

/** Budgets that administrators give. What is spent is reserved before, so that no budget is ever overspent. */
export function createVouchers({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  /** Gives a namespace a budget. Throws BadRequest. */
  async function grant(
    namespace: Namespace,
    fields: { kind: VoucherKind; budget: number; expiresAt: Date; note: string },
    grantedBy: number | null,
  ): Promise<Voucher> {
    const at = clock.now()
    const wrong = faultOf(fields, at)
    if (wrong) throw new HubError('BadRequest', { why: wrong })
    const id = await metadata.transact(async (tx) => {
      const made = await tx.vouchers.add({ ...fields, namespaceId: namespace.id, grantedBy, at })
      const { kind, budget, expiresAt } = fields
      const payload = { voucher: made, to: namespace.name, kind, budget, expiresAt: expiresAt.toISOString() }
      await tx.events.add({ type: 'voucher.granted', at, repoId: null, actorId: grantedBy, payload })
      return made
    })
    return (await metadata.vouchers.find(id)) as Voucher
  }

  /** Ends a voucher; what is reserved of it is still paid. Throws VoucherNotFound. */
  async function revoke(id: number, actorId: number | null): Promise<void> {
    const at = clock.now()
    await metadata.transact(async (tx) => {
      if (!(await tx.vouchers.revoke(id, at))) throw new HubError('VoucherNotFound', { id })
      const payload = { voucher: id }
      await tx.events.add({ type: 'voucher.revoked', at, repoId: null, actorId, payload })
    })
  }

  /** Takes `amount`, or at least `least`, of the voucher that ends first. Undefined when none has so much. */
  async function reserve(wanted: Spending): Promise<Hold | undefined> {
    return (await tryReserve(wanted)) ?? ((await releaseOverdue()) > 0 ? tryReserve(wanted) : undefined)
  }

  async function tryReserve(wanted: Spending): Promise<Hold | undefined> {
    const at = clock.now()
    const payers = await metadata.vouchers.payers(wanted.namespaceIds, wanted.kind, at)
    for (const { id, left } of payers) {
      const amount = Math.min(wanted.amount, left)
      if (amount < wanted.least || amount <= 0) continue
      const { reason, reference } = wanted
      const deadline = new Date(at.getTime() + wanted.deadlineMs)
      const held = await metadata.transact((tx) =>
        tx.vouchers.reserve(id, { amount, reason, reference, at, deadline }),
      )
      if (held) return { amount, settle: (used) => settle(held.id, used, reason) }
    }
    return undefined
  }

  async function settle(id: number, used: number, reason: string): Promise<void> {
    await metadata.transact((tx) => tx.vouchers.close(id, used, { at: clock.now(), reason }))
  }

  /**
   * Frees what was reserved by processes that are gone. Deadlines are longer than what is reserved can take, so that
   * nothing which still runs loses its reservation. Returns how many.
   */
  async function releaseOverdue(): Promise<number> {
    const now = clock.now()
    let count = 0
    for (const id of await metadata.vouchers.overdue(now, BATCH)) {
      const closing = { at: now, reason: 'the deadline has passed' }
      if (await metadata.transact((tx) => tx.vouchers.close(id, 0, closing))) count++
    }
    return count
  }

  const list = (namespaceId: number | undefined, after: number, limit: number): Promise<Voucher[]> =>
    metadata.vouchers.list(namespaceId, after, limit)
  const entries = (id: number, after: number, limit: number): Promise<VoucherEntry[]> =>
    metadata.vouchers.entries(id, after, limit)
  /** Whether a namespace has anything to pay with. */
  const canPay = async (namespaceIds: number[], kind: VoucherKind): Promise<boolean> =>
    (await metadata.vouchers.payers(namespaceIds, kind, clock.now())).some(({ left }) => left > 0)

  return { grant, revoke, reserve, releaseOverdue, list, entries, canPay }
}
export type Vouchers = ReturnType<typeof createVouchers>

function faultOf(fields: { budget: number; expiresAt: Date; note: string }, now: Date): string | undefined {
  if (!Number.isSafeInteger(fields.budget) || fields.budget < 1)
    return 'budget must be a whole number of bytes, or of milliseconds of queries.'
  if (Number.isNaN(fields.expiresAt.getTime()) || fields.expiresAt <= now)
    return 'expiresAt must be a time in the future.'
  return fields.note.length > MOST_NOTE ? `note has at most ${MOST_NOTE} characters.` : undefined
}
