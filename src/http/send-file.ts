import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { HubError } from '../core/errors.js'
import type { Download } from '../services/downloads.js'

export interface ByteRange {
  start: number
  /** Exclusive. */
  end: number
}

/**
 * Answers GET or HEAD with a file: ETag, conditional requests (RFC 9110 section 13) and single ranges
 * (section 14). Never a content coding: clients size and resume by raw bytes.
 */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: Pick<Download, 'etag' | 'size' | 'read'> & Partial<Download>,
): Promise<FastifyReply> {
  const etag = `"${file.etag}"`
  reply.header('etag', etag).header('accept-ranges', 'bytes')
  if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send()
  const range = rangeOf(request, etag, file.size)
  if (range === 'outside') throw new HubError('RangeNotSatisfiable', { size: file.size })
  const { start, end } = range ?? { start: 0, end: file.size }
  reply.code(range && file.size > 0 ? 206 : 200).header('content-length', end - start)
  // an empty file has no range to give; the JS client reads its size from this header
  if (range)
    reply.header('content-range', file.size === 0 ? 'bytes */0' : `bytes ${start}-${end - 1}/${file.size}`)
  if (request.method === 'HEAD') return reply.send()
  await request.use.admit(end - start)
  return sendBlocks(reply, file.read(start, end)[Symbol.asyncIterator](), end - start)
}

/**
 * Sends the bytes block by block; the next is asked for when the socket has taken the last, as `Download.read` wants
 * it. The first is read before any header goes out, so that damage there is an error and not a broken file.
 */
async function sendBlocks(
  reply: FastifyReply,
  blocks: AsyncIterator<Buffer>,
  sizeBytes: number,
): Promise<FastifyReply> {
  let step = await blocks.next()
  if (step.done || step.value.length === sizeBytes) {
    await blocks.return?.()
    return reply.send(step.done ? '' : step.value)
  }
  reply.hijack()
  const { raw } = reply
  try {
    raw.writeHead(reply.statusCode, reply.getHeaders() as OutgoingHttpHeaders)
    for (; !step.done; step = await blocks.next()) await written(raw, step.value)
    raw.end()
  } catch (error) {
    // a client that went away is no event; anything else broke the answer off
    if (!raw.destroyed) reply.log.warn({ err: error }, 'response broken off')
    raw.destroy()
  } finally {
    await blocks.return?.()
  }
  return reply
}

/** Resolves when the socket has taken the bytes; rejects when it closes before. */
function written(raw: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = () => reject(new Error('the client went away'))
    if (raw.destroyed) return closed()
    raw.once('close', closed)
    raw.write(bytes, (error) => {
      raw.off('close', closed)
      if (error) reject(error)
      else resolve()
    })
  })
}

const matches = (header: string | undefined, etag: string): boolean =>
  (header ?? '').split(',').some((item) => item.trim() === '*' || item.trim().replace(/^W\//, '') === etag)

function rangeOf(request: FastifyRequest, etag: string, size: number): ByteRange | 'outside' | undefined {
  const condition = request.headers['if-range']
  if (condition !== undefined && condition !== etag) return undefined
  return parseRange(request.headers.range, size)
}

/** A single byte range; several ranges, or other units, mean the whole file (RFC 9110 allows it). */
export function parseRange(header: string | undefined, size: number): ByteRange | 'outside' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  if (size === 0) return { start: 0, end: 0 }
  const [first, last] = [match[1] as string, match[2] as string]
  if (first === '')
    return Number(last) === 0 ? 'outside' : { start: Math.max(0, size - Number(last)), end: size }
  if (Number(first) >= size) return 'outside'
  const end = last === '' ? size : Math.min(size, Number(last) + 1)
  return end <= Number(first) ? undefined : { start: Number(first), end }
}
