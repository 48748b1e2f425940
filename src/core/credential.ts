import type { Principal } from './policy.js'

/**
 * By which credential an address was signed, as text: `0` nobody's, `t12` a token, `s5` a session. The address has no more
 * rights than that credential has now.
 */
export function credentialRef(principal: Principal): string {
  if (principal.kind !== 'user') return '0'
  const { kind, id } = principal.credential
  return `${kind === 'token' ? 't' : 's'}${id}`
}

/** Undefined for what is no reference. */
export function parseCredentialRef(
  ref: string,
): { kind: 'none' | 'token' | 'session'; id: number } | undefined {
  if (ref === '0') return { kind: 'none', id: 0 }
  const [, kind, id] = /^([ts])([1-9]\d{0,14})$/.exec(ref) ?? []
  return kind ? { kind: kind === 't' ? 'token' : 'session', id: Number(id) } : undefined
}
