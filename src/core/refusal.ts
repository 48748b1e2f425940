import type { ErrorKey } from './errors.js'

/** A decision against something. `why` fills the message of the error. */
export type Refusal = { allow: false; error: ErrorKey; why: string }

export const refuse = (error: ErrorKey, why = ''): Refusal => ({ allow: false, error, why })

/** Who asks about a repo, as far as rules beyond the role need it. A token that may not read makes nobody a member. */
export interface Asker {
  isAnonymous: boolean
  /** By the person's own role in the namespace: at least read, write, admin. */
  isMember: boolean
  isWriter: boolean
  isAdmin: boolean
  /** Has an approval that holds. */
  isApproved: boolean
}
