import type { ErrorKey } from './errors.js'

/** How a person's request for the contents of a gated repo stands; see docs/access.md. */
export type AccessState = 'none' | 'pending' | 'accepted' | 'rejected' | 'expired'
export type RequestStatus = Extract<AccessState, 'pending' | 'accepted' | 'rejected'>

export interface StandingRequest {
  status: RequestStatus
  /** Until when contents may be read; null: never yet; an approval that does not end is `Infinity`. */
  grantedUntil: Date | number | null
}

/** An approval holds while a request to renew it waits. */
export function accessState(request: StandingRequest | undefined, now: Date): AccessState {
  if (!request) return 'none'
  const { status, grantedUntil } = request
  if (grantedUntil !== null && status !== 'rejected' && Number(grantedUntil) > now.getTime())
    return 'accepted'
  return status === 'accepted' ? 'expired' : status
}

const REFUSALS = {
  none: 'GatedRepo',
  pending: 'GatedRepoPending',
  accepted: 'GatedRepo',
  rejected: 'GatedRepoRejected',
  expired: 'GatedRepoExpired',
} as const satisfies Record<AccessState, ErrorKey>

/** The refusal that says what to do next in this state. */
export const gateRefusal = (state: AccessState): ErrorKey => REFUSALS[state]
