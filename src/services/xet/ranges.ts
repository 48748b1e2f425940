import { toHex } from '../../codecs/xet/hash.js'

/** Runs of chunks of one xorb: [start, end) by index, ascending, disjoint and not touching. */
export type Range = { start: number; end: number }

/** More than any xorb has; it fits in what is packed below. */
export const EVERY_CHUNK: Range = { start: 0, end: 65_535 }

/** Chunks of one xorb. */
export interface XorbRanges {
  xorb: Buffer
  ranges: Range[]
}

/** By xet hex of the xorb: the chunks that these runs take together. */
export function rangesByXorb(runs: Iterable<Range & { xorb: Buffer }>): Map<string, XorbRanges> {
  const all = new Map<string, XorbRanges>()
  for (const { xorb, start, end } of runs) {
    const found = all.get(toHex(xorb)) ?? { xorb, ranges: [] }
    found.ranges.push({ start, end })
    all.set(toHex(xorb), found)
  }
  for (const found of all.values()) found.ranges = mergeRanges(found.ranges)
  return all
}

/** The same chunks in as few ranges as possible. */
export function mergeRanges(ranges: Range[]): Range[] {
  const merged: Range[] = []
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (last && start <= last.end) last.end = Math.max(last.end, end)
    else merged.push({ start, end })
  }
  return merged
}

/** Whether every chunk of `wanted` is in `merged`. */
export const covers = (merged: Range[], wanted: Range[]): boolean =>
  wanted.every((want) => merged.some((have) => have.start <= want.start && want.end <= have.end))

/** Pairs of u16, little-endian; a xorb has at most 8,192 chunks. */
export function packRanges(ranges: Range[]): Buffer {
  const packed = Buffer.alloc(ranges.length * 4)
  ranges.forEach(({ start, end }, i) => {
    packed.writeUInt16LE(start, i * 4)
    packed.writeUInt16LE(end, i * 4 + 2)
  })
  return packed
}

export function unpackRanges(packed: Buffer): Range[] {
  const ranges: Range[] = []
  for (let at = 0; at < packed.length; at += 4)
    ranges.push({ start: packed.readUInt16LE(at), end: packed.readUInt16LE(at + 2) })
  return ranges
}
