import { HubError } from '../../core/errors.js'
import { type AccessState, accessState, type RequestStatus } from '../../core/gate.js'
import { fullName } from '../../core/repo-id.js'
import type { ListedRequest } from '../../stores/metadata/gate.js'
import type { Grant } from '../access.js'
import type { Stores } from '../context.js'
import { createRequests, notFound, requireGate, reviewerOf } from './requests.js'

export type { ListedRequest } from '../../stores/metadata/gate.js'

export interface Verdict {
  status: RequestStatus
  reason?: string | undefined
  /** How long an approval holds; undefined: as the card says; null: it does not end. */
  days?: number | null | undefined
}

const PAGE = 500

/** What the reviewers of a gated repo do with the requests for it. */
export function createReview({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  const changes = createRequests({ clock })

  /** A page of requests, in the order they were first made. */
  async function requests(
    grant: Grant<'repo:write'>,
    page: { state: Exclude<AccessState, 'none'> | undefined; after: number; limit: number },
  ): Promise<ListedRequest[]> {
    requireGate(grant)
    return metadata.gate.requests(grant.repo.id, { ...page, now: clock.now() })
  }

  /** Every request, a few at a time. */
  async function* allRequests(grant: Grant<'repo:write'>): AsyncGenerator<ListedRequest> {
    for (let after = 0; ; ) {
      const page = await requests(grant, { state: undefined, after, limit: PAGE })
      yield* page
      const last = page.at(-1)
      if (!last || page.length < PAGE) return
      after = last.id
    }
  }

  /** Accepts, rejects (or revokes), or puts a request back. Throws RequestNotFound when there is nothing to change. */
  async function settle(grant: Grant<'repo:write'>, userName: string, verdict: Verdict): Promise<void> {
    requireGate(grant)
    const userId = await userCalled(userName)
    await metadata.transact(async (tx) => {
      const before = await tx.gate.lock(grant.repo.id, userId)
      const isSame = before?.status === verdict.status && accessState(before, clock.now()) !== 'expired'
      if (!before || isSame) throw notFound(userName, grant, before && `is ${verdict.status} already`)
      await changes.put(tx, grant, { ...before, ...verdictOf(grant, verdict), decidedBy: reviewerOf(grant) })
    })
  }

  /** Gives access to somebody who did not ask. Throws BadRequest when they have it. */
  async function give(grant: Grant<'repo:write'>, userName: string, days?: number | null): Promise<void> {
    requireGate(grant)
    const userId = await userCalled(userName)
    await metadata.transact(async (tx) => {
      const before = await tx.gate.lock(grant.repo.id, userId)
      if (accessState(before, clock.now()) === 'accepted')
        throw new HubError('BadRequest', {
          why: `${userName} has access to ${fullName(grant.repo)} already.`,
        })
      const verdict = verdictOf(grant, { status: 'accepted', days })
      await changes.put(tx, grant, {
        ...changes.nobody(grant, userId),
        ...before,
        ...verdict,
        decidedBy: reviewerOf(grant),
      })
    })
  }

  function verdictOf(grant: Grant, { status, reason, days }: Verdict) {
    if (status === 'accepted') return changes.accepted(grant, days)
    return { status, decidedAt: clock.now(), reason: reason ?? null, grantedUntil: null }
  }

  /** Throws RequestNotFound. */
  async function userCalled(name: string): Promise<number> {
    const found = await metadata.accounts.findNamespace(name)
    if (found?.kind !== 'user')
      throw new HubError('RequestNotFound', { what: `There is no user called "${name}"` })
    return found.id
  }

  return { requests, allRequests, settle, give }
}
