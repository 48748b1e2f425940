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

/** What to do next, for the message of a refusal. `url` is the page of the repo. */
export function nextStep(state: AccessState, url: string): string {
  switch (state) {
    case 'pending':
      return `Your request waits for an answer of its owner; ${url} shows how it stands.`
    case 'rejected':
      return `Your request was rejected; ${url} shows why.`
    case 'expired':
      return `Your access has ended. Visit ${url} to ask for access again.`
    default:
      return `Visit ${url} to ask for access.`
  }
}
