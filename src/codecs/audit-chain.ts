import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/** Before the first entry. */
export const NO_HASH = Buffer.alloc(32)

/** The hash of an entry, which holds those of all before it. `entry`: its canonical JSON. */
export const chainHash = (before: Buffer, entry: string): Buffer =>
  createHash('sha256').update(before).update(entry).digest()

/** How far the chain was at a time. */
export interface AuditHead {
  seq: number
  hash: Buffer
  at: Date
  /**
   * The beginning was removed up to here. Signed as what it is: whoever has the database has many signed heads, and none of
   * them may serve as a permit to remove what is before it.
   */
  kind?: 'cut'
  /** Ed25519, over `headText`. */
  signature: Buffer
}

/** What is signed of a head. */
export const headText = ({ kind, seq, hash, at }: Omit<AuditHead, 'signature'>): string =>
  `databelt audit ${kind ?? 'head'}\n${seq}\n${hash.toString('hex')}\n${at.toISOString()}\n`

/** PKCS #8 of an Ed25519 key, before its 32 bytes: RFC 8410. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

export const headKey = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })

export const signHead = (key: KeyObject, head: Omit<AuditHead, 'signature'>): AuditHead => ({
  ...head,
  signature: sign(null, Buffer.from(headText(head)), key),
})
export const isSigned = (key: KeyObject, head: AuditHead): boolean =>
  verify(null, Buffer.from(headText(head)), createPublicKey(key), head.signature)

/** The public key, as PEM, with which others check heads. */
export const publicPem = (key: KeyObject): string =>
  createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()

/** A head as a line of text. */
export const headLine = ({ kind, seq, hash, at, signature }: AuditHead): string =>
  JSON.stringify({
    ...(kind && { kind }),
    seq,
    hash: hash.toString('hex'),
    at: at.toISOString(),
    signature: signature.toString('base64'),
  })

/** Undefined for a line that is none, such as one that a power cut tore. */
export function parseHeadLine(line: string): AuditHead | undefined {
  try {
    const { kind, seq, hash, at, signature } = JSON.parse(line)
    if (kind !== undefined && kind !== 'cut') return undefined
    const head: AuditHead = {
      ...(kind && { kind }),
      seq: Number(seq),
      hash: Buffer.from(hash, 'hex'),
      at: new Date(at),
      signature: Buffer.from(signature, 'base64'),
    }
    return Number.isSafeInteger(head.seq) && !Number.isNaN(head.at.getTime()) ? head : undefined
  } catch {
    return undefined
  }
}
