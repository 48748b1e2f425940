import { DEFAULT_BRANCH } from '../core/revision.js'
import type { Grant } from '../services/access.js'
import type { Call } from './route.js'

/**
 * How what is sent is to be named, as RFC 8187 writes text in a header: it may hold any letter. Without `commit`, which
 * not every address tells, the line names the newest one of the main branch.
 */
export async function attribute(
  { services, reply, urls }: Pick<Call, 'services' | 'reply' | 'urls'>,
  grant: Grant,
  commit?: string,
): Promise<void> {
  if (!grant.repo.terms) return
  const named = commit ?? (await services.revisions.find(grant, DEFAULT_BRANCH))?.commit.oid
  const made = named && (await services.attribution(grant, named, urls.repo(grant.repo)))
  if (made) reply.header('x-attribution', `UTF-8''${encodeURIComponent(made.text.toWellFormed())}`)
}
