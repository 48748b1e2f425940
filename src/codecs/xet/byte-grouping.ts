/**
 * Byte grouping: bytes 0, 4, 8 ... first, then 1, 5, 9 ..., then 2, 6 ..., then 3, 7 ...
 * Floats compress better so. docs/protocols/xet.md, section 3.3.
 */
const GROUPS = 4

export function group(bytes: Uint8Array): Buffer {
  const grouped = Buffer.allocUnsafe(bytes.length)
  let to = 0
  for (let first = 0; first < GROUPS; first++) {
    for (let from = first; from < bytes.length; from += GROUPS) grouped[to++] = bytes[from] as number
  }
  return grouped
}

/** The bytes that `group` was given. */
export function ungroup(grouped: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(grouped.length)
  let from = 0
  for (let first = 0; first < GROUPS; first++) {
    for (let to = first; to < bytes.length; to += GROUPS) bytes[to] = grouped[from++] as number
  }
  return bytes
}
