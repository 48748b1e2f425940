import { accessState } from '../../core/gate.js'
import type { ReviewedRepo } from '../../stores/metadata/own-requests.js'
import { type SignedIn, viewerOf } from '../access.js'
import type { Stores } from '../context.js'

/** A person's requests for gated repos, and the gates at which they decide. */
export function createOwnRequests({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  /** All that the person asked for or was given, the newest first, with how each stands now. */
  async function list(person: SignedIn, page: { before: number; limit: number }) {
    const now = clock.now()
    const viewer = { ...viewerOf(person, now), userId: person.userId }
    const rows = await metadata.ownRequests.ofPerson(viewer, page)
    return rows.map((row) => ({ ...row, state: accessState(row, now) }))
  }

  /** Gated repos of which the person is a writer; administrators of the hub see those that are theirs, not all. */
  const reviewed = (person: SignedIn, page: { after: number; limit: number }): Promise<ReviewedRepo[]> =>
    metadata.ownRequests.reviewedBy({ ...viewerOf(person), isAdmin: false }, { ...page, now: clock.now() })

  return { list, reviewed }
}
export type { ReviewedRepo }
