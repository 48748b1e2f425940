import type { FastifyReply } from 'fastify'
import { setCookie } from '../cookies.js'
import type { Call } from '../route.js'

/** Answers with the cookie of a session; the answer must not be kept anywhere. */
export function signInReply(
  { reply, urls }: Pick<Call, 'reply' | 'urls'>,
  secret: string,
  expiresAt: Date,
): FastifyReply {
  const seconds = Math.max(1, Math.floor((expiresAt.getTime() - Date.now()) / 1000))
  setCookie(reply, 'databelt', secret, { base: urls.base, seconds })
  return reply.header('cache-control', 'no-store')
}

/** Ends the cookie, and asks the browser to drop what it has kept of pages and files. */
export function signOutReply({ reply, urls }: Pick<Call, 'reply' | 'urls'>): FastifyReply {
  setCookie(reply, 'databelt', '', { base: urls.base, seconds: 0 })
  return reply.header('cache-control', 'no-store').header('clear-site-data', '"cache"')
}
