import type { FastifyReply } from 'fastify'
import { HubError } from '../core/errors.js'

/** Cursors are opaque to clients, and free of , and ; which DuckDB's parser of Link cannot stand. */
export const encodeCursor = (value: unknown): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url')

export function decodeCursor(text: string | undefined): unknown[] | undefined {
  if (text === undefined || text === '') return undefined
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (Array.isArray(value)) return value
  } catch {
    // not ours: the error below says so
  }
  throw new HubError('BadRequest', { why: 'The cursor is not one that this hub gave out.' })
}

/** `Link` to the next page: an absolute address, `rel="next"` first, as the clients' parsers want it. */
export const linkNext = (reply: FastifyReply, url: string): FastifyReply =>
  reply.header('link', `<${url}>; rel="next"`)
