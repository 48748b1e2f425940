import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * AES-256-GCM with a fresh nonce: nonce, tag, cipher text. `context` says what the text is and whose, so that a sealed text
 * moved to another row does not open.
 */
export const seal = (key: Buffer, text: string, context: string): Buffer =>
  sealUnder(randomBytes(NONCE_BYTES), key, text, context)

/**
 * As `seal`, but the same text is always sealed alike, so that what holds it can be cached; the nonce is made of the text, as
 * in RFC 5297. It says when two texts are the same, and how long they are.
 */
export function sealAlike(key: Buffer, text: string, context: string): Buffer {
  const mac = createHmac('sha256', key).update(`nonce\n${context.length}\n${context}${text}`)
  return sealUnder(mac.digest().subarray(0, NONCE_BYTES), key, text, context)
}

function sealUnder(nonce: Buffer, key: Buffer, text: string, context: string): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

/** Undefined unless key and context are those it was sealed with. */
export function openSealed(key: Buffer, sealed: Buffer, context: string): string | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  try {
    const body = sealed.subarray(NONCE_BYTES + TAG_BYTES)
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
