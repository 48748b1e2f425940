import type { FastifyReply, FastifyRequest } from 'fastify'
import { type UsageKind, type UserClass, userClass } from '../core/usage.js'
import type { Grant } from '../services/access.js'
import type { Services } from '../services/services.js'

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
  /** The answer ends there, with what a voucher pays. */
  mostBytes: number
  /** What must end before the request is accounted. */
  until: Promise<unknown> | undefined
  /** Asks to send so many bytes. Throws EgressExceeded. */
  admit(bytes: number): Promise<void>
  /** Pays for what was sent. */
  settle: ((bytesOut: number) => Promise<void>) | undefined
}

/** What is reserved for an answer whose length nobody knows before. */
export const UNKNOWN_BYTES = 1024 ** 3

export const newUse = (kind: UsageKind): RequestUse => ({
  kind,
  about: undefined,
  bytesIn: 0,
  bytesOut: 0,
  sqlMs: 0,
  mostBytes: Number.POSITIVE_INFINITY,
  until: undefined,
  admit: async () => {},
  settle: undefined,
})

/** The request is about this repo: the first that is noted counts. */
export function noteGrant(
  { request, services }: { request: FastifyRequest; services: Services },
  grant: Grant,
): void {
  const { use } = request
  if (use.about) return
  const { id: repoId, namespaceId } = grant.repo
  use.about = { repoId, namespaceId, who: userClass(grant) }
  use.admit = async (bytes) => {
    // what was admitted is enough for the whole answer
    if (use.settle) return
    const hold = await services.egressQuota.admit(grant, bytes, request.id)
    if (!hold) return
    use.mostBytes = hold.amount
    use.settle = hold.settle
  }
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
    return use.bytesOut <= use.mostBytes
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
