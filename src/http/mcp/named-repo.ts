import { z } from 'zod'
import type { RepoAction } from '../../core/policy.js'
import { parseFullName, type RepoId } from '../../core/repo-id.js'
import { type Grant, RepoMoved } from '../../services/access.js'
import { noteGrant, UNKNOWN_BYTES } from '../request-use.js'
import type { Call } from '../route.js'

/** How a tool is told which data set it is about. */
export const DATASET = z.string().min(3).max(200).describe('The data set, as "namespace/name"')

/** The grant of a data set by its name; an old name is answered like the new one. Throws what the policy says. */
export async function grantOf<A extends RepoAction>(call: Call, action: A, name: string): Promise<Grant<A>> {
  const authorize = (id: RepoId) => call.services.access.authorize(call.principal, action, id)
  const grant = await authorize(parseFullName(name, 'dataset')).catch((error) => {
    if (error instanceof RepoMoved) return authorize(error.to)
    throw error
  })
  noteGrant(call, grant)
  if (action !== 'repo:read') await call.request.use.admit(UNKNOWN_BYTES)
  return grant
}

/** The same grant for more, where the policy allows it; nothing is recorded where it does not. */
export async function grantIfAllowed<A extends RepoAction>(
  call: Call,
  action: A,
  { repo }: Grant,
): Promise<Grant<A> | undefined> {
  const { access } = call.services
  if (!(await access.allowed(call.principal, action, repo.id))) return undefined
  return grantOf(call, action, `${repo.namespace}/${repo.name}`)
}
