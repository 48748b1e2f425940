import { HubError } from '../../core/errors.js'
import { type AccessState, accessState, type RequestStatus } from '../../core/gate.js'
import { fullName } from '../../core/repo-id.js'
import type { ListedRequest } from '../../stores/metadata/gate.js'
import type { Grant } from '../access.js'
import type { Stores } from '../context.js'
import { actorIdOf } from '../grants.js'
import { createRequests, notFound, requireGate } from './requests.js'

export type { ListedRequest } from '../../stores/metadata/gate.js'

/** A request, by who made it or by its id. */
export type Which = { user: string } | { requestId: string }
export interface Verdict {
  status: RequestStatus
  reason?: string | undefined
  /** How long an approval holds; undefined: as it was asked for, at most as the card says; null: it does not end. */
  days?: number | null | undefined
}

const PAGE = 50

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

  /** Every request and what stood there before, a few at a time. Throws NotGated at once. */
  function allRequests(grant: Grant<'repo:write'>): AsyncGenerator<ListedRequest> {
    requireGate(grant)
    return everything(grant.repo.id)
  }

  async function* everything(repoId: number): AsyncGenerator<ListedRequest> {
    const now = clock.now()
    yield* paged((after) => metadata.gate.requests(repoId, { state: undefined, now, after, limit: PAGE }))
    yield* paged((after) => metadata.gate.requestsBefore(repoId, { after, limit: PAGE }))
  }

  /** Accepts, rejects (or revokes), or puts a request back. Throws RequestNotFound when there is nothing to change. */
  async function settle(grant: Grant<'repo:write'>, which: Which, verdict: Verdict): Promise<void> {
    requireGate(grant)
    const userId = 'user' in which ? await userCalled(which.user) : await askerOf(grant, which.requestId)
    const who = 'user' in which ? which.user : 'This person'
    await metadata.transact(async (tx) => {
      const before = await tx.gate.lock(grant.repo.id, userId)
      const isSame = before?.status === verdict.status && accessState(before, clock.now()) !== 'expired'
      const isOther = 'requestId' in which && before?.requestId !== which.requestId
      if (!before || isSame || isOther) throw notFound(who, grant, before && `is ${verdict.status} already`)
      await changes.put(
        tx,
        grant,
        {
          ...before,
          ...verdictOf(grant, verdict, before),
          decidedBy: actorIdOf(grant.principal),
        },
        { type: 'access.decided' },
      )
    })
  }

  /** Gives access to somebody who did not ask. Throws BadRequest when they have it. */
  async function give(
    grant: Grant<'repo:write'>,
    userName: string,
    { days, purpose = null }: { days?: number | null | undefined; purpose?: string | null | undefined } = {},
  ): Promise<void> {
    requireGate(grant)
    const userId = await userCalled(userName)
    await metadata.transact(async (tx) => {
      const before = await tx.gate.lock(grant.repo.id, userId)
      if (accessState(before, clock.now()) === 'accepted')
        throw new HubError('BadRequest', {
          why: `${userName} has access to ${fullName(grant.repo)} already.`,
        })
      // a request that waits is answered by it
      const askedDays = before?.status === 'pending' ? before.askedDays : null
      const verdict = verdictOf(grant, { status: 'accepted', days }, { purpose, askedDays })
      await changes.put(
        tx,
        grant,
        {
          ...changes.nobody(grant, userId),
          ...before,
          ...verdict,
          decidedBy: actorIdOf(grant.principal),
        },
        { type: 'access.decided' },
      )
    })
  }

  function verdictOf(
    grant: Grant,
    { status, reason, days }: Verdict,
    asked: Pick<ListedRequest, 'purpose' | 'askedDays'>,
  ) {
    if (status === 'accepted') return { ...changes.accepted(grant, asked, days), purpose: asked.purpose }
    return { status, decidedAt: clock.now(), reason: reason ?? null, grantedUntil: null }
  }

  /** Throws NamespaceNotFound. */
  async function userCalled(name: string): Promise<number> {
    const found = await metadata.accounts.findNamespace(name)
    if (found?.kind !== 'user')
      throw new HubError('NamespaceNotFound', { kind: 'user', name: name.slice(0, 100) })
    return found.id
  }

  /** Throws RequestNotFound. */
  async function askerOf({ repo }: Grant, requestId: string): Promise<number> {
    const found = await metadata.gate.requestCalled(repo.id, requestId)
    if (!found) throw new HubError('RequestNotFound', { what: `There is no request ${requestId}` })
    return found.userId
  }

  return { requests, allRequests, settle, give }
}

async function* paged(read: (after: number) => Promise<ListedRequest[]>): AsyncGenerator<ListedRequest> {
  for (let after = 0; ; ) {
    const page = await read(after)
    yield* page
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    after = last.id
  }
}
