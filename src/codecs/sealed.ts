import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

const NONCE_BYTES = 12
const TAG_BYTES = 16
const VERSION = 1

/**
 * Secrets that the hub must be able to read again, so that a copy of the database alone does not tell them:
 * version (1), nonce (12), AES-256-GCM text, tag (16). `purpose` is bound in: what was sealed for one opens for no other.
 */
export function seal(key: Buffer, plain: string, purpose = ''): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyOf(key), nonce).setAAD(Buffer.from(purpose))
  return Buffer.concat([
    Buffer.of(VERSION),
    nonce,
    cipher.update(plain, 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ])
}

/** Throws for what was not sealed with this key for this purpose. */
export function open(key: Buffer, sealed: Buffer, purpose = ''): string {
  if (sealed[0] !== VERSION || sealed.length < 1 + NONCE_BYTES + TAG_BYTES)
    throw new Error('This is not a sealed secret.')
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', keyOf(key), nonce)
    .setAAD(Buffer.from(purpose))
    .setAuthTag(sealed.subarray(-TAG_BYTES))
  const text = decipher.update(sealed.subarray(1 + NONCE_BYTES, -TAG_BYTES))
  return Buffer.concat([text, decipher.final()]).toString('utf8')
}

const keyOf = (key: Buffer): Buffer => createHash('sha256').update(key).digest()
