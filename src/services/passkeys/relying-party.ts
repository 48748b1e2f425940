import { createHmac } from 'node:crypto'
import { HubError } from '../../core/errors.js'
import type { Stores } from '../context.js'

export interface Begun<T> {
  options: T
  /** For the flow cookie. */
  secret: string
}
export interface Proof {
  /** Of the flow cookie. */
  secret: string | undefined
  /** Address of the hub as people see it. */
  base: string
}

/** Browsers know passkeys of names only. */
export function rpIdOf(base: string): string {
  const { hostname } = new URL(base)
  if (!/^\[|^\d+(\.\d+){3}$/.test(hostname)) return hostname
  throw new HubError('BadRequest', {
    why: `Passkeys work only where the hub has a name, and ${hostname} is an address. The operator can set DATABELT_PUBLIC_URL.`,
  })
}

/** What an authenticator must have signed. */
export const expectedOf = (base: string, challenge: string | undefined) => ({
  challenge: challenge ?? '',
  origin: new URL(base).origin,
  rpId: rpIdOf(base),
})

/** Authenticators keep it beside the passkey, so it tells nothing of the person. */
export async function handleOf(metadata: Stores['metadata'], userId: number): Promise<Buffer<ArrayBuffer>> {
  const key = await metadata.secret('passkey-handles')
  return Buffer.from(createHmac('sha256', key).update(String(userId)).digest())
}

/** The challenge that the browser says it answers; whether that is true is seen when the signature is checked. */
export function challengeOf(clientDataJSON: string): string | undefined {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'))
    const challenge = typeof data === 'object' && data !== null && 'challenge' in data && data.challenge
    return typeof challenge === 'string' ? challenge : undefined
  } catch {
    return undefined
  }
}
