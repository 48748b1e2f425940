import { createXXHash32 } from 'hash-wasm'

/** The checksum of LZ4 frames: xxHash32 with seed 0, as a number. */
const hasher = await createXXHash32(0)

export function xxHash32(bytes: Uint8Array): number {
  hasher.init()
  hasher.update(bytes)
  return Buffer.from(hasher.digest('binary')).readUInt32BE(0)
}
