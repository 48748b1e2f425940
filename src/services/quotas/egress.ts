import { dayOf } from '../../core/clock.js'
import { HubError } from '../../core/errors.js'
import type { QuotaDefaults } from '../../core/quota.js'
import { userClass } from '../../core/usage.js'
import type { Stores } from '../context.js'
import type { Grant } from '../grants.js'
import type { Metering } from './metering.js'
import type { Hold, Vouchers } from './vouchers.js'

interface Known {
  day: string
  dayBytes: number
  monthBytes: number
  ownDay: number | null
  ownMonth: number | null
  readAt: number
}

/** How old what is known of a namespace may be. */
const FRESH_MS = 5000
const MOST_NAMESPACES = 10_000
/** A download under way is cut off by its reader or its address long before. */
const DEADLINE_MS = 24 * 3600_000
/** The size of an answer whose length nobody knows before. */
export const UNKNOWN_BYTES = Number.POSITIVE_INFINITY
/** What is reserved for such an answer at once. */
export const PART_BYTES = 1024 ** 3

/**
 * What may leave the hub of a namespace's repos in a day and a month. Its members are neither counted nor refused. The
 * sums of other processes are seconds old, and downloads that run go on, so that the limit may be passed by as much.
 */
export function createEgressQuota({
  metadata,
  clock,
  defaults,
  metering,
  vouchers,
}: Pick<Stores, 'metadata' | 'clock'> & {
  defaults: QuotaDefaults
  metering: Metering
  vouchers: Vouchers
}) {
  const known = new Map<number, Promise<Known>>()
  metering.onCount(({ namespaceId, who, bytesOut }) => {
    if (who === 'member') return
    const add = (sums: Known) => {
      sums.dayBytes += bytesOut
      sums.monthBytes += bytesOut
    }
    // whoever asked for the sums hears why they cannot be read
    known.get(namespaceId)?.then(add, () => {})
  })

  /**
   * Lets a download begin. Resolves with nothing when the quota has room; with what a voucher pays when it has none.
   * Throws EgressExceeded. `sizeBytes`: what will be sent at most, or UNKNOWN_BYTES.
   */
  async function admit(grant: Grant, sizeBytes: number, reference: string): Promise<Hold | undefined> {
    const { namespaceId } = grant.repo
    if (userClass(grant) === 'member') return undefined
    const sums = await sumsOf(namespaceId)
    const period = usedUp(sums)
    if (!period || sizeBytes === 0) return undefined
    const hold = await reserve(namespaceId, sizeBytes, reference)
    if (hold) return hold
    const opens = endOf(period, clock.now())
    const params = { what: grant.repo.namespace, period, opens: opens.toISOString() }
    throw new HubError('EgressExceeded', params, {
      retryAfter: Math.ceil((opens.getTime() - clock.now().getTime()) / 1000),
    })
  }

  /** What a voucher pays: all of it, or of what nobody knows the length of as much as there is, up to a part. */
  const reserve = (namespaceId: number, sizeBytes: number, reference: string): Promise<Hold | undefined> =>
    vouchers.reserve({
      namespaceIds: [namespaceId],
      kind: 'egress',
      amount: sizeBytes === UNKNOWN_BYTES ? PART_BYTES : sizeBytes,
      least: sizeBytes === UNKNOWN_BYTES ? 1 : sizeBytes,
      reason: 'download',
      reference,
      deadlineMs: DEADLINE_MS,
    })
  /** Reserves more for an answer of unknown length that a voucher pays. */
  const more = ({ repo }: Grant, reference: string): Promise<Hold | undefined> =>
    reserve(repo.namespaceId, UNKNOWN_BYTES, reference)

  function usedUp({ ownDay, ownMonth, dayBytes, monthBytes }: Known): 'day' | 'month' | undefined {
    const day = ownDay ?? defaults.egressDay
    const month = ownMonth ?? defaults.egressMonth
    if (month > 0 && monthBytes >= month) return 'month'
    return day > 0 && dayBytes >= day ? 'day' : undefined
  }

  /** From memory, if it is of today and fresh. */
  async function sumsOf(namespaceId: number): Promise<Known> {
    const now = clock.now()
    const found = await known.get(namespaceId)?.catch(() => undefined)
    if (found && found.day === dayOf(now) && now.getTime() - found.readAt < FRESH_MS) return found
    if (known.size >= MOST_NAMESPACES) known.clear()
    // without a limit nothing can be used up: what is old is good enough until the new is there
    const reading = read(namespaceId, now)
    known.set(namespaceId, reading)
    reading.catch(() => known.delete(namespaceId))
    return found && found.day === dayOf(now) && !isNear(found) ? found : reading
  }

  const isNear = ({ ownDay, ownMonth }: Known): boolean =>
    (ownDay ?? defaults.egressDay) > 0 || (ownMonth ?? defaults.egressMonth) > 0

  async function read(namespaceId: number, now: Date): Promise<Known> {
    const day = dayOf(now)
    // what was counted here is in the sums of the database
    await metering.flush()
    const [state] = await metadata.usage.egress([namespaceId], day)
    return {
      day,
      dayBytes: state?.day ?? 0,
      monthBytes: state?.month ?? 0,
      ownDay: state?.ownDay ?? null,
      ownMonth: state?.ownMonth ?? null,
      readAt: now.getTime(),
    }
  }

  return { admit, more }
}
export type EgressQuota = ReturnType<typeof createEgressQuota>

function endOf(period: 'day' | 'month', now: Date): Date {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()]
  return new Date(period === 'day' ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1))
}
