import { credentialRef } from '../core/credential.js'
import { HubError, isHubError } from '../core/errors.js'
import type { Principal, RepoAction } from '../core/policy.js'
import type { Access } from './access.js'
import type { Authentication } from './authentication.js'
import type { Grant } from './grants.js'

/** Asks again: a body may take minutes to come, and rights can end meanwhile. */
export function createRenewal({
  access,
  authentication,
}: {
  access: Pick<Access, 'authorizeById'>
  authentication: Pick<Authentication, 'principalOf'>
}) {
  /** The caller as they are now. Throws InvalidToken when their token or session has ended. */
  async function callerNow(principal: Principal): Promise<Principal> {
    if (principal.kind !== 'user') return principal
    return authentication.principalOf(credentialRef(principal)).catch((error) => {
      throw isHubError(error, 'BadSignature') ? new HubError('InvalidToken') : error
    })
  }

  /** The grant as it is now. */
  const renew = async <A extends RepoAction>(grant: Grant<A>): Promise<Grant<A>> =>
    access.authorizeById(await callerNow(grant.principal), grant.action, grant.repo.id)

  return { callerNow, renew }
}
export type Renew = ReturnType<typeof createRenewal>['renew']
