const PART = /^[A-Za-z0-9_-]+$/
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g
const MOST_LETTERS = 65_536
/** Clocks differ by so many seconds. */
const TOLERANCE_S = 30
/** A provider answers with a token that it made just now. */
const OLDEST_S = 600

export interface IdToken {
  header: Record<string, unknown>
  claims: Record<string, unknown>
}

/** Algorithms of ID tokens that are taken: with a key pair, so that nobody but the provider can sign. */
export const ID_TOKEN_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519']

/** Header and claims of a token in compact form. Throws Error for any other form, and for a name that stands twice. */
export function readIdToken(token: string): IdToken {
  const parts = token.split('.')
  if (token.length > MOST_LETTERS || parts.length !== 3 || !parts.every((part) => PART.test(part)))
    throw new Error('it is not a signed token')
  return { header: readObject(parts[0] as string), claims: readObject(parts[1] as string) }
}

function readObject(part: string): Record<string, unknown> {
  const bytes = Buffer.from(part, 'base64url')
  if (bytes.toString('base64url') !== part) throw new Error('it is not base64url')
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('it is no object')
  if (hasNameTwice(text)) throw new Error('a name stands in it twice')
  return value as Record<string, unknown>
}

/** Parsers differ in which of two members they take, so a text with both means nothing. */
function hasNameTwice(text: string): boolean {
  const seen: Set<string>[] = []
  let before = ''
  let isKey = false
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') seen.push(new Set())
    else if (token === '}' || token === ']') seen.pop()
    else if (token === ':' && isKey) {
      const name = JSON.parse(before) as string
      if (seen.at(-1)?.has(name)) return true
      seen.at(-1)?.add(name)
    }
    isKey = token.startsWith('"')
    before = token
  }
  return false
}

/**
 * What OpenID Connect Core 3.1.3.7 asks beyond signature, issuer and nonce, strictly: the token is for us and nobody
 * else, and was made just now. Undefined: all is well.
 */
export function wrongIdToken({ header, claims }: IdToken, clientId: string, now: Date): string | undefined {
  const seconds = now.getTime() / 1000
  const { aud, azp, exp, iat, nbf, sub } = claims
  const { typ, alg } = header
  if (typeof alg !== 'string' || !ID_TOKEN_ALGORITHMS.includes(alg)) return 'its algorithm is not taken'
  if (typ !== undefined && String(typ).toUpperCase() !== 'JWT') return 'it is another kind of token'
  if ('crit' in header) return 'it must be read in a way that is not known here'
  const audiences = Array.isArray(aud) ? aud : [aud]
  if (audiences.length !== 1 || audiences[0] !== clientId) return 'it is for somebody else'
  if (azp !== undefined && azp !== clientId) return 'it was given to somebody else'
  if (typeof sub !== 'string' || sub === '' || sub.length > 255) return 'it names nobody'
  if (typeof exp !== 'number' || exp <= seconds - TOLERANCE_S) return 'it has expired'
  if (typeof iat !== 'number' || iat > seconds + TOLERANCE_S || iat < seconds - OLDEST_S)
    return 'it was not made just now'
  if (nbf !== undefined && !(typeof nbf === 'number' && nbf <= seconds + TOLERANCE_S))
    return 'it is not valid yet'
  return undefined
}
