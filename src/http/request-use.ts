import type { FastifyReply, FastifyRequest } from 'fastify'
import { type UsageKind, type UserClass, userClass } from '../core/usage.js'
import type { Grant } from '../services/access.js'
import { createPayment, type Payment } from '../services/quotas/payment.js'
import type { Services } from '../services/services.js'
import { limitTarget } from './rate-limit.js'

export { UNKNOWN_BYTES } from '../services/quotas/egress.js'

/** What one request takes, for metering and quotas. */
export interface RequestUse {
  kind: UsageKind
  /** The repo that it is about, once the policy has let it through. */
  about: { repoId: number; namespaceId: number; who: UserClass } | undefined
  /** Of the body, as it came. */
  bytesIn: number
  /** Of the body, as the socket took it. */
  bytesOut: number
  sqlMs: number
  /** Requests that are left of the rate limit that the headers name. */
  leastLeft: number | undefined
  /** Repos for which this request is counted in rate limits. */
  limitedAt: Set<number>
  /** What must end before the request is accounted. */
  until: Promise<unknown> | undefined
  /** Asks to send so many bytes. Throws EgressExceeded. */
  admit(bytes: number): Promise<void>
  /** What vouchers pay; the answer ends where they do. */
  payment: Payment | undefined
}

export function newUse(kind: UsageKind): RequestUse {
  const use: RequestUse = {
    kind,
    about: undefined,
    bytesIn: 0,
    bytesOut: 0,
    sqlMs: 0,
    leastLeft: undefined,
    limitedAt: new Set(),
    until: undefined,
    admit: async (bytes) => use.payment?.admit(bytes),
    payment: undefined,
  }
  return use
}

/**
 * The request is about this repo. Of several the first counts of which the caller is no member, so that nobody reads the
 * data of others on the account of their own; each owner's quota is asked. Throws RateLimited.
 */
export function noteGrant(
  call: { request: FastifyRequest; reply: FastifyReply; services: Services },
  grant: Grant,
): void {
  const { request, services } = call
  const { use } = request
  // some routes ask for a repo twice
  if (!use.limitedAt.has(grant.repo.id)) limitTarget(call, grant)
  use.limitedAt.add(grant.repo.id)
  const { id: repoId, namespaceId } = grant.repo
  const who = userClass(grant)
  if (!use.about || (use.about.who === 'member' && who !== 'member')) use.about = { repoId, namespaceId, who }
  if (who === 'member') return
  use.payment ??= createPayment(services.egressQuota, request.id)
  use.payment.add(grant)
}

/** Counts bodies as they pass, in the one place where all of them do. */
export function countBodies(
  { raw: request }: FastifyRequest,
  { raw: answer }: FastifyReply,
  use: RequestUse,
): void {
  const { headers } = request
  if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) {
    const { push } = request
    request.push = (chunk, ...rest) => {
      use.bytesIn += chunk?.length ?? 0
      return push.call(request, chunk, ...rest)
    }
  }
  // an answer to HEAD has no body, whatever is written
  if (request.method === 'HEAD') return
  const { write, end } = answer
  const passes = (chunk: unknown, encoding: unknown): boolean => {
    if (answer.destroyed || answer.writableEnded) return true
    use.bytesOut += sizeOf(chunk, encoding)
    return use.payment?.covers(use.bytesOut) ?? true
  }
  answer.write = ((chunk: unknown, encoding: unknown, done: unknown) => {
    if (passes(chunk, encoding)) return write.call(answer, chunk, encoding as 'utf8', done as () => void)
    answer.destroy()
    return false
  }) as typeof write
  answer.end = ((chunk: unknown, encoding: unknown, done: unknown) => {
    if (passes(chunk, encoding)) return end.call(answer, chunk, encoding as 'utf8', done as () => void)
    return answer.destroy()
  }) as typeof end
}

function sizeOf(chunk: unknown, encoding: unknown): number {
  if (typeof chunk === 'string')
    return Buffer.byteLength(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
  return chunk instanceof Uint8Array ? chunk.byteLength : 0
}

declare module 'fastify' {
  interface FastifyRequest {
    use: RequestUse
  }
}
