/** Headers of tar files: ustar, with the long names of GNU and of pax. */
export const TAR_BLOCK = 512
export interface TarHeader {
  name: string
  size: number
  /** `0` file, `L` the content is the name of the next, `x` the content is facts about the next, `g` about all. */
  type: string
}
export class TarError extends Error {
  override name = 'TarError'
}

/** Undefined: a block of zeros, which ends the archive. */
export function parseTarHeader(block: Buffer): TarHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined
  if (checksum(block) !== octal(block.subarray(148, 156)))
    throw new TarError('a header of the archive is damaged')
  const isUstar = block.toString('latin1', 257, 262) === 'ustar'
  const prefix = isUstar && block[262] === 0 ? text(block.subarray(345, 500)) : ''
  const name = text(block.subarray(0, 100))
  const type = block[156] === 0 ? '0' : String.fromCharCode(block[156] as number)
  return { name: prefix ? `${prefix}/${name}` : name, size: sizeOf(block.subarray(124, 136)), type }
}

/** What pax says of the next file: its name and its size, where they do not fit the header. */
export function parsePax(content: Buffer): { path?: string; size?: number } {
  const facts: { path?: string; size?: number } = {}
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at)
    const length = Number(content.toString('latin1', at, space))
    if (space < 0 || !Number.isInteger(length) || length <= 0 || at + length > content.length)
      throw new TarError('a pax header of the archive is damaged')
    const [key, ...rest] = content.toString('utf8', space + 1, at + length - 1).split('=')
    if (key === 'path') facts.path = rest.join('=')
    if (key === 'size') facts.size = checkedSize(Number(rest.join('=')))
    at += length
  }
  return facts
}

function checksum(block: Buffer): number {
  let sum = 8 * 0x20
  for (let i = 0; i < TAR_BLOCK; i++) if (i < 148 || i >= 156) sum += block[i] as number
  return sum
}

const text = (bytes: Buffer): string => {
  const end = bytes.indexOf(0)
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end)
}
const octal = (bytes: Buffer): number => Number.parseInt(text(bytes).trim() || '0', 8)

/** Octal, or for large files a big-endian number with its first bit set. */
function sizeOf(bytes: Buffer): number {
  if (((bytes[0] as number) & 0x80) === 0) return checkedSize(octal(bytes))
  return checkedSize(Number(BigInt(`0x${bytes.subarray(4).toString('hex')}`)))
}

function checkedSize(size: number): number {
  if (Number.isSafeInteger(size) && size >= 0) return size
  throw new TarError('a file of the archive has no proper size')
}
