import type { FastifyReply, FastifyRequest } from 'fastify'
import { HubError } from '../core/errors.js'
import type { Principal } from '../core/policy.js'
import { WINDOW_SECONDS } from '../core/rate.js'
import { fullName } from '../core/repo-id.js'
import type { Grant } from '../services/access.js'
import type { RateState } from '../services/quotas/rates.js'
import type { Services } from '../services/services.js'
import { addressOf } from './address.js'

interface Limited {
  services: Pick<Services, 'rates'>
  request: FastifyRequest
  reply: FastifyReply
}

/** Counts a request of a caller, and says in the headers of the Hugging Face Hub how many are left. Throws RateLimited. */
export function limitRate(
  { http, ...call }: Limited & { http: { trustProxy: boolean } },
  principal: Principal,
): void {
  const { bucket } = call.request.routeOptions.config
  if (!bucket) return
  const state = call.services.rates.take(principal, addressOf(call.request, http), bucket)
  if (!state) return
  tell(call, state)
  if (!state.isOver) return
  const { limit, seconds } = state
  const hint = principal.kind === 'anonymous' ? ' Requests with a token have more.' : ''
  throw new HubError('RateLimited', { limit, bucket, seconds, hint })
}

/** Counts a request to a repo, which is one to its owner. Throws RateLimited. */
export function limitTarget(call: Limited, grant: Grant): void {
  for (const state of call.services.rates.takeTarget(grant)) {
    tell(call, state)
    if (!state.isOver) continue
    const { limit, seconds } = state
    const what = state.name === 'repo' ? fullName(grant.repo) : `the repositories of ${grant.repo.namespace}`
    throw new HubError('RateLimitedTarget', { limit, seconds, what })
  }
}

/** Of several limits the headers name the one that is used up first. */
function tell({ request: { use }, reply }: Limited, state: RateState): void {
  const { name, limit, left, seconds, isOver } = state
  if (!isOver && use.leastLeft !== undefined && use.leastLeft <= left) return
  use.leastLeft = left
  reply.header('ratelimit', `"${name}";r=${left};t=${seconds}`)
  reply.header('ratelimit-policy', `"fixed window";"${name}";q=${limit};w=${WINDOW_SECONDS}`)
}
