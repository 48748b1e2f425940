import type { FastifyRequest } from 'fastify'
import sjson from 'secure-json-parse'
import type { z } from 'zod'
import { HubError } from '../core/errors.js'
import { Arrivals } from './arrivals.js'

const MAX_JSON_DEPTH = 64
/** A body may pause this long; after it, its bytes must come at SLOWEST_BYTES_A_SECOND for the time waited. */
const PATIENCE_MS = 30_000
const SLOWEST_BYTES_A_SECOND = 1024

/** The bytes of a request as they come. Throws TruncatedBody, or SlowClient for one that only drips. */
export async function* bodyOf(request: FastifyRequest): AsyncGenerator<Buffer> {
  const arrivals = new Arrivals(request.raw)
  let bytes = 0
  let waitedMs = 0
  try {
    for (;;) {
      const piece = arrivals.take()
      if (piece) {
        bytes += piece.length
        yield piece
        continue
      }
      if (arrivals.ended) break
      const asked = Date.now()
      if (!(await arrivals.wait(PATIENCE_MS))) throw slow()
      waitedMs += Date.now() - asked
      if (waitedMs > PATIENCE_MS && bytes < (waitedMs / 1000) * SLOWEST_BYTES_A_SECOND) throw slow()
    }
  } catch (error) {
    throw cutOff(error as NodeJS.ErrnoException)
  } finally {
    arrivals.stop()
  }
  if (!request.raw.complete) throw new HubError('TruncatedBody')
}

const slow = () => new HubError('SlowClient', { limit: SLOWEST_BYTES_A_SECOND })

const BROKEN = ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR']
const cutOff = (error: NodeJS.ErrnoException): Error =>
  BROKEN.includes(error.code ?? '') ? new HubError('TruncatedBody') : error

/** The whole body, at most `limit` bytes. `take` hears of the bytes of each piece before it is kept. */
export async function readBody(
  request: FastifyRequest,
  limit: number,
  take: (bytes: number) => void = () => {},
): Promise<Buffer> {
  const tooLarge = new HubError('PayloadTooLarge', { what: 'The request body', limit: `${limit} bytes` })
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge
  const parts: Buffer[] = []
  let size = 0
  for await (const part of bodyOf(request)) {
    size += part.length
    if (size > limit) throw tooLarge
    take(part.length)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** The JSON body as `schema` describes it; an empty body counts as {}. */
export async function readJson<T>(request: FastifyRequest, schema: z.ZodType<T>, limit: number): Promise<T> {
  const text = decodeText(await readBody(request, limit))
  return checked(schema, text.trim() === '' ? {} : parseJson(text))
}

/** Throws BadRequest for bytes that are not UTF-8, which would otherwise become other names than were meant. */
export function decodeText(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new HubError('BadRequest', { why: 'The body is not valid UTF-8.' })
  }
}

/** Refuses `__proto__` keys and deep nesting, which some code below could trip over. */
export function parseJson(text: string): unknown {
  if (depthOf(text) > MAX_JSON_DEPTH)
    throw new HubError('BadRequest', { why: `The JSON nests deeper than ${MAX_JSON_DEPTH} levels.` })
  try {
    return sjson.parse(text, undefined, { protoAction: 'error', constructorAction: 'error' })
  } catch (error) {
    throw new HubError('BadRequest', {
      why: `The body is not JSON that can be used: ${error instanceof Error ? error.message : ''}`,
    })
  }
}

export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new HubError('BadRequest', {
    why: `${issue?.path.join('.') || 'The body'}: ${issue?.message ?? 'is not valid'}.`,
  })
}

/** Depth of brackets outside of strings, in one pass. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (inString) {
      if (code === 0x5c) i++
      else if (code === 0x22) inString = false
    } else if (code === 0x22) inString = true
    else if (code === 0x7b || code === 0x5b) deepest = Math.max(deepest, ++depth)
    else if (code === 0x7d || code === 0x5d) depth--
  }
  return deepest
}

/** Lines of a body, without their ends; the last may lack one. Throws PayloadTooLarge for a line over `limit`. */
export async function* readLines(request: FastifyRequest, limit: number): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let heldBytes = 0
  for await (const chunk of bodyOf(request)) {
    let start = 0
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      yield Buffer.concat([...held, chunk.subarray(start, end)])
      held = []
      heldBytes = 0
      start = end + 1
    }
    if (start < chunk.length) {
      held.push(chunk.subarray(start))
      heldBytes += chunk.length - start
    }
    if (heldBytes > limit)
      throw new HubError('PayloadTooLarge', { what: 'A line of the commit', limit: `${limit} bytes` })
  }
  if (heldBytes > 0) yield Buffer.concat(held)
}
