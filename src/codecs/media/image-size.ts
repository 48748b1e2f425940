/** What the first bytes of an image say: its format and its size in pixels. The pixels are not looked at. */
export interface ImageSize {
  type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | 'image/bmp' | 'image/tiff'
  width: number
  height: number
}

type Size = Pick<ImageSize, 'width' | 'height'>

/** Undefined: it is no image that is known here, or it says nothing sensible. */
export function imageSize(bytes: Buffer): ImageSize | undefined {
  const type = imageType(bytes)
  const size = type && SIZES[type](bytes)
  return size && size.width > 0 && size.height > 0 ? { type, ...size } : undefined
}

export function imageType(bytes: Buffer): ImageSize['type'] | undefined {
  const start = bytes.toString('latin1', 0, 12)
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (start.startsWith('GIF87a') || start.startsWith('GIF89a')) return 'image/gif'
  if (start.startsWith('RIFF') && start.slice(8) === 'WEBP') return 'image/webp'
  if (start.startsWith('BM')) return 'image/bmp'
  return start.startsWith('II*\0') || start.startsWith('MM\0*') ? 'image/tiff' : undefined
}

const SIZES: Record<ImageSize['type'], (bytes: Buffer) => Size | undefined> = {
  'image/png': (bytes) =>
    bytes.length < 24 || bytes.toString('latin1', 12, 16) !== 'IHDR'
      ? undefined
      : { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) },
  'image/gif': (bytes) =>
    bytes.length < 10 ? undefined : { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) },
  'image/bmp': bmpSize,
  'image/webp': webpSize,
  'image/jpeg': jpegSize,
  'image/tiff': tiffSize,
}

/** The height is negative when the lines go from the top down. */
function bmpSize(bytes: Buffer): Size | undefined {
  if (bytes.length < 26) return undefined
  if (bytes.readUInt32LE(14) === 12) return { width: bytes.readUInt16LE(18), height: bytes.readUInt16LE(20) }
  return { width: bytes.readInt32LE(18), height: Math.abs(bytes.readInt32LE(22)) }
}

function webpSize(bytes: Buffer): Size | undefined {
  if (bytes.length < 30) return undefined
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff }
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21)
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 'VP8X':
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 }
    default:
      return undefined
  }
}

/** Segments follow each other until the one that starts a frame. */
function jpegSize(bytes: Buffer): Size | undefined {
  for (let at = 2; at + 9 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1] as number
    if (marker === 0xff) at++
    else if (isFrame(marker)) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) }
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2
    else at += 2 + Math.max(2, bytes.readUInt16BE(at + 2))
  }
  return undefined
}

const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

const TIFF_WIDTH = 256
const TIFF_HEIGHT = 257
const TIFF_SHORT = 3

function tiffSize(bytes: Buffer): Size | undefined {
  if (bytes.length < 10) return undefined
  const isLittle = bytes[0] === 0x49
  const u16 = (at: number) => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at))
  const u32 = (at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at))
  const directory = u32(4)
  if (directory + 2 > bytes.length) return undefined
  const found = new Map<number, number>()
  const end = Math.min(bytes.length - 12, directory + 2 + u16(directory) * 12 - 12)
  for (let at = directory + 2; at <= end; at += 12)
    found.set(u16(at), u16(at + 2) === TIFF_SHORT ? u16(at + 8) : u32(at + 8))
  const [width, height] = [found.get(TIFF_WIDTH), found.get(TIFF_HEIGHT)]
  return width === undefined || height === undefined ? undefined : { width, height }
}
