export interface Dimensions {
  width: number
  height: number
}
/** Reads the size of an image from its first bytes; `short`: they do not reach far enough; undefined: another format. */
export type ReadDimensions = (head: Uint8Array) => Dimensions | 'short' | undefined

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

export const imageDimensions: ReadDimensions = (head) => {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  if (PNG.every((byte, i) => head[i] === byte)) return pngDimensions(view)
  if (head[0] === 0xff && head[1] === 0xd8) return jpegDimensions(view)
  return undefined
}

/** IHDR is the first chunk: https://www.w3.org/TR/png-3/#11IHDR */
function pngDimensions(view: DataView): Dimensions | 'short' {
  if (view.byteLength < 24) return 'short'
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

/** Segments until the start of the frame, SOF0..SOF15: ITU T.81, B.2.2. */
function jpegDimensions(view: DataView): Dimensions | 'short' | undefined {
  let at = 2
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) at += 1
    else if (isStandalone(marker)) at += 2
    else if (isFrame(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    else at += 2 + view.getUint16(at + 2)
  }
  return 'short'
}

const isStandalone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)
/** DHT, JPG and DAC lie among them. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
