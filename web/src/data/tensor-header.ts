import { HeaderFault, readTensorHeader, type TensorHeader } from '../codecs/tensor-headers.js'
import { askRange, HubRefused } from './ask.js'

/** Most headers are smaller. */
const FIRST_BYTES = 128 * 1024

/** The header of a file, of which no more is read than it takes. Throws HeaderFault. */
export async function readHeader(address: string, signal: AbortSignal): Promise<TensorHeader> {
  let bytes = await askRange(address, 0, FIRST_BYTES, signal)
  for (;;) {
    const read = readTensorHeader(address, bytes)
    if ('header' in read) return read.header
    const more = await askRange(address, bytes.length, Math.max(read.needs, bytes.length + 1), signal).catch(
      endOf,
    )
    if (more.length === 0) throw new HeaderFault('short')
    const joined = new Uint8Array(bytes.length + more.length)
    joined.set(bytes)
    joined.set(more, bytes.length)
    bytes = joined
  }
}

/** Nothing is left to read: 416 says so. */
function endOf(error: unknown): Uint8Array {
  if (error instanceof HubRefused && error.status === 416) return new Uint8Array()
  throw error
}
