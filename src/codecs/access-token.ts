import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from '@node-rs/crc32'

/**
 * Access tokens: `dbelt_`, 32 random base62 digits (190 bits), and a CRC-32 in 6 base62 digits,
 * so that scanners can tell a real token from a string that looks like one.
 */
const PREFIX = 'dbelt_'
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

export function newToken(): string {
  // 248 = 4 * 62: bytes above it would favour the first digits
  const digits: string[] = []
  while (digits.length < 32) {
    for (const byte of randomBytes(64))
      if (byte < 248 && digits.length < 32) digits.push(DIGITS[byte % 62] as string)
  }
  const body = digits.join('')
  return PREFIX + body + checksum(body)
}

/** What is stored of a token. A token has enough random bits that a plain hash cannot be searched. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex')

function checksum(body: string): string {
  let rest = crc32(body)
  let text = ''
  for (let i = 0; i < 6; i++) {
    text = DIGITS[rest % 62] + text
    rest = Math.floor(rest / 62)
  }
  return text
}
