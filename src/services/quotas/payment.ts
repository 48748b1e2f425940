import type { Grant } from '../grants.js'
import { type EgressQuota, PART_BYTES, UNKNOWN_BYTES } from './egress.js'
import type { Hold } from './vouchers.js'

interface Owner {
  /** Of its repos, the first one first. */
  grants: [Grant, ...Grant[]]
  holds: Hold[]
  /** The length is unknown, and its vouchers may have more. */
  canGrow: boolean
}

/** More is reserved when less is left: enough for what is sent while the database answers. */
const LOW_BYTES = PART_BYTES / 4

/** What vouchers pay of one answer. Each owner whose quota is used up pays the whole of it. */
export function createPayment(egress: Pick<EgressQuota, 'admit' | 'more'>, reference: string) {
  const owners = new Map<number, Owner>()
  let underWay: Promise<unknown> = Promise.resolve()
  let isGrowing = false
  let isClosed = false

  /** The answer has data of this repo, of which the caller is no member. */
  function add(grant: Grant): void {
    const { id, namespaceId } = grant.repo
    const owner = owners.get(namespaceId)
    if (!owner) owners.set(namespaceId, { grants: [grant], holds: [], canGrow: false })
    else if (!owner.grants.some(({ repo }) => repo.id === id)) owner.grants.push(grant)
  }

  /** Asks the quotas of all owners and repos. Throws EgressExceeded. */
  function admit(bytes: number): Promise<void> {
    const asked = admitAll(bytes)
    underWay = Promise.allSettled([underWay, asked])
    return asked
  }

  async function admitAll(bytes: number): Promise<void> {
    for (const owner of owners.values()) {
      for (const grant of owner.grants) {
        // what was admitted is enough for the whole answer
        if (isClosed || owner.holds.length > 0) break
        const hold = await egress.admit(grant, bytes, reference)
        if (!hold) continue
        owner.holds.push(hold)
        owner.canGrow = bytes === UNKNOWN_BYTES
        await grow(owner, 0)
      }
    }
  }

  async function grow(owner: Owner, sentBytes: number): Promise<void> {
    while (owner.canGrow && !isClosed && heldBy(owner) - sentBytes < LOW_BYTES) {
      const hold = await egress.more(owner.grants[0], reference)
      if (hold) owner.holds.push(hold)
      else owner.canGrow = false
    }
  }

  /** Whether so many bytes are paid. Reserves more when they nearly are not. */
  function covers(sentBytes: number): boolean {
    const all = [...owners.values()].filter(({ holds }) => holds.length > 0)
    const low = all.filter((owner) => owner.canGrow && heldBy(owner) - sentBytes < LOW_BYTES)
    if (low.length > 0 && !isGrowing) {
      isGrowing = true
      const growing = Promise.allSettled(low.map((owner) => grow(owner, sentBytes)))
      underWay = Promise.all([underWay, growing]).finally(() => {
        isGrowing = false
      })
    }
    return all.every((owner) => sentBytes <= heldBy(owner))
  }

  /** Pays for what was sent; nothing is reserved after it. */
  async function settle(sentBytes: number): Promise<void> {
    isClosed = true
    await underWay
    for (const { holds } of owners.values()) {
      let left = sentBytes
      for (const hold of holds) {
        await hold.settle(Math.min(left, hold.amount))
        left = Math.max(0, left - hold.amount)
      }
    }
  }

  return { add, admit, covers, settle }
}
export type Payment = ReturnType<typeof createPayment>

const heldBy = ({ holds }: Owner): number => holds.reduce((sum, { amount }) => sum + amount, 0)
