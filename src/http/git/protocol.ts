import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { HubError } from '../../core/errors.js'

/** Both sides may think for long: packing, or filling a cache. After so long without a byte the connection ends. */
const IDLE_MS = 10 * 60_000

export type GitService = 'git-upload-pack' | 'git-receive-pack'

/** The version that the client asks for, if it is one git knows; it becomes an environment variable of git. */
export function protocolOf(request: FastifyRequest): string | undefined {
  const header = request.headers['git-protocol']
  return typeof header === 'string' && /^version=[012]$/.test(header) ? header : undefined
}

/** Headers of every answer: https://git-scm.com/docs/gitprotocol-http */
export function startAnswer(
  reply: FastifyReply,
  service: GitService,
  kind: 'advertisement' | 'result',
): FastifyReply {
  return reply
    .type(`application/x-${service}-${kind}`)
    .header('cache-control', 'no-cache, max-age=0, must-revalidate')
    .header('pragma', 'no-cache')
    .header('expires', 'Fri, 01 Jan 1980 00:00:00 GMT')
}

export function allowSlowness(request: FastifyRequest): void {
  request.raw.socket.setTimeout(IDLE_MS)
}

/** The bytes of a git request, unpacked. `limit`: the most that may come of it. Throws TruncatedBody. */
export async function* gitBody(request: FastifyRequest, limit: number): AsyncGenerator<Uint8Array> {
  const coding = request.headers['content-encoding']
  const packed = coding === 'gzip' || coding === 'x-gzip'
  if (coding !== undefined && !packed && coding !== 'identity') {
    throw new HubError('BadRequest', {
      why: `The Content-Encoding ${String(coding).slice(0, 40)} is not one this hub can read.`,
    })
  }
  let bytes = 0
  for await (const chunk of packed ? unpack(request) : raw(request)) {
    bytes += chunk.length
    if (bytes > limit) throw new HubError('PayloadTooLarge', { what: 'The request', limit: `${limit} bytes` })
    yield chunk
  }
}

/** A loop that ends early must not close the connection, and with it the way for an answer. */
async function* raw(request: FastifyRequest): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of request.raw.iterator({ destroyOnReturn: false })) yield chunk
  } catch {
    throw new HubError('TruncatedBody')
  }
  if (!request.raw.complete) throw new HubError('TruncatedBody')
}

async function* unpack(request: FastifyRequest): AsyncGenerator<Buffer> {
  const unzipped = createGunzip()
  pipeline(raw(request), unzipped, () => {})
  try {
    yield* unzipped
  } catch (error) {
    if (error instanceof HubError) throw error
    throw new HubError('BadRequest', { why: 'The body is not valid gzip.' })
  }
}
