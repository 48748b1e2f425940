import { hexToBytes, hmac, verificationHash } from '@huggingface/xetchunk-wasm'
import { describe, expect, it } from 'vitest'
import { splitmix, vectors } from '../../../test/support/xet-vectors.js'
import { isRight, keyedBlake3, nativeBlake3, wasmBlake3 } from './blake3.js'
import {
  blindHash,
  chunkHash,
  isDedupEligible,
  isReserved,
  parseHex,
  termHash,
  toHex,
  ZERO_HASH,
} from './hash.js'

const random = (seed: number, count: number) =>
  Array.from({ length: count }, (_, i) => chunkHash(splitmix(seed + i, 40)))

describe('xet hex', () => {
  it.each(vectors.hash_string_encoding)('prints words as little-endian numbers: $xet_hex', (vector) => {
    const raw = vector.raw_hex ? Buffer.from(vector.raw_hex, 'hex') : Buffer.from(vector.raw_bytes ?? [])
    expect(toHex(raw)).toBe(vector.xet_hex)
    expect(parseHex(vector.xet_hex)).toEqual(raw)
    expect(parseHex(vector.xet_hex.toUpperCase())).toEqual(raw)
  })

  it('is not read from another number of digits, or from other letters', () => {
    const digits = 'a'.repeat(63)
    for (const text of ['', digits, `${digits}aa`, `${digits}g`, `${digits}\n`, ` ${digits}`])
      expect(parseHex(text)).toBeUndefined()
  })

  it('leaves the hash it prints as it was', () => {
    const hash = chunkHash(Buffer.from('a'))
    const before = Buffer.from(hash)
    toHex(hash)
    expect(hash).toEqual(before)
  })

  it('of the metadata record is the ordinary sha256', () => {
    const { sha256, stored_raw_hex } = vectors.sha256_in_metadata_ext
    expect(toHex(Buffer.from(stored_raw_hex, 'hex'))).toBe(sha256)
  })
})

describe('keyed hashes', () => {
  it('blinds as the vector says', () => {
    const { message_raw_hex, key_raw_hex, out_xet_hex } = vectors.hmac
    const blind = blindHash(Buffer.from(message_raw_hex, 'hex'), Buffer.from(key_raw_hex, 'hex'))
    expect(toHex(blind)).toBe(out_xet_hex)
  })

  it('equals the official package on random hashes', () => {
    const hashes = random(100, 40)
    const key = hashes[0]!
    for (const hash of hashes) {
      const official = Buffer.from(hmac(hash, key))
      expect(blindHash(hash, key)).toEqual(official)
    }
    expect(termHash(Buffer.concat(hashes))).toEqual(Buffer.from(verificationHash(hashes)))
    expect(hexToBytes(toHex(key))).toEqual(new Uint8Array(key))
  })

  it('is the same with and without a native binding, keys used in turn', async () => {
    const [native, wasm] = [await nativeBlake3(), await wasmBlake3()]
    const keys = random(200, 2)
    const hashers = keys.map((key) => [native(key), wasm(key)] as const)
    for (let i = 0; i < 50; i++) {
      const bytes = splitmix(i, i * 97)
      const [a, b] = hashers[i % 2]!
      expect(b(bytes.subarray(0, i), bytes.subarray(i))).toEqual(a(bytes))
      expect(keyedBlake3(keys[i % 2]!, bytes)).toEqual(a(bytes))
    }
  })

  it('notices an implementation that forgets its key', async () => {
    const native = await nativeBlake3()
    expect(isRight(native)).toBe(true)
    expect(isRight(() => native(ZERO_HASH))).toBe(false)
  })

  it('keeps no view on a key that its owner changes later', () => {
    const key = Buffer.alloc(32, 1)
    const first = keyedBlake3(key, Buffer.from('x'))
    key.fill(2)
    expect(keyedBlake3(key, Buffer.from('x'))).not.toEqual(first)
    expect(keyedBlake3(Buffer.alloc(32, 1), Buffer.from('x'))).toEqual(first)
  })
})

describe('special values', () => {
  it('reserves all zeros and all ones', () => {
    expect([ZERO_HASH, Buffer.alloc(32, 255), Buffer.alloc(32, 1)].map(isReserved)).toEqual([
      true,
      true,
      false,
    ])
  })

  it('takes the last word modulo 1024 for dedup', () => {
    const withWord = (word: number) => {
      const hash = Buffer.alloc(32, 7)
      hash.writeUInt32LE(word, 24)
      return isDedupEligible(hash)
    }
    expect([0, 1024, 0x10000, 1, 512, 1023].map(withWord)).toEqual([true, true, true, false, false, false])
  })
})
