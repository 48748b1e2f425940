import { soundInfo } from './sound.js'

export interface Sound {
  seconds: number
  samplingRate: number
}
/**
 * Reads how long a sound is from its first bytes and its size; `short`: they do not reach far enough; undefined: another
 * format, or nothing to go by.
 */
export type ReadSound = (head: Uint8Array, byteLength: number) => Sound | 'short' | undefined

export const soundOf: ReadSound = (head, byteLength) => {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  if (tag(view, 0) === 'RIFF' && tag(view, 8) === 'WAVE') return wavSound(view, byteLength)
  const { rate, seconds } = soundInfo(Buffer.from(head.buffer, head.byteOffset, head.byteLength)) ?? {}
  return rate && seconds !== undefined ? { samplingRate: rate, seconds } : undefined
}

/** Chunks `fmt ` and `data` of a WAV file; the format may say nothing of the data's size when it was streamed. */
function wavSound(view: DataView, byteLength: number): Sound | 'short' | undefined {
  let format: { samplingRate: number; bytesPerSecond: number } | undefined
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const size = view.getUint32(at + 4, true)
    const isFormat = tag(view, at) === 'fmt ' && at + 24 <= view.byteLength
    if (isFormat) format = readFormat(view, at + 8)
    if (tag(view, at) === 'data') return format && wavLength(format, Math.min(size, byteLength - at - 8))
    at += 8 + size + (size % 2)
  }
  return 'short'
}

const readFormat = (view: DataView, at: number) => {
  const samplingRate = view.getUint32(at + 4, true)
  return { samplingRate, bytesPerSecond: samplingRate * view.getUint16(at + 12, true) }
}

function wavLength(
  { samplingRate, bytesPerSecond }: { samplingRate: number; bytesPerSecond: number },
  bytes: number,
): Sound | undefined {
  return bytesPerSecond > 0 ? { samplingRate, seconds: bytes / bytesPerSecond } : undefined
}

function tag(view: DataView, at: number): string {
  if (at + 4 > view.byteLength) return ''
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)))
}
