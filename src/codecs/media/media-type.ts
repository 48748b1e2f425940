import { imageType } from './image-size.js'
import { soundInfo } from './sound.js'

/** The media type that the bytes themselves show. Never one that can hold scripts, such as SVG or HTML. */
export const mediaTypeOf = (bytes: Buffer): string =>
  imageType(bytes) ?? soundInfo(bytes)?.type ?? filmType(bytes) ?? 'application/octet-stream'

function filmType(bytes: Buffer): string | undefined {
  if (bytes.toString('latin1', 4, 8) === 'ftyp') return 'video/mp4'
  return bytes.subarray(0, 4).equals(Buffer.from('1a45dfa3', 'hex')) ? 'video/webm' : undefined
}
