import type { FastifyReply, FastifyRequest } from 'fastify'

/** The names and attributes of our cookies. `__Host-` holds browsers to Secure, Path=/ and this host alone. */
export type CookieName = 'databelt' | 'databelt-device' | 'databelt-flow'
const MOST_LENGTH = 4096

const fullName = (name: CookieName, base: string): string =>
  base.startsWith('https:') ? `__Host-${name}` : name === 'databelt' ? 'databelt-session' : name

/** The value of a cookie, if there is exactly one. */
export function readCookie(request: FastifyRequest, name: CookieName, base: string): string | undefined {
  const header = request.headers.cookie ?? ''
  const wanted = `${fullName(name, base)}=`
  const values = header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(wanted))
    .map((part) => part.slice(wanted.length))
  // two of a name: somebody on a neighbouring host may have set one
  return values.length === 1 && values[0] && values[0].length <= MOST_LENGTH ? values[0] : undefined
}

/** `seconds` 0 takes the cookie away. */
export function setCookie(
  reply: FastifyReply,
  name: CookieName,
  value: string,
  { base, seconds }: { base: string; seconds: number },
): void {
  const secure = base.startsWith('https:') ? '; Secure' : ''
  const text = `${fullName(name, base)}=${value}; Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Lax${secure}`
  reply.header('set-cookie', text)
}
