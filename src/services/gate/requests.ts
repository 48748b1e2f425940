import { HubError } from '../../core/errors.js'
import { gateForm } from '../../core/gate-form.js'
import { fullName } from '../../core/repo-id.js'
import type { Terms } from '../../core/terms.js'
import type { NewRequest } from '../../stores/metadata/gate.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { Grant } from '../access.js'
import type { Stores } from '../context.js'
import { actorIdOf } from '../grants.js'
import { termsOf } from '../terms/conditions.js'

const DAY_MS = 86_400_000

/** How requests are changed, by those who ask and by those who review. */
export function createRequests({ clock }: Pick<Stores, 'clock'>) {
  /** `isNew`: another request than the one that stands there. */
  async function put(
    tx: Writers,
    grant: Grant,
    request: NewRequest,
    { type, isNew = false }: { type: 'access.requested' | 'access.decided'; isNew?: boolean },
  ): Promise<void> {
    await tx.gate.put(request, clock.now(), { isNew })
    const { userId, status, termsSha256, grantedUntil } = request
    const until = grantedUntil instanceof Date ? grantedUntil.toISOString() : null
    await tx.events.add(eventOf(grant, type, { userId, status, terms: termsSha256, until }))
  }

  const nobody = ({ repo }: Grant, userId: number): NewRequest => ({
    repoId: repo.id,
    userId,
    status: 'pending',
    asked: false,
    fields: {},
    termsSha256: null,
    requestedAt: clock.now(),
    decidedAt: null,
    decidedBy: null,
    reason: null,
    grantedUntil: null,
    purpose: null,
    askedDays: null,
    grantedPurpose: null,
    grantedAt: null,
  })

  /**
   * An approval of now. `days`: undefined: as it was asked for, at most as the card says; null: it does not end. It is never
   * longer than the terms of use allow, nor for a purpose that they do not name: throws BadRequest.
   */
  function accepted(
    { repo }: Grant,
    { purpose, askedDays }: { purpose: string | null; askedDays: number | null },
    days?: number | null,
  ) {
    const terms = readableTerms(repo)
    if (terms?.purposes) checkPurpose(terms.purposes, purpose)
    const now = clock.now()
    const periods = days === undefined ? [askedDays, gateForm(repo.card).days] : [days]
    if (typeof terms?.deleteBy === 'number') periods.push(terms.deleteBy)
    const shortest = Math.min(...periods.map((period) => period ?? Number.POSITIVE_INFINITY))
    const grantedUntil =
      shortest === Number.POSITIVE_INFINITY ? shortest : new Date(now.getTime() + shortest * DAY_MS)
    const granted = { grantedUntil, grantedPurpose: purpose, grantedAt: now }
    return { status: 'accepted' as const, decidedAt: now, reason: null, ...granted }
  }

  const eventOf = (
    grant: Grant,
    type: 'access.requested' | 'access.decided' | 'access.withdrawn',
    payload: object,
  ) => ({
    type,
    at: clock.now(),
    repoId: grant.repo.id,
    actorId: actorIdOf(grant.principal),
    payload: { ...payload },
  })

  return { put, nobody, accepted, eventOf }
}

/** The terms of use, if there are any that can be read; those that cannot be read deny elsewhere. */
export function readableTerms(repo: Grant['repo']): Terms | null {
  const terms = termsOf(repo)
  return terms === 'unreadable' ? null : terms
}

/** Throws BadRequest. */
export function checkPurpose(allowed: string[], purpose: string | null): void {
  if (purpose === null || !allowed.includes(purpose))
    throw new HubError('BadRequest', {
      why: `The terms of use ask for a "purpose", one of: ${allowed.join(', ')}.`,
    })
}

export function requireGate({ repo }: Grant): void {
  if (repo.gated === null) throw new HubError('NotGated', { repo: fullName(repo) })
}

export const notFound = (user: string, { repo }: Grant, why = 'has not asked'): HubError =>
  new HubError('RequestNotFound', { what: `${user} ${why} for access to ${fullName(repo)}` })
