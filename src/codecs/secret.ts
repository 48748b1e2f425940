import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits as text. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** What is stored of a random secret: it has enough bits that a plain hash cannot be searched. */
export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('hex')
