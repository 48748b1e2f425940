import type { FastifyRequest } from 'fastify'
import { HubError } from '../core/errors.js'

const MAX_TOKEN_LENGTH = 512

/** The token of a request: `Bearer TOKEN`, or the password of `Basic` (git; the user name does not matter). */
export function credentialOf(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization
  if (header === undefined) return undefined
  const [scheme = '', value = ''] = header.split(/ +(.*)/s)
  const token =
    scheme.toLowerCase() === 'bearer'
      ? value.trim()
      : scheme.toLowerCase() === 'basic'
        ? password(value)
        : undefined
  if (token === undefined || token === '' || token.length > MAX_TOKEN_LENGTH)
    throw new HubError('InvalidToken')
  return token
}

function password(base64: string): string {
  const text = Buffer.from(base64, 'base64').toString('utf8')
  return text.slice(text.indexOf(':') + 1)
}
