import { dayOf } from '../../core/clock.js'
import { HubError } from '../../core/errors.js'
import { networkOf } from '../../core/network.js'
import type { QuotaDefaults } from '../../core/quota.js'
import type { Stores } from '../context.js'
import type { Caller } from '../sql/queries.js'
import type { Vouchers } from './vouchers.js'

/** The time that a query may take, and who pays. */
export interface SqlAllowance {
  limitMs: number
  settle(spentMs: number): Promise<void>
}

/** Shorter queries are not worth beginning. */
const LEAST_MS = 1000
const DAY_MS = 86_400_000
/** A query is killed long before. */
const DEADLINE_MS = 3600_000

/**
 * Time of queries: a part of each day is free, after it vouchers pay, those of the user first and then those of the
 * user's organisations. Without the setting everything is free.
 */
export function createSqlTime({
  metadata,
  clock,
  defaults,
  vouchers,
}: Pick<Stores, 'metadata' | 'clock'> & { defaults: QuotaDefaults; vouchers: Vouchers }) {
  /** Finds who pays for a query before it begins. Throws SqlTimeUsedUp. */
  async function begin(
    { principal, address }: Caller,
    limitMs: number,
    query: string,
  ): Promise<SqlAllowance> {
    const free = defaults.sqlFreeMs
    if (free === 0 || principal.kind === 'job' || (principal.kind === 'user' && principal.isAdmin))
      return { limitMs, settle: async () => {} }
    const day = dayOf(clock.now())
    const payer = principal.kind === 'user' ? `user ${principal.userId}` : `net ${networkOf(address)}`
    if ((await metadata.usage.freeMs(day, payer)) < free) {
      const settle = (spentMs: number) =>
        metadata.transact((tx) => tx.usage.addFree(day, payer, Math.ceil(spentMs)))
      return { limitMs, settle }
    }
    const hold = principal.kind === 'user' ? await reserve(principal.userId, limitMs, query) : undefined
    if (hold) return { limitMs: hold.amount, settle: hold.settle }
    const opens = new Date(Date.parse(day) + DAY_MS)
    throw new HubError(
      'SqlTimeUsedUp',
      { seconds: free / 1000, opens: opens.toISOString() },
      { retryAfter: Math.ceil((opens.getTime() - clock.now().getTime()) / 1000) },
    )
  }

  async function reserve(userId: number, amount: number, reference: string) {
    const orgs = await metadata.accounts.memberships(userId)
    for (const namespaceIds of [[userId], orgs.map(({ org }) => org.id)]) {
      const spending = { namespaceIds, kind: 'sql' as const, amount, least: LEAST_MS }
      const hold = await vouchers.reserve({
        ...spending,
        reason: 'query',
        reference,
        deadlineMs: DEADLINE_MS,
      })
      if (hold) return hold
    }
    return undefined
  }

  /** Forgets the counts of days that are over. */
  const forgetOld = (): Promise<void> => metadata.transact((tx) => tx.usage.dropFree(dayOf(clock.now())))

  return { begin, forgetOld }
}
export type SqlTime = ReturnType<typeof createSqlTime>
