import type { FastifyReply, FastifyRequest } from 'fastify'
import { HubError } from '../core/errors.js'
import type { Principal } from '../core/policy.js'
import { WINDOW_SECONDS } from '../core/rate.js'
import type { Services } from '../services/services.js'
import { addressOf } from './address.js'

interface Limited {
  http: { trustProxy: boolean }
  services: Pick<Services, 'rates'>
  request: FastifyRequest
  reply: FastifyReply
}

/** Counts a request, and says in the headers of the Hugging Face Hub how many are left. Throws RateLimited. */
export function limitRate({ http, services, request, reply }: Limited, principal: Principal): void {
  const { bucket } = request.routeOptions.config
  if (!bucket) return
  const state = services.rates.take(principal, addressOf(request, http), bucket)
  if (!state) return
  const { limit, left, seconds, isOver } = state
  reply.header('ratelimit', `"${bucket}";r=${left};t=${seconds}`)
  reply.header('ratelimit-policy', `"fixed window";"${bucket}";q=${limit};w=${WINDOW_SECONDS}`)
  if (!isOver) return
  const hint = principal.kind === 'anonymous' ? ' Requests with a token have more.' : ''
  throw new HubError('RateLimited', { limit, bucket, seconds, hint })
}
