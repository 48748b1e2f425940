import { HubError } from '../../core/errors.js'
import type { Principal } from '../../core/policy.js'
import type { SignedIn } from '../access.js'
import type { Stores } from '../context.js'

type Parts = Pick<Stores, 'metadata' | 'signIn'> & { requireFresh: (principal: Principal) => SignedIn }

/** Which sessions may make lasting credentials; see docs/sign-in.md. */
export function createStrength({ metadata, signIn, requireFresh }: Parts) {
  /**
   * For what makes lasting credentials: they would act without the second factor that this session lacks. Throws
   * FreshSignInNeeded, or StrongSignInNeeded for whoever has a second factor or, as an administrator, must have one.
   */
  async function requireStrong(principal: Principal): Promise<SignedIn> {
    const person = requireFresh(principal)
    const { credential, userId } = person
    const isStrong = credential.kind === 'session' && credential.isStrong
    if (isStrong || !(await mustBeStrong(userId))) return person
    throw new HubError('StrongSignInNeeded')
  }

  /** As `requireStrong`; but an administrator's first strong factor is added without one, or they never had any. */
  async function requireStrongUnlessFirst(principal: Principal): Promise<SignedIn> {
    const person = requireFresh(principal)
    const hasPasskey = (await metadata.passkeys.ofUser(person.userId)).length > 0
    return hasPasskey || (await hasCodes(person.userId)) ? requireStrong(person) : person
  }

  const hasCodes = async (userId: number): Promise<boolean> =>
    (await metadata.passwords.secondFactor(userId))?.isConfirmed ?? false

  /** By the account: a weak session's principal is no administrator. */
  const mustBeStrong = async (userId: number): Promise<boolean> =>
    (await hasCodes(userId)) ||
    (signIn.adminSecondFactor && ((await metadata.accounts.findUser(userId))?.isAdmin ?? false))

  return { requireStrong, requireStrongUnlessFirst }
}
