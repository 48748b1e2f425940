/** How many bits an entry costs and how many it sets decide how often a filter says yes wrongly. */
export interface BloomShape {
  bitsPerEntry: number
  probes: number
}

/** A Bloom filter of 32-bit hashes, in whole bytes. */
export function bloomOf(hashes: Iterable<number>, count: number, shape: BloomShape): Uint8Array {
  const bytes = new Uint8Array(Math.max(8, Math.ceil((count * shape.bitsPerEntry) / 8)))
  const bits = bytes.length * 8
  for (const hash of hashes) {
    for (let i = 0; i < shape.probes; i++) {
      const bit = probe(hash, i, bits)
      bytes[bit >>> 3] = (bytes[bit >>> 3] as number) | (1 << (bit & 7))
    }
  }
  return bytes
}

/** False: it was never added. `byteAt` gives a byte of the filter. */
export function mayHave(
  hash: number,
  filter: { length: number; byteAt(offset: number): number },
  { probes }: BloomShape,
): boolean {
  for (let i = 0; i < probes; i++) {
    const bit = probe(hash, i, filter.length * 8)
    if ((filter.byteAt(bit >>> 3) & (1 << (bit & 7))) === 0) return false
  }
  return true
}

const probe = (hash: number, i: number, bits: number): number =>
  (hash + i * ((Math.imul(hash, 0x9e3779b1) | 1) >>> 0)) % bits
