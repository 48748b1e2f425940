import { keyedBlake3, keyedHasher } from './blake3.js'

/** Xet hashes: 32 bytes of keyed BLAKE3. docs/protocols/xet.md, section 1 and 4. */
export const HASH_BYTES = 32
export const ZERO_HASH = Buffer.alloc(HASH_BYTES)

const ONES = Buffer.alloc(HASH_BYTES, 0xff)
const DATA_KEY = Buffer.from('6697f5775b9550de3135cbaca597181c9de421109beb2b58b4d0b04b93adf229', 'hex')
const VERIFICATION_KEY = Buffer.from(
  '7f1857d6ce56ed66127ff913e7a5c3f3a4cd26d5b5db49e64124987f28fb94c3',
  'hex',
)
const hashChunk = keyedHasher(DATA_KEY)
const hashTerm = keyedHasher(VERIFICATION_KEY)

/** Xet hex: each 8-byte word as one little-endian number, 64 lower-case digits in all. */
export const toHex = (hash: Uint8Array): string => Buffer.from(hash).swap64().toString('hex')

/** The 32 bytes of a hash in xet hex, either case; undefined when the text is not one. */
export function parseHex(text: string): Buffer | undefined {
  return /^[0-9a-fA-F]{64}$/.test(text) ? Buffer.from(text, 'hex').swap64() : undefined
}

/** Hash of a chunk's own (uncompressed) bytes. */
export const chunkHash = (bytes: Uint8Array): Buffer => hashChunk(bytes)

/** Verification hash of a term. `hashes`: n x 32 bytes, its chunks' hashes joined. Section 4.4. */
export const termHash = (hashes: Uint8Array): Buffer => hashTerm(hashes)

/** What stands for a chunk hash in a dedup answer under `key`; section 1 "HMAC". */
export const blindHash = (hash: Uint8Array, key: Uint8Array): Buffer => keyedBlake3(key, hash)

/** All zero (nothing) or all ones (end of a section): never the hash of a xorb. */
export const isReserved = (hash: Uint8Array): boolean => ZERO_HASH.equals(hash) || ONES.equals(hash)

/** Whether the hash as a number, its last word, divides by `divisor` (a power of two up to 65536). */
export const dividesBy = (hash: Buffer, divisor: number): boolean =>
  (hash.readUInt16LE(24) & (divisor - 1)) === 0

/** Whether clients ask for this chunk in global dedup although it begins no file. */
export const isDedupEligible = (hash: Buffer): boolean => dividesBy(hash, 1024)
