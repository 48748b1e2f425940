import { imageSize, imageType } from './image-size.js'

export interface Dimensions {
  width: number
  height: number
}
/** Reads the size of an image from its first bytes; `short`: they do not reach far enough; undefined: another format. */
export type ReadDimensions = (head: Uint8Array) => Dimensions | 'short' | undefined

export const imageDimensions: ReadDimensions = (head) => {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
  const size = imageSize(bytes)
  if (size) return { width: size.width, height: size.height }
  return imageType(bytes) === undefined ? undefined : 'short'
}
