import { dayOf } from '../../core/clock.js'
import { HubError } from '../../core/errors.js'
import type { QuotaDefaults } from '../../core/quota.js'
import { fullName } from '../../core/repo-id.js'
import { userClass } from '../../core/usage.js'
import type { EgressOf } from '../../stores/metadata/usage.js'
import type { Stores } from '../context.js'
import type { Grant } from '../grants.js'
import type { Metering } from './metering.js'
import type { Hold, Vouchers } from './vouchers.js'

interface Known {
  day: string
  dayBytes: number
  monthBytes: number
  /** Of the day and the month; 0: none. */
  limits: { day: number; month: number }
  readAt: number
}

/** How old what is known of a namespace or a repo may be. */
const FRESH_MS = 5000
const MOST_KNOWN = 20_000
/** A download under way is cut off by its reader or its address long before. */
const DEADLINE_MS = 24 * 3600_000
/** The size of an answer whose length nobody knows before. */
export const UNKNOWN_BYTES = Number.POSITIVE_INFINITY
/** What is reserved for such an answer at once. */
export const PART_BYTES = 1024 ** 3

/**
 * What may leave the hub of a namespace's repos, and of one repo, in a day and a month. Members of the namespace are
 * neither counted nor refused. The sums of other processes are seconds old, and downloads that run go on, so that a limit
 * may be passed by as much.
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
  const known = new Map<string, Promise<Known>>()
  metering.onCount(({ namespaceId, repoId, who, bytesOut }) => {
    if (who === 'member') return
    const add = (sums: Known) => {
      sums.dayBytes += bytesOut
      sums.monthBytes += bytesOut
    }
    // whoever asked for the sums hears why they cannot be read
    for (const of of [{ namespaceId }, { repoId }]) known.get(keyOf(of))?.then(add, () => {})
  })

  /**
   * Lets a download begin. Resolves with nothing when the quotas have room; with what a voucher of the owner pays when
   * one has none. Throws EgressExceeded. `sizeBytes`: what will be sent at most, or UNKNOWN_BYTES.
   */
  async function admit(grant: Grant, sizeBytes: number, reference: string): Promise<Hold | undefined> {
    const { id: repoId, namespaceId, namespace } = grant.repo
    if (userClass(grant) === 'member') return undefined
    const [ofOwner, ofRepo] = await Promise.all([sumsOf({ namespaceId }), sumsOf({ repoId })])
    const [ownerPeriod, repoPeriod] = [usedUp(ofOwner), usedUp(ofRepo)]
    // who waits for both waits for the one that opens later
    const period = ownerPeriod === 'month' ? 'month' : (repoPeriod ?? ownerPeriod)
    if (!period || sizeBytes === 0) return undefined
    const hold = await reserve(namespaceId, sizeBytes, reference)
    if (hold) return hold
    const opens = endOf(period, clock.now())
    const what = period === ownerPeriod ? namespace : fullName(grant.repo)
    throw new HubError(
      'EgressExceeded',
      { what, period, opens: opens.toISOString() },
      { retryAfter: Math.ceil((opens.getTime() - clock.now().getTime()) / 1000) },
    )
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

  /** From memory, if it is of today and fresh. */
  async function sumsOf(of: EgressOf): Promise<Known> {
    const now = clock.now()
    const key = keyOf(of)
    const found = await known.get(key)?.catch(() => undefined)
    if (found && found.day === dayOf(now) && now.getTime() - found.readAt < FRESH_MS) return found
    if (known.size >= MOST_KNOWN) known.clear()
    // without a limit nothing can be used up: what is old is good enough until the new is there
    const reading = read(of, now)
    known.set(key, reading)
    reading.catch(() => known.delete(key))
    return found && found.day === dayOf(now) && !isLimited(found) ? found : reading
  }

  async function read(of: EgressOf, now: Date): Promise<Known> {
    const day = dayOf(now)
    // what was counted here is in the sums of the database
    await metering.flush()
    const state = await metadata.usage.egress(of, day)
    // the settings limit owners only
    const base = 'repoId' in of ? { egressDay: 0, egressMonth: 0 } : defaults
    return {
      day,
      dayBytes: state?.day ?? 0,
      monthBytes: state?.month ?? 0,
      limits: { day: state?.ownDay ?? base.egressDay, month: state?.ownMonth ?? base.egressMonth },
      readAt: now.getTime(),
    }
  }

  return { admit, more }
}
export type EgressQuota = ReturnType<typeof createEgressQuota>

const keyOf = (of: EgressOf): string => ('repoId' in of ? `repo ${of.repoId}` : `owner ${of.namespaceId}`)

const isLimited = ({ limits }: Known): boolean => limits.day > 0 || limits.month > 0

function usedUp({ limits, dayBytes, monthBytes }: Known): 'day' | 'month' | undefined {
  if (limits.month > 0 && monthBytes >= limits.month) return 'month'
  return limits.day > 0 && dayBytes >= limits.day ? 'day' : undefined
}

function endOf(period: 'day' | 'month', now: Date): Date {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()]
  return new Date(period === 'day' ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1))
}
