import { xxHash32 } from '../../src/codecs/xet/xxhash32.js'

/** LZ4 frames built part by part, legal and not. */
export interface FrameParts {
  flags?: number
  blockCode?: number
  /** Content size field, when the flags have one. */
  size?: number
  blocks: { bytes: Buffer; isStored?: boolean }[]
  after?: Buffer
  /** What the blocks decode to, for a checksum of the content. */
  content?: Buffer
}

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}

export function buildFrame({
  flags = 0x60,
  blockCode = 0x40,
  size,
  blocks,
  after,
  content = Buffer.alloc(0),
}: FrameParts): Buffer {
  const contentSize = size === undefined ? [] : [u32(size), u32(0)]
  const body = blocks.flatMap(({ bytes, isStored }) => [
    u32(bytes.length + (isStored ? 0x8000_0000 : 0)),
    bytes,
    ...(flags & 0x10 ? [u32(xxHash32(bytes))] : []),
  ])
  const end = [u32(0), ...(flags & 0x04 ? [u32(xxHash32(content))] : []), after ?? Buffer.alloc(0)]
  const descriptor = Buffer.concat([Buffer.from([flags, blockCode]), ...contentSize])
  const check = Buffer.of((xxHash32(descriptor) >>> 8) & 0xff)
  return Buffer.concat([u32(0x184d2204), descriptor, check, ...body, ...end])
}

/** A sequence of literals, and a match when `offset` is given. Lengths may be of any size. */
export function sequence(literals: Buffer, offset?: number, length = 4): Buffer {
  const match = offset === undefined ? 0 : length - 4
  const token = (Math.min(literals.length, 15) << 4) | Math.min(match, 15)
  const head = Buffer.concat([Buffer.of(token), longLength(literals.length), literals])
  if (offset === undefined) return head
  return Buffer.concat([head, Buffer.of(offset & 255, offset >> 8), longLength(match)])
}

function longLength(length: number): Buffer {
  if (length < 15) return Buffer.alloc(0)
  const rest = length - 15
  return Buffer.concat([Buffer.alloc(Math.floor(rest / 255), 255), Buffer.of(rest % 255)])
}

/** What a block decodes to after `before`, the slow and plain way. Throws on anything illegal. */
export function plainDecode(block: Buffer, before: number[], limit: number): number[] {
  const out = [...before]
  let at = 0
  const next = (): number => {
    const byte = block[at++]
    if (byte === undefined) throw new Error('cut off')
    return byte
  }
  const long = (short: number): number => {
    let length = short
    if (short === 15)
      for (let more = 255; more === 255; ) {
        more = next()
        length += more
      }
    return length
  }
  const put = (byte: number): void => {
    if (out.length - before.length >= limit) throw new Error('too long')
    out.push(byte)
  }
  for (;;) {
    const token = next()
    for (let n = long(token >> 4); n > 0; n--) put(next())
    if (at === block.length) return out.slice(before.length)
    const offset = next() + 256 * next()
    const length = long(token & 15) + 4
    for (let n = length; n > 0; n--) {
      const byte = out[out.length - offset]
      if (offset === 0 || byte === undefined) throw new Error('no such byte')
      put(byte)
    }
  }
}
